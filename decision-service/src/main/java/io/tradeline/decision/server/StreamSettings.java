package io.tradeline.decision.server;

import io.tradeline.decision.feed.FeedSettings;
import java.time.Duration;

/**
 * How many streams there may be, and what each may take.
 *
 * @param authorize streams of orders at once
 * @param ordersUnderWay orders of one such stream that may be under way
 * @param watches streams of exposures at once
 * @param subscriptions of the feed at once
 */
public record StreamSettings(int authorize, int ordersUnderWay, int watches, int subscriptions, FeedSettings feed) {

    /** As without any setting. */
    public static final StreamSettings USUAL = new StreamSettings(
            1000, 256, 500, 200, new FeedSettings(Duration.ofMillis(50), 20_000, 2, 25_000, Duration.ofSeconds(5)));

    /** @throws IllegalArgumentException as in {@link Settings} */
    public StreamSettings {
        Settings.within("tradeline.streams.authorize", authorize, 0, 100_000);
        Settings.within("tradeline.streams.orders-under-way", ordersUnderWay, 1, 10_000);
        Settings.within("tradeline.streams.watches", watches, 0, 100_000);
        Settings.within("tradeline.streams.subscriptions", subscriptions, 0, 10_000);
        Settings.within("tradeline.feed.poll", feed.poll(), Duration.ofMillis(5), Duration.ofSeconds(10));
        Settings.within("tradeline.feed.ring", feed.ring(), 1_000, 1_000_000);
        Settings.within("tradeline.feed.backfills", feed.backfills(), 1, 16);
        Settings.within("tradeline.feed.backfill-rate", feed.backfillRate(), 100, 10_000_000);
        Settings.within("tradeline.feed.heartbeat", feed.heartbeat(), Duration.ofMillis(100), Duration.ofMinutes(10));
    }
}
