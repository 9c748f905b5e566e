package io.tradeline.admin.state;

import io.grpc.ClientInterceptor;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.tradeline.admin.state.TokenFile.UnusableTokenException;
import io.tradeline.proto.releases.v1.ListRequest;
import io.tradeline.proto.releases.v1.ListResponse;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import io.tradeline.proto.releases.v1.StatusRequest;
import io.tradeline.proto.releases.v1.StatusResponse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** Asks the decision service each time it is read: {@code Releases.Status}, then {@code Releases.List}, within 2 seconds together. */
@Singleton
final class GrpcStateSource implements StateSource {
    private static final int DEADLINE_SECONDS = 2;
    private static final int LISTED_RELEASES = 10;
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    private final TokenFile token;
    private final Clock clock;

    @Inject
    GrpcStateSource(ManagedChannel channel, TokenFile token, Clock clock) {
        this.channel = channel;
        this.token = token;
        this.clock = clock;
    }

    @Override
    public SystemState read() {
        try {
            ReleasesGrpc.ReleasesBlockingStub releases = ReleasesGrpc.newBlockingStub(channel)
                    .withDeadline(Deadline.after(DEADLINE_SECONDS, TimeUnit.SECONDS))
                    .withInterceptors(bearer(token.read()));
            StatusResponse status = releases.status(StatusRequest.getDefaultInstance());
            ListResponse list = releases.list(
                    ListRequest.newBuilder().setPageSize(LISTED_RELEASES).build());
            return ReleaseMessages.answering(clock.instant(), status.getStatus(), list.getReleasesList());
        } catch (UnusableTokenException e) {
            return new SystemState.NotAnswering(clock.instant(), Trouble.NO_TOKEN, String.valueOf(e.getMessage()));
        } catch (StatusRuntimeException e) {
            Trouble trouble = troubleOf(e.getStatus().getCode());
            if (trouble == Trouble.NOT_REACHABLE) {
                // The channel's own back-off grows to two minutes; people who reload the page want to see the service
                // come back.
                channel.resetConnectBackoff();
            }
            return new SystemState.NotAnswering(clock.instant(), trouble, detailOf(e));
        }
    }

    /** gRPC's message is often just "io exception": the cause below it names what happened. */
    private static String detailOf(StatusRuntimeException e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause.getMessage();
    }

    private static Trouble troubleOf(Status.Code code) {
        return switch (code) {
            case UNAVAILABLE -> Trouble.NOT_REACHABLE;
            case DEADLINE_EXCEEDED -> Trouble.TOO_SLOW;
            case UNAUTHENTICATED, PERMISSION_DENIED -> Trouble.REFUSED;
            default -> Trouble.FAILED;
        };
    }

    private static ClientInterceptor bearer(String token) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + token);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }
}
