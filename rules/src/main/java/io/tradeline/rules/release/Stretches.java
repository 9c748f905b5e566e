package io.tradeline.rules.release;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How a thread works that nobody waits for while others decide: a moment at a stretch, then it leaves the processor to them for a multiple of that. For one thread. */
final class Stretches {

    private static final long STRETCH_NANOS = Duration.ofMillis(1).toNanos();

    /** For each stretch it rests so many. */
    private static final int REST = 4;

    /** However long a stretch was that could not be broken. */
    private static final long LONGEST_REST_NANOS = Duration.ofMillis(500).toNanos();

    private final boolean givesWay;
    private long beganNanos = System.nanoTime();

    /** @param givesWay whether it rests at all */
    Stretches(boolean givesWay) {
        this.givesWay = givesWay;
    }

    /** Between two pieces of work: rests when it is time. */
    void pause() {
        long worked = System.nanoTime() - beganNanos;
        if (worked > STRETCH_NANOS) {
            if (givesWay) {
                LockSupport.parkNanos(Math.min(REST * worked, LONGEST_REST_NANOS));
            }
            beganNanos = System.nanoTime();
        }
    }
}
