package io.tradeline.tools.bench.load;

import io.tradeline.tools.bench.process.ProcessMeter;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A load that keeps a number of calls under way: each answer sends the next call. */
public final class ClosedLoop {
    private static final int DRAIN_SECONDS = 30;

    private final Workload workload;
    private final LongSupplier sequence;
    private final Watch watch = new Watch();
    private final Phaser underWay = new Phaser(1);

    private ClosedLoop(Workload workload, LongSupplier sequence) {
        this.workload = workload;
        this.sequence = sequence;
    }

    /** @param sequence numbers the calls */
    public static Measurement run(
            Workload workload, int inFlight, AtomicLong sequence, Schedule schedule, ProcessMeter processes) {
        ClosedLoop loop = new ClosedLoop(workload, sequence::getAndIncrement);
        for (int i = 0; i < inFlight; i++) {
            loop.underWay.register();
            loop.send();
        }
        try {
            return loop.watch.measure(schedule, Meter.Window::rate, processes);
        } finally {
            loop.drain();
        }
    }

    private void send() {
        if (watch.isOver()) {
            underWay.arriveAndDeregister();
            return;
        }
        long sent = System.nanoTime();
        workload.call(sequence.getAsLong(), new Workload.Done() {
            @Override
            public void answered(boolean approved) {
                watch.answered(System.nanoTime() - sent, approved);
                send();
            }

            @Override
            public void failed(Throwable failure) {
                watch.failed(failure);
                send();
            }
        });
    }

    /** The next load must not meet calls of this one. */
    private void drain() {
        try {
            underWay.awaitAdvanceInterruptibly(underWay.arrive(), DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException stuck) {
            throw new IllegalStateException(
                    "calls under way: " + underWay.getUnarrivedParties() + " after " + DRAIN_SECONDS
                            + " s (expected: none)",
                    stuck);
        }
    }
}
