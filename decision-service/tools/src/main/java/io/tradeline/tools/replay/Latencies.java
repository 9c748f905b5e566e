package io.tradeline.tools.replay;

import org.HdrHistogram.Histogram;

/** Latencies of one kind of call. Used by one thread. */
final class Latencies {
    private final Histogram micros = new Histogram(60_000_000L, 3);

    void record(long nanos) {
        micros.recordValue(Math.min(nanos / 1000, micros.getHighestTrackableValue()));
    }

    Summary summary() {
        return new Summary(
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(95) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0,
                micros.getMaxValue() / 1000.0);
    }

    /** In milliseconds. */
    record Summary(long count, double p50, double p95, double p99, double max) {}
}
