package io.tradeline.tools.bench.load;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.process.ProcessMeter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A load of threads that each make one call after the other on a connection of their own. */
public final class BlockingLoop {
    private static final int DRAIN_SECONDS = 30;

    private BlockingLoop() {}

    /** @param sequence numbers the calls */
    public static Measurement run(
            BlockingWorkload workload, int threads, AtomicLong sequence, Schedule schedule, ProcessMeter processes) {
        Watch watch = new Watch();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> work(workload, sequence, watch), "bench-connection-" + i);
            thread.setDaemon(true);
            thread.start();
            running.add(thread);
        }
        try {
            return watch.measure(schedule, Meter.Window::rate, processes);
        } finally {
            drain(running);
        }
    }

    private static void work(BlockingWorkload workload, AtomicLong sequence, Watch watch) {
        try (BlockingWorkload.Session session = workload.open()) {
            while (!watch.isOver()) {
                long sent = System.nanoTime();
                try {
                    boolean approved = session.call(sequence.getAndIncrement());
                    watch.answered(System.nanoTime() - sent, approved);
                } catch (SQLException failure) {
                    watch.failed(failure);
                }
            }
        } catch (SQLException noConnection) {
            watch.broken(noConnection);
        }
    }

    private static void drain(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(DRAIN_SECONDS));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted", interrupted);
        }
    }
}
