package io.tradeline.admin.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the decision service said about itself at one instant, or why it said nothing. */
sealed interface SystemState {
    /** When the answer, or the failure, arrived. */
    Instant asOf();

    /**
     * The decision service answered.
     *
     * @param active the release that decides; empty when none was ever activated
     * @param replicas the instances that reported in the last 30 seconds, in the service's order
     * @param published the last published releases, the newest first
     */
    record Answering(
            Instant asOf, Optional<ActiveRelease> active, List<Replica> replicas, List<PublishedRelease> published)
            implements SystemState {
        public Answering {
            replicas = List.copyOf(replicas);
            published = List.copyOf(published);
        }

        /** Whether this is the release that decides. */
        boolean isActive(Digest digest) {
            return active.map(ActiveRelease::digest).filter(digest::equals).isPresent();
        }

        /** How many of the replicas serve the active release. */
        long servingActive() {
            return replicas.stream()
                    .filter(replica -> isActive(replica.serving()))
                    .count();
        }
    }

    /**
     * The decision service gave no usable answer.
     *
     * @param detail the technical cause, for logs; never shown on a page, as it names hosts and files
     */
    record NotAnswering(Instant asOf, Trouble trouble, String detail) implements SystemState {}
}
