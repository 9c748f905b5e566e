package io.tradeline.decision.feed;

import java.util.concurrent.atomic.LongAdder;

/** What the feed did, counted since the start. */
public final class FeedMeters {

    private final LongAdder sent = new LongAdder();
    private final LongAdder pages = new LongAdder();
    private final LongAdder read = new LongAdder();
    private final LongAdder failures = new LongAdder();

    void sent(int events) {
        sent.add(events);
    }

    void page(int events) {
        pages.increment();
        read.add(events);
    }

    void failed() {
        failures.increment();
    }

    /** Events that were handed to connections. */
    public long sent() {
        return sent.sum();
    }

    /** Pages that were read for subscriptions that are behind. */
    public long backfillPages() {
        return pages.sum();
    }

    /** Events on these. */
    public long backfilled() {
        return read.sum();
    }

    /** Looks for what is new, and pages, that PostgreSQL failed. */
    public long failures() {
        return failures.sum();
    }
}
