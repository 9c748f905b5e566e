package io.tradeline.decision.feed;

import java.time.Duration;

/**
 * How the feed is read.
 *
 * @param poll between two looks for what is new
 * @param ring newest events that are kept in memory for all who follow them
 * @param backfills threads, each with a connection while it works, that read for those who are behind
 * @param backfillRate events that are read a second for all of those together, at most
 * @param heartbeat how long a subscriber hears nothing, at most
 */
public record FeedSettings(Duration poll, int ring, int backfills, int backfillRate, Duration heartbeat) {}
