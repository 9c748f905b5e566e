package io.tradeline.admin.state;

import com.google.protobuf.Timestamp;
import io.tradeline.proto.releases.v1.Release;
import io.tradeline.proto.releases.v1.ReleaseStatus;
import io.tradeline.proto.releases.v1.RuleSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the messages of {@code tradeline.releases.v1}. */
final class ReleaseMessages {
    private ReleaseMessages() {}

    static SystemState.Answering answering(Instant asOf, ReleaseStatus status, List<Release> published) {
        return new SystemState.Answering(
                asOf,
                active(status),
                status.getReplicasList().stream().map(ReleaseMessages::replica).toList(),
                published.stream().map(ReleaseMessages::release).toList());
    }

    private static Optional<ActiveRelease> active(ReleaseStatus status) {
        if (status.getActiveDigest().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ActiveRelease(
                new Digest(status.getActiveDigest()),
                instant(status.getActivatedAt()),
                status.getActivatedBy(),
                status.getServedEverywhere()));
    }

    private static Replica replica(io.tradeline.proto.releases.v1.Replica replica) {
        return new Replica(
                replica.getReplicaId(), new Digest(replica.getServingDigest()), instant(replica.getReportedAt()));
    }

    private static PublishedRelease release(Release release) {
        return new PublishedRelease(
                new Digest(release.getDigest()),
                release.getDescription(),
                instant(release.getPublishedAt()),
                release.getPublishedBy(),
                release.getRuleSetsCount(),
                release.getRuleSetsList().stream()
                        .mapToInt(RuleSet::getRuleCount)
                        .sum());
    }

    private static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }
}
