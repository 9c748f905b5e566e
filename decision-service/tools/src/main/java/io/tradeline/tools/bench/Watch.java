package io.tradeline.tools.bench;

import io.tradeline.tools.CommandException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Watches a load from the side: waits until it is warm, then cuts the windows. Gives up when too many calls fail. */
final class Watch {
    private static final int MAX_FAILURES = 100;
    private static final double STABLE = 1.03;
    private static final int SLICES = 3;

    private final Meter meter = new Meter();
    private final AtomicInteger failures = new AtomicInteger();
    private final CompletableFuture<Void> broken = new CompletableFuture<>();
    private volatile boolean over;

    void answered(long latencyNanos, boolean approved) {
        meter.answered(latencyNanos, approved);
    }

    void failed(Throwable failure) {
        meter.failed();
        if (failures.incrementAndGet() >= MAX_FAILURES) {
            broken(failure);
        }
    }

    /** Ends the measurement at once. */
    void broken(Throwable failure) {
        over = true;
        broken.completeExceptionally(failure);
    }

    /** Whether no further call is to be sent. */
    boolean isOver() {
        return over;
    }

    /**
     * Measures while the load runs, and ends it.
     *
     * @throws CommandException when 100 calls failed
     */
    Measurement measure(Schedule schedule, ProcessMeter processes) {
        try {
            double warmUpSeconds = warmUp(schedule);
            meter.cut();
            Costs before = processes.read();
            List<Meter.Window> windows = new ArrayList<>();
            for (int i = 0; i < schedule.windows(); i++) {
                pass(schedule.window());
                windows.add(meter.cut());
            }
            return Measurement.of(windows, processes.read().since(before), warmUpSeconds);
        } finally {
            over = true;
        }
    }

    /** Until the rate has not grown for the shortest warm-up; how long that took. */
    private double warmUp(Schedule schedule) {
        long started = System.nanoTime();
        Duration slice = schedule.leastWarmUp().dividedBy(SLICES);
        double best = 0;
        int withoutGrowth = 0;
        while (true) {
            pass(slice);
            double rate = meter.cut().rate();
            withoutGrowth = rate < best * STABLE ? withoutGrowth + 1 : 0;
            best = Math.max(best, rate);
            double passed = (System.nanoTime() - started) / 1e9;
            if (withoutGrowth == SLICES || passed * 1e9 >= schedule.mostWarmUp().toNanos()) {
                return passed;
            }
        }
    }

    private void pass(Duration time) {
        try {
            broken.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException passed) {
            return;
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw CommandException.failed("the benchmark was given up, calls fail: " + cause, cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted", interrupted);
        }
    }
}
