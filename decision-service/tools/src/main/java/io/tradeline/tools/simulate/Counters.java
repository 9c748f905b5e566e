package io.tradeline.tools.simulate;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What happened, in numbers. */
final class Counters {
    final LongAdder steps = new LongAdder();
    final LongAdder attempts = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder lostReplies = new LongAdder();
    final LongAdder twins = new LongAdder();
    final LongAdder repetitions = new LongAdder();
    final LongAdder otherBodies = new LongAdder();
    final LongAdder approved = new LongAdder();
    final LongAdder held = new LongAdder();
    final LongAdder declined = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder samples = new LongAdder();
    final LongAdder decisionsChecked = new LongAdder();
    final LongAdder entriesChecked = new LongAdder();
    final LongAdder copiesChecked = new LongAdder();
    /** The longest attempt, from sending it to its answer or failure. */
    final AtomicLong longestNanos = new AtomicLong();

    void attempted(long nanos) {
        attempts.increment();
        longestNanos.accumulateAndGet(nanos, Math::max);
    }
}
