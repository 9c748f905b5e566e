package io.tradeline.tools.bench.load;

import java.time.Duration;

/**
 * How long is measured.
 *
 * @param leastWarmUp before the first window the rate must not have grown for so long
 * @param mostWarmUp but no longer than this
 * @param mostFirstWarmUp the same for the first load on a server, which has everything to compile
 * @param window length of one window
 * @param windows how many; the one with the median rate counts
 */
public record Schedule(
        Duration leastWarmUp, Duration mostWarmUp, Duration mostFirstWarmUp, Duration window, int windows) {

    /** For figures. */
    public static Schedule full(Duration window) {
        return new Schedule(Duration.ofSeconds(3), Duration.ofSeconds(20), Duration.ofSeconds(120), window, 3);
    }

    /** For a first impression: warms up for a window or two, and a little longer at first. */
    public static Schedule quick(Duration window) {
        return new Schedule(window, window.multipliedBy(2), window.multipliedBy(4), window, 3);
    }

    /**
     * One window of a load that takes turns with others, and is warm: shorter, as there are many, and the machine must not change much in between. Before it the load
     * runs long enough to have caches and buffers to itself again.
     */
    public Schedule turn() {
        Duration shorter = window.multipliedBy(4).dividedBy(5);
        Duration settle = shorter.dividedBy(4);
        return new Schedule(settle, settle, settle, shorter, 1);
    }

    /** The warm-up before the first load on a server: five times as patient, with one window that counts for nothing. */
    public Schedule firstWarmUp() {
        return new Schedule(leastWarmUp.multipliedBy(5), mostFirstWarmUp, mostFirstWarmUp, leastWarmUp, 1);
    }
}
