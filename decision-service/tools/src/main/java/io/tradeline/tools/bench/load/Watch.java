package io.tradeline.tools.bench.load;

import io.grpc.Status;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.process.Costs;
import io.tradeline.tools.bench.process.ProcessMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Watches a load from the side: waits until it is warm, then cuts the windows. Gives up when too many calls fail, or when all are refused; some refusals
 * are what a server with bounded queues owes to those who wait in them.
 */
final class Watch {
    private static final int MAX_FAILURES = 100;
    private static final double STABLE = 1.03;
    private static final int SLICES = 3;

    private final Meter meter = new Meter();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> firstFailure = new AtomicReference<>();
    private final CompletableFuture<Void> broken = new CompletableFuture<>();
    private volatile @Nullable Throwable refusal;
    private volatile boolean over;

    void answered(long latencyNanos, boolean approved) {
        meter.answered(latencyNanos, approved);
    }

    void failed(Throwable failure) {
        if (Status.fromThrowable(failure).getCode() == Status.Code.RESOURCE_EXHAUSTED) {
            refusal = failure;
            meter.refused();
            return;
        }
        firstFailure.compareAndSet(null, failure);
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
     * @param by which figure of a window is the one whose median counts
     * @throws CommandException when 100 calls failed, or all were refused
     */
    Measurement measure(Schedule schedule, ToDoubleFunction<Meter.Window> by, ProcessMeter processes) {
        try {
            double warmUpSeconds = warmUp(schedule);
            begin();
            Map<String, Double> before = processes.cpuSeconds();
            List<Meter.Window> windows = new ArrayList<>();
            for (int i = 0; i < schedule.windows(); i++) {
                pass(schedule.window());
                windows.add(meter.cut());
            }
            // While the load still runs: a database's processes end with their connections.
            return measured(windows, by, before, processes, warmUpSeconds);
        } finally {
            over = true;
        }
    }

    /**
     * Measures one window, as long as something takes that is done meanwhile. The load goes on.
     *
     * @throws CommandException when 100 calls failed, or all were refused
     */
    Measurement during(Runnable task, ProcessMeter processes) {
        Map<String, Double> before = processes.cpuSeconds();
        task.run();
        pass(Duration.ZERO);
        return measured(List.of(meter.cut()), Meter.Window::p99, before, processes, 0);
    }

    private Measurement measured(
            List<Meter.Window> windows,
            ToDoubleFunction<Meter.Window> by,
            Map<String, Double> before,
            ProcessMeter processes,
            double warmUpSeconds) {
        Costs costs = Costs.between(before, processes.cpuSeconds(), processes.residentBytes());
        Measurement measured =
                Measurement.of(windows, by, costs, describe(firstFailure.getAndSet(null)), warmUpSeconds);
        if (measured.answers() == 0 && refusal != null) {
            throw CommandException.failed("the benchmark was given up, all calls are refused: " + describe(refusal));
        }
        return measured;
    }

    /** What was before does not count. */
    void begin() {
        firstFailure.set(null);
        meter.cut();
    }

    /** Ends the load. */
    void end() {
        over = true;
    }

    /** Until the rate has not grown for the shortest warm-up; how long that took. */
    double warmUp(Schedule schedule) {
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

    /** With the cause, as a client that can't read an answer only says that it can't. */
    private static String describe(@Nullable Throwable failure) {
        if (failure == null) {
            return "";
        }
        return failure.getCause() == null ? failure.toString() : failure + " (" + failure.getCause() + ")";
    }

    /**
     * Lets the load run.
     *
     * @throws CommandException when 100 calls failed
     */
    void pass(Duration time) {
        try {
            broken.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException passed) {
            return;
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw CommandException.failed("the benchmark was given up, calls fail: " + describe(cause), cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted", interrupted);
        }
    }
}
