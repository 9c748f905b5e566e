package io.tradeline.tools.bench.load;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.process.ProcessMeter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A load of a fixed rate, whatever the answers do. Latencies count from the moment at which a call was due, not from the moment at which it could be sent:
 * a server that stalls is not spared the calls that would have come meanwhile. At most 20,000 calls are under way; while they are, calls become due and
 * wait, so that a server that can't keep up shows in the rate and in latencies that grow.
 */
public final class OpenLoop {
    private static final long MAX_UNDER_WAY = 20_000;
    private static final long FULL_PAUSE_NANOS = 1_000_000;
    private static final int DRAIN_SECONDS = 30;

    private final Workload workload;
    private final AtomicLong sequence;
    private final double ratePerSecond;
    private final Watch watch = new Watch();
    private final AtomicLong underWay = new AtomicLong();

    private OpenLoop(Workload workload, AtomicLong sequence, double ratePerSecond) {
        this.workload = workload;
        this.sequence = sequence;
        this.ratePerSecond = ratePerSecond;
    }

    /** @param ratePerSecond calls a second, above zero */
    public static Measurement run(
            Workload workload, double ratePerSecond, AtomicLong sequence, Schedule schedule, ProcessMeter processes) {
        if (!(ratePerSecond > 0)) {
            throw new IllegalArgumentException("ratePerSecond: " + ratePerSecond + " (expected: > 0)");
        }
        OpenLoop loop = new OpenLoop(workload, sequence, ratePerSecond);
        Thread sender = new Thread(loop::send, "bench-open-loop");
        sender.setDaemon(true);
        sender.start();
        try {
            return loop.watch.measure(schedule, processes);
        } finally {
            loop.drain(sender);
        }
    }

    private void send() {
        long started = System.nanoTime();
        double nanosBetween = 1e9 / ratePerSecond;
        long sent = 0;
        while (!watch.isOver()) {
            long due = started + (long) (sent * nanosBetween);
            long ahead = due - System.nanoTime();
            if (ahead > 0) {
                LockSupport.parkNanos(ahead);
            } else if (underWay.get() >= MAX_UNDER_WAY) {
                LockSupport.parkNanos(FULL_PAUSE_NANOS);
            } else {
                underWay.incrementAndGet();
                sent++;
                workload.call(sequence.getAndIncrement(), new Answer(due));
            }
        }
    }

    private void drain(Thread sender) {
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
