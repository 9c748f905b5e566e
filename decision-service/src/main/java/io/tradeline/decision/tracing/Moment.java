package io.tradeline.decision.tracing;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A moment by both clocks. All moments of one trace follow from the one in which it began, so that a clock that is set doesn't tear it. */
record Moment(long epochNanos, long nanoTime) {

    static Moment now(Clock clock) {
        Instant instant = clock.instant();
        return new Moment(TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano(), System.nanoTime());
    }

    /** Nanoseconds of the epoch at another moment of the nano clock. */
    long epochNanosAt(long otherNanoTime) {
        return epochNanos + (otherNanoTime - nanoTime);
    }
}
