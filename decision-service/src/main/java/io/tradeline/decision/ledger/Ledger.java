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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Takes commands and has them committed, some lanes in parallel, each command once its turn in its lane comes. */
public final class Ledger {

    private final AccountDirectory directory;
    private final List<LedgerQueue> queues = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
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
        LedgerParts parts = new LedgerParts(directory, cache, active, new Partitions(), meters, tracing);
        for (int i = 0; i < settings.lanes(); i++) {
            LedgerQueue queue = new LedgerQueue(settings.queueCapacity(), settings.batchSize(), settings.linger());
            Thread thread = new Thread(new Lane(queue, dataSource, parts), "ledger-lane-" + i);
            queues.add(queue);
            meter(registry, queue, i, settings.queueCapacity());
            threads.add(thread);
            thread.start();
        }
    }

    private static void meter(MeterRegistry registry, LedgerQueue queue, int lane, int capacity) {
        String name = Integer.toString(lane);
        Gauge.builder("tradeline.ledger.waiting", queue, LedgerQueue::size)
                .description("Commands that wait for a lane")
                .tag("lane", name)
                .register(registry);
        Gauge.builder("tradeline.ledger.waiting.limit", () -> capacity)
                .description("Commands that may wait for a lane: tradeline.ledger.queue-capacity")
                .tag("lane", name)
                .register(registry);
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
        if (!queues.get(Math.floorMod(route(task), queues.size())).offer(task)) {
            reply.refuse(
                    closed
                            ? Refusals.unavailable("this instance is shutting down")
                            : Refusals.overloaded("too many commands are waiting"));
        }
    }

    /** Commands of one credit group go the same way where the group is known; nothing but speed depends on it. */
    private static int route(Task task) {
        if (task.path != null) {
            return task.path.holder().id().hashCode();
        }
        return Objects.hashCode(task.accountId != null ? task.accountId : task.command.authorizationId());
    }

    public LedgerMeters meters() {
        return meters;
    }

    /** Commands that wait, of all lanes. */
    public int waiting() {
        return queues.stream().mapToInt(LedgerQueue::size).sum();
    }

    /** Takes no more commands, and waits until those that were accepted are answered, so long at most. */
    public void close(Duration most) {
        closed = true;
        queues.forEach(LedgerQueue::close);
        long deadline = System.nanoTime() + most.toNanos();
        for (Thread thread : threads) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                threads.forEach(Thread::interrupt);
                return;
            }
        }
    }
}
