package io.tradeline.admin.state;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.tradeline.proto.releases.v1.ListRequest;
import io.tradeline.proto.releases.v1.ListResponse;
import io.tradeline.proto.releases.v1.Release;
import io.tradeline.proto.releases.v1.ReleaseStatus;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import io.tradeline.proto.releases.v1.Replica;
import io.tradeline.proto.releases.v1.RuleSet;
import io.tradeline.proto.releases.v1.StatusRequest;
import io.tradeline.proto.releases.v1.StatusResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The decision service as this service sees it: says what the test told it to say, and counts how often it was asked. */
final class FakeReleases extends ReleasesGrpc.ReleasesImplBase {
    static final String ACTIVE = "3f2a90c4d1e8".repeat(5) + "3f2a";
    static final String OLDER = "b81c07e5520f".repeat(5) + "b81c";
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final AtomicInteger statusCalls = new AtomicInteger();
    private volatile ReleaseStatus status = ReleaseStatus.getDefaultInstance();
    private volatile List<Release> releases = List.of();
    private volatile Manner manner = Manner.ANSWERS;

    /** How it behaves when asked. */
    enum Manner {
        ANSWERS,
        STAYS_SILENT,
        FAILS
    }

    /** Two replicas serve the active release; two releases are published. */
    void inOrder() {
        manner = Manner.ANSWERS;
        status = activeStatus()
                .addReplicas(replica("decision-7d9f-x2k4m", ACTIVE, 3))
                .addReplicas(replica("decision-7d9f-q8w1z", ACTIVE, 1))
                .setServedEverywhere(true)
                .build();
        releases = List.of(
                release(ACTIVE, "Spring limits: hard cap for wholesale, tolerance of 2 %", 3_600),
                release(OLDER, "First release", 86_400 * 12));
    }

    /** One of two replicas still serves the older release. */
    void rollingOut() {
        inOrder();
        status = activeStatus()
                .addReplicas(replica("decision-7d9f-x2k4m", ACTIVE, 3))
                .addReplicas(replica("decision-7d9f-q8w1z", OLDER, 1))
                .setServedEverywhere(false)
                .build();
    }

    /** Nothing was ever published or activated. */
    void empty() {
        manner = Manner.ANSWERS;
        status = ReleaseStatus.getDefaultInstance();
        releases = List.of();
    }

    void behave(Manner newManner) {
        manner = newManner;
    }

    void setReleases(List<Release> newReleases) {
        releases = newReleases;
    }

    void setStatus(ReleaseStatus newStatus) {
        status = newStatus;
    }

    int statusCalls() {
        return statusCalls.get();
    }

    static ReleaseStatus.Builder activeStatus() {
        return ReleaseStatus.newBuilder()
                .setActiveDigest(ACTIVE)
                .setActivatedAt(secondsAgo(1_800))
                .setActivatedBy("ann.releases");
    }

    static Replica replica(String id, String digest, long reportedSecondsAgo) {
        return Replica.newBuilder()
                .setReplicaId(id)
                .setServingDigest(digest)
                .setReportedAt(secondsAgo(reportedSecondsAgo))
                .build();
    }

    static Release release(String digest, String description, long publishedSecondsAgo) {
        return Release.newBuilder()
                .setDigest(digest)
                .setDescription(description)
                .setPublishedAt(secondsAgo(publishedSecondsAgo))
                .setPublishedBy("bob.analyst")
                .addRuleSets(RuleSet.newBuilder().setRuleSetId("credit-limits").setRuleCount(21))
                .addRuleSets(RuleSet.newBuilder().setRuleSetId("credit-terms").setRuleCount(14))
                .build();
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
        statusCalls.incrementAndGet();
        answer(StatusResponse.newBuilder().setStatus(status).build(), answer);
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListResponse> answer) {
        List<Release> page = releases.stream().limit(request.getPageSize()).toList();
        answer(ListResponse.newBuilder().addAllReleases(page).build(), answer);
    }

    private <T> void answer(T message, StreamObserver<T> answer) {
        switch (manner) {
            case ANSWERS -> {
                answer.onNext(message);
                answer.onCompleted();
            }
            case STAYS_SILENT -> {
                // The caller's deadline ends the call.
            }
            case FAILS ->
                answer.onError(
                        Status.INTERNAL.withDescription("ledger <page> lost").asRuntimeException());
        }
    }

    private static Timestamp secondsAgo(long seconds) {
        return Timestamp.newBuilder().setSeconds(NOW.getEpochSecond() - seconds).build();
    }
}
