package io.tradeline.tools.simulate;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What happened, in numbers. */
final class Counters {
    final LongAdder steps = new LongAdder();
    final LongAdder attempts = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder lostReplies = new LongAdder();
    final LongAdder streamed = new LongAdder();
    final LongAdder twins = new LongAdder();
    final LongAdder repetitions = new LongAdder();
    final LongAdder otherBodies = new LongAdder();
    final LongAdder approved = new LongAdder();
    final LongAdder held = new LongAdder();
    final LongAdder declined = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder factsChanged = new LongAdder();
    final LongAdder moves = new LongAdder();
    final LongAdder samples = new LongAdder();
    final LongAdder decisionsChecked = new LongAdder();
    final LongAdder entriesChecked = new LongAdder();
    final LongAdder copiesChecked = new LongAdder();
    final LongAdder eventsChecked = new LongAdder();
    final LongAdder subscriptions = new LongAdder();
    /** The longest attempt, from sending it to its answer or failure. */
    final AtomicLong longestNanos = new AtomicLong();

    /** From then on every attempt must be answered by its deadline; Long.MAX_VALUE: not now. */
    private volatile long boundedFromNanos = Long.MAX_VALUE;

    /** Nothing is wrong now that would excuse an attempt that is not answered by its deadline. */
    void bounded(boolean now) {
        boundedFromNanos = now ? System.nanoTime() : Long.MAX_VALUE;
    }

    /** Whether an attempt that was sent then has no excuse. */
    boolean isBounded(long sentNanos) {
        long from = boundedFromNanos;
        return from != Long.MAX_VALUE && sentNanos - from >= 0;
    }

    void attempted(long nanos) {
        attempts.increment();
        longestNanos.accumulateAndGet(nanos, Math::max);
    }
}
