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
            over = true;
            broken.completeExceptionally(failure);
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
            warmUp(schedule);
            meter.cut();
            Costs before = processes.read();
            List<Meter.Window> windows = new ArrayList<>();
            for (int i = 0; i < schedule.windows(); i++) {
                pass(schedule.window());
                windows.add(meter.cut());
            }
            return Measurement.of(windows, processes.read().since(before));
        } finally {
            over = true;
        }
    }

    private void warmUp(Schedule schedule) {
        long started = System.nanoTime();
        Duration slice = schedule.leastWarmUp().dividedBy(2);
        double best = 0;
        while (true) {
            pass(slice);
            double rate = meter.cut().rate();
            Duration passed = Duration.ofNanos(System.nanoTime() - started);
            boolean settled = rate < best * STABLE && passed.compareTo(schedule.leastWarmUp()) >= 0;
            if (settled || passed.compareTo(schedule.mostWarmUp()) >= 0) {
                return;
            }
            best = Math.max(best, rate);
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
