package io.tradeline.decision.releases;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.stub.StreamObserver;
import io.tradeline.decision.access.Caller;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Calls;
import io.tradeline.decision.rpc.PageToken;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.releases.v1.ActivateRequest;
import io.tradeline.proto.releases.v1.ActivateResponse;
import io.tradeline.proto.releases.v1.GetRequest;
import io.tradeline.proto.releases.v1.GetResponse;
import io.tradeline.proto.releases.v1.ListRequest;
import io.tradeline.proto.releases.v1.ListResponse;
import io.tradeline.proto.releases.v1.PublishRequest;
import io.tradeline.proto.releases.v1.PublishResponse;
import io.tradeline.proto.releases.v1.Release;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import io.tradeline.proto.releases.v1.StatusRequest;
import io.tradeline.proto.releases.v1.StatusResponse;
import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Problem;
import io.tradeline.rules.release.ReleaseSource;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/** The Releases service. */
public final class ReleasesGrpcService extends ReleasesGrpc.ReleasesImplBase {

    private static final int DEFAULT_PAGE = 20;
    private static final long END_OF_TIME = 4_102_444_800_000L;

    private final ReleaseRegistry registry;
    private final Clock clock;
    private final Calls calls;

    public ReleasesGrpcService(ReleaseRegistry registry, Clock clock, Calls calls) {
        this.registry = registry;
        this.clock = clock;
        this.calls = calls;
    }

    @Override
    public void publish(PublishRequest request, StreamObserver<PublishResponse> observer) {
        calls.run(observer, () -> publish(request));
    }

    @Override
    public void activate(ActivateRequest request, StreamObserver<ActivateResponse> observer) {
        calls.run(observer, () -> activate(request));
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListResponse> observer) {
        calls.run(observer, () -> list(request));
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> observer) {
        calls.run(observer, () -> {
            Release release = registry.store()
                    .find(request.getDigest())
                    .orElseThrow(() -> Refusals.unknown("release", request.getDigest()));
            ReleaseSource source = registry.store().source(request.getDigest()).orElseThrow();
            return GetResponse.newBuilder()
                    .setRelease(release)
                    .addAllFiles(ReleaseStore.files(source).getFilesList())
                    .build();
        });
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        calls.run(
                observer,
                () -> StatusResponse.newBuilder()
                        .setStatus(registry.store().status())
                        .build());
    }

    private PublishResponse publish(PublishRequest request) throws SQLException, InvalidProtocolBufferException {
        try {
            ReleaseSource source = ReleaseStore.source(request);
            io.tradeline.rules.release.Release compiled = registry.compile(source);
            Release summary = registry.summary(
                    compiled, request.getDescription(), Caller.current().subject());
            return PublishResponse.newBuilder()
                    .setRelease(
                            request.getValidateOnly()
                                    ? summary
                                    : registry.store().publish(source, summary))
                    .build();
        } catch (InvalidReleaseException broken) {
            throw Refusals.invalid(broken.problems().stream()
                    .map(ReleasesGrpcService::violation)
                    .toList());
        } catch (IllegalArgumentException unreadable) {
            throw Refusals.invalid("files", String.valueOf(unreadable.getMessage()));
        }
    }

    private static FieldViolation violation(Problem problem) {
        return Refusals.violation(problem.path() + ":" + problem.line() + ":" + problem.column(), problem.message());
    }

    private ActivateResponse activate(ActivateRequest request) throws SQLException, InvalidProtocolBufferException {
        if (registry.store().find(request.getDigest()).isEmpty()) {
            throw Refusals.unknown("release", request.getDigest());
        }
        boolean asExpected = registry.store()
                .activate(
                        request.getDigest(),
                        request.getExpectedActiveDigest(),
                        Caller.current().subject(),
                        clock.millis());
        if (!asExpected) {
            throw Refusals.aborted(
                    "OTHER_RELEASE_ACTIVE",
                    "release " + registry.store().active().orElse("none") + " is active (expected: "
                            + request.getExpectedActiveDigest() + ")");
        }
        return ActivateResponse.newBuilder()
                .setStatus(registry.store().status())
                .build();
    }

    /** Where a page ended. */
    private record Position(long publishedAtMilli, String digest) {

        static final Position START = new Position(END_OF_TIME, "");

        static Position of(String text) {
            String[] parts = text.split(":", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException("position: " + text + " (expected: a moment and a digest)");
            }
            return new Position(Long.parseLong(parts[0]), parts[1]);
        }
    }

    private ListResponse list(ListRequest request) throws SQLException, InvalidProtocolBufferException {
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        Position after = PageToken.read(request.getPageToken(), Position.START, Position::of, "releases");
        List<Release> found = registry.store().list(after.publishedAtMilli, after.digest, size + 1);
        ListResponse.Builder response = ListResponse.newBuilder();
        response.addAllReleases(found.subList(0, Math.min(size, found.size())));
        if (found.size() > size) {
            Release last = found.get(size - 1);
            response.setNextPageToken(
                    PageToken.write(Times.epochMilli(last.getPublishedAt()) + ":" + last.getDigest(), "releases"));
        }
        return response.build();
    }
}
