package io.tradeline.tools.bench.feed;

import org.jspecify.annotations.Nullable;

/**
 * What a benchmark reads of a message of the feed.
 *
 * @param firstSequence of its events; 0 without events
 * @param lastSequence of its events; 0 without events
 * @param occurredAtMilli when each of them happened, by the clock of its order; null where that is not read
 * @param throughSequence up to where everything was sent
 * @param endSequence the last one that there was
 */
record FeedMessage(
        long firstSequence,
        long lastSequence,
        long @Nullable [] occurredAtMilli,
        long throughSequence,
        long endSequence) {}
