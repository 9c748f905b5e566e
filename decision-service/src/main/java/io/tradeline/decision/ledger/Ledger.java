package io.tradeline.decision.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.releases.ActiveRelease;
import io.tradeline.decision.rpc.Reply;
import io.tradeline.decision.tracing.Tracing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Takes commands and has them committed, by some lanes in parallel, each command once its turn in its credit group comes. */
public final class Ledger {

    /** In batches. */
    private static final int LONGEST_DOUBT = 64;

    private final AccountDirectory directory;
    private final LedgerQueue queue;
    private final List<Thread> lanes = new ArrayList<>();
    private final Copies copies;
    private final Thread copyWriter;
    private final LedgerMeters meters;
    private volatile boolean closed;

    public Ledger(
            DataSource dataSource,
            AccountDirectory directory,
            ExposureCache cache,
            ActiveRelease active,
            LedgerSettings settings,
            MeterRegistry registry,
            Tracing tracing) {
        this.directory = directory;
        this.meters = new LedgerMeters(registry);
        this.copies = new Copies(cache, meters);
        LedgerParts parts = new LedgerParts(
                directory, copies, new Confidence(LONGEST_DOUBT), active, new Partitions(), meters, tracing);
        this.queue =
                new LedgerQueue(settings.lanes(), settings.queueCapacity(), settings.batchSize(), settings.linger());
        Gauge.builder("tradeline.ledger.waiting", queue, LedgerQueue::size)
                .description("Commands that wait for a lane")
                .register(registry);
        Gauge.builder("tradeline.ledger.waiting.limit", settings::queueCapacity)
                .description("Commands that may wait for a lane: tradeline.ledger.queue-capacity")
                .register(registry);
        Gauge.builder("tradeline.exposure.copies.unwritten", copies, Copies::unwritten)
                .description("Exposures that were committed and whose copies in Redis are still to be written")
                .register(registry);
        for (int i = 0; i < settings.lanes(); i++) {
            Thread thread = new Thread(new Lane(queue, dataSource, parts), "ledger-lane-" + i);
            lanes.add(thread);
            thread.start();
        }
        this.copyWriter = new Thread(copies, "exposure-copies");
        copyWriter.setDaemon(true);
        copyWriter.start();
    }

    /**
     * Hands a command over. It is answered by its lane, or refused at once when there is no room or the service is ending.
     *
     * @param reach what its caller sees: the command has no effect on other accounts, and they are refused as unknown ones
     */
    public void submit(Command command, AccountReach reach, Reply reply) {
        if (closed) {
            reply.refuse(Refusals.unavailable("this instance is shutting down"));
            return;
        }
        Task task = new Task(command, reply, reach);
        if (task.accountId != null) {
            task.path = directory.path(task.accountId);
        }
        task.trace.waits();
        if (!queue.offer(task)) {
            reply.refuse(
                    closed
                            ? Refusals.unavailable("this instance is shutting down")
                            : Refusals.overloaded("too many commands are waiting"));
        }
    }

    public LedgerMeters meters() {
        return meters;
    }

    /** Commands that wait for a lane. */
    public int waiting() {
        return queue.size();
    }

    /** Takes no more commands, and waits until those that were accepted are answered, so long at most. */
    public void close(Duration most) {
        closed = true;
        queue.close();
        long deadline = System.nanoTime() + most.toNanos();
        try {
            for (Thread lane : lanes) {
                join(lane, deadline);
            }
            copies.close();
            join(copyWriter, deadline);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            lanes.forEach(Thread::interrupt);
            copyWriter.interrupt();
        }
    }

    private static void join(Thread thread, long deadlineNanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadlineNanos - System.nanoTime()));
    }
}
