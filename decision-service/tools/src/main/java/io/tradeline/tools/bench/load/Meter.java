package io.tradeline.tools.bench.load;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts answers and their latencies, and calls without an answer, from many threads, and cuts them into windows. */
public final class Meter {
    private static final long MAX_NANOS = 60_000_000_000L;

    private final Recorder latencies = new Recorder(MAX_NANOS, 3);
    private final LongAdder notApproved = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private long cutNanos = System.nanoTime();

    void answered(long latencyNanos, boolean isApproved) {
        latencies.recordValue(Math.max(0, Math.min(MAX_NANOS, latencyNanos)));
        if (!isApproved) {
            notApproved.increment();
        }
    }

    void refused() {
        refused.increment();
    }

    void failed() {
        failed.increment();
    }

    /** What happened since the last cut, or since the meter was made. Called by one thread. */
    Window cut() {
        Histogram histogram = latencies.getIntervalHistogram();
        long now = System.nanoTime();
        Window window = new Window(
                (now - cutNanos) / 1e9,
                histogram.getTotalCount(),
                Math.max(0, histogram.getTotalCount() - notApproved.sumThenReset()),
                refused.sumThenReset(),
                failed.sumThenReset(),
                histogram.getValueAtPercentile(50) / 1e6,
                histogram.getValueAtPercentile(95) / 1e6,
                histogram.getValueAtPercentile(99) / 1e6,
                histogram.getMaxValue() / 1e6);
        cutNanos = now;
        return window;
    }

    /**
     * A stretch of time. Latencies in milliseconds, of the answers alone.
     *
     * @param refused calls that an overloaded server turned away
     * @param failed all other calls that got no answer
     */
    public record Window(
            double seconds,
            long answers,
            long approved,
            long refused,
            long failed,
            double p50,
            double p95,
            double p99,
            double max) {

        public double rate() {
            return seconds == 0 ? 0 : answers / seconds;
        }
    }
}
