package io.tradeline.tools.bench;

import java.time.Duration;

/**
 * How long is measured.
 *
 * @param leastWarmUp before the first window, at least
 * @param mostWarmUp at most; in between until the rate no longer grows
 * @param window length of one window
 * @param windows how many; the one with the median rate counts
 */
record Schedule(Duration leastWarmUp, Duration mostWarmUp, Duration window, int windows) {

    /** For figures. */
    static Schedule full(int windowSeconds) {
        return new Schedule(Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ofSeconds(windowSeconds), 3);
    }

    /** For a first impression. */
    static Schedule quick() {
        return new Schedule(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(500), 3);
    }

    /** Only the warm-up of this schedule, with one short window that counts for nothing. */
    Schedule warmUp() {
        return new Schedule(leastWarmUp, mostWarmUp, Duration.ofMillis(100), 1);
    }
}
