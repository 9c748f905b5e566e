package io.tradeline.tools.bench.load;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.process.ProcessMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A load of a fixed rate, whatever the answers do. Latencies count from the moment at which a call was due, not from the moment at which it could be sent:
 * a server that stalls is not spared the calls that would have come meanwhile. At most 20,000 calls are under way; while they are, calls become due and
 * wait, so that a server that can't keep up shows in the rate and in latencies that grow.
 */
public final class OpenLoop implements AutoCloseable {
    private static final long MAX_UNDER_WAY = 20_000;
    /**
     * The sender sleeps at least so long: what becomes due meanwhile is sent together, late by that much at most, which counts in its latency. A sender that wakes for each call takes an
     * eighth of the processors that the server needs.
     */
    private static final long PAUSE_NANOS = 1_000_000;

    private static final int DRAIN_SECONDS = 30;

    private final Workload workload;
    private final AtomicLong sequence;
    private final double ratePerSecond;
    private final Watch watch = new Watch();
    private final AtomicLong underWay = new AtomicLong();
    private final Thread sender = new Thread(this::send, "bench-open-loop");

    private OpenLoop(Workload workload, AtomicLong sequence, double ratePerSecond) {
        this.workload = workload;
        this.sequence = sequence;
        this.ratePerSecond = ratePerSecond;
    }

    /**
     * Measures windows, of which the one with the median p99 counts: their rates are all alike.
     *
     * @param ratePerSecond calls a second, above zero
     */
    public static Measurement run(
            Workload workload, double ratePerSecond, AtomicLong sequence, Schedule schedule, ProcessMeter processes) {
        try (OpenLoop loop = begin(workload, ratePerSecond, sequence)) {
            return loop.watch.measure(schedule, Meter.Window::p99, processes);
        }
    }

    /**
     * Starts a load that runs until it is closed, and waits until it is warm.
     *
     * @param ratePerSecond calls a second, above zero
     */
    public static OpenLoop start(Workload workload, double ratePerSecond, AtomicLong sequence, Schedule schedule) {
        OpenLoop loop = begin(workload, ratePerSecond, sequence);
        try {
            loop.watch.warmUp(schedule);
            loop.watch.begin();
            return loop;
        } catch (RuntimeException failure) {
            loop.close();
            throw failure;
        }
    }

    private static OpenLoop begin(Workload workload, double ratePerSecond, AtomicLong sequence) {
        if (!(ratePerSecond > 0)) {
            throw new IllegalArgumentException("ratePerSecond: " + ratePerSecond + " (expected: > 0)");
        }
        OpenLoop loop = new OpenLoop(workload, sequence, ratePerSecond);
        loop.sender.setDaemon(true);
        loop.sender.start();
        return loop;
    }

    /** Measures one window, which begins where the last one ended and lasts as long as the task: no call falls between two windows. */
    public Measurement during(Runnable task, ProcessMeter processes) {
        return watch.during(task, processes);
    }

    /**
     * Lets the load run.
     *
     * @throws CommandException when 100 calls failed
     */
    public void pass(Duration time) {
        watch.pass(time);
    }

    /** Ends the load, and waits for the calls that are under way. */
    @Override
    public void close() {
        watch.end();
        drain();
    }

    private void send() {
        long started = System.nanoTime();
        double nanosBetween = 1e9 / ratePerSecond;
        long sent = 0;
        while (!watch.isOver()) {
            long due = started + (long) (sent * nanosBetween);
            long ahead = due - System.nanoTime();
            if (ahead > 0) {
                LockSupport.parkNanos(Math.max(ahead, PAUSE_NANOS));
            } else if (underWay.get() >= MAX_UNDER_WAY) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                underWay.incrementAndGet();
                sent++;
                workload.call(sequence.getAndIncrement(), new Answer(due));
            }
        }
    }

    private void drain() {
        try {
            sender.join(TimeUnit.SECONDS.toMillis(DRAIN_SECONDS));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
            while (underWay.get() > 0 && System.nanoTime() < deadline) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted", interrupted);
        }
    }

    private final class Answer implements Workload.Done {
        private final long due;

        Answer(long due) {
            this.due = due;
        }

        @Override
        public void answered(boolean approved) {
            underWay.decrementAndGet();
            watch.answered(System.nanoTime() - due, approved);
        }

        @Override
        public void failed(Throwable failure) {
            underWay.decrementAndGet();
            watch.failed(failure);
        }
    }
}
