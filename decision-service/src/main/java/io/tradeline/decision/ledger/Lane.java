package io.tradeline.decision.ledger;

import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.tracing.BatchTrace;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that commits batches of commands, each in one transaction, over its own connection.
 *
 * <p>A batch goes like this. The exposures of its accounts are those that this replica has committed or read last, or else come from the cache, in one round trip, and
 * the commands of each credit group are applied to them in memory: rules run here, without any lock. What was worked out is written and committed in one round trip, on condition that each row is what the
 * cache said and no request id is known. Where that fails, or the commands need more than the cache has, the rows are locked, in the order of their ids, and
 * groups whose rows are others are worked out again on them. Only after the commit do callers get their answers, and the cache its copies.
 *
 * <p>Commands of one credit group are in the hands of one lane of a replica at a time, so that a busy account is worked through in memory, many orders to a commit, instead
 * of waiting for its own row. Between replicas PostgreSQL's row locks keep the order; a lane never holds one lock while it waits for a lower id.
 *
 * <p>What was refused: evaluating under the lock only (rules would run while others wait); a single lane (the processor idles during each commit); one
 * transaction for each command (a tenth of the rate); SERIALIZABLE without locks (retries under contention).
 */
final class Lane implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int ATTEMPTS = 8;

    private final LedgerQueue queue;
    private final LedgerParts parts;
    private final LaneConnection connection;
    private final LedgerWriter writer = new LedgerWriter();

    Lane(LedgerQueue queue, DataSource dataSource, LedgerParts parts) {
        this.queue = queue;
        this.parts = parts;
        this.connection = new LaneConnection(dataSource);
    }

    @Override
    public void run() {
        LedgerQueue.Hand hand = new LedgerQueue.Hand();
        while (queue.take(hand)) {
            work(hand.tasks);
        }
        connection.close();
    }

    private void work(List<Task> batch) {
        batch.forEach(task -> task.trace.taken());
        try {
            commit(live(batch));
        } catch (RuntimeException | Error unexpected) {
            // A lane never dies silently with callers waiting.
            LOG.error("a batch of {} commands failed", batch.size(), unexpected);
            fail(batch, unexpected);
        }
        // What was refused, or answered one by one.
        batch.forEach(task -> task.reply.flush());
    }

    private static List<Task> live(List<Task> batch) {
        List<Task> live = new ArrayList<>(batch.size());
        for (Task task : batch) {
            if (task.reply.isGone()) {
                task.reply.refuse(Refusals.deadline());
            } else {
                live.add(task);
            }
        }
        return live;
    }

    /** Commits the tasks together; when that fails for another reason than the connection, each alone, so that a bad one can't spoil the others. */
    private void commit(List<Task> tasks) {
        List<Task> left = tasks;
        List<Task> repetitions = List.of();
        try {
            for (int attempt = 1; !left.isEmpty(); attempt++) {
                if (attempt > ATTEMPTS) {
                    refuse(left, "the accounts, or their facts, kept changing during " + ATTEMPTS + " attempts");
                    return;
                }
                Attempt.Result result = attempt(left);
                left = live(result.again());
                if (left.size() < result.again().size()) {
                    // It was for those who are gone now that nothing was written.
                    attempt = 0;
                }
                repetitions = result.repetitions();
            }
        } catch (SQLException failed) {
            failed(left, failed);
        } catch (RuntimeException failed) {
            if (connection.rollback()) {
                connection.close();
            }
            alone(left, failed);
        }
        repetitions.forEach(task -> commit(List.of(task)));
    }

    private Attempt.Result attempt(List<Task> tasks) throws SQLException {
        try (BatchTrace trace = parts.tracing().batch(tasks, task -> task.trace)) {
            Attempt.Result result = new Attempt(parts, writer, connection.open(), tasks, trace).run();
            connection.worked();
            return result;
        } catch (SQLException failed) {
            if (SqlFailures.isConflict(failed) && !connection.rollback()) {
                // PostgreSQL has undone it so that another transaction could go on: a change of the schema, for
                // example.
                return new Attempt.Result(tasks, List.of());
            }
            throw failed;
        }
    }

    private void failed(List<Task> tasks, SQLException failed) {
        boolean connectionLost = connection.rollback() || SqlFailures.isConnectionLost(failed);
        if (connectionLost) {
            lost(tasks, failed);
        } else if (SqlFailures.isHeld(failed)) {
            eachGroup(tasks, failed);
        } else if (SqlFailures.isNoPartition(failed) && parts.partitions().forget()) {
            // A month that was there has been dropped since: it is made anew.
            commit(tasks);
        } else {
            alone(tasks, failed);
        }
    }

    /**
     * A connection that was kept may have been ended while it idled, by a failover or by something on the way. On a new one the batch is tried once more, even where the lost one may have committed it: what is known by
     * then gets its first answer.
     */
    private void lost(List<Task> tasks, SQLException failed) {
        boolean kept = connection.isKept();
        connection.close();
        if (kept) {
            LOG.info("the connection to PostgreSQL was lost, another one is tried: {}", failed.getMessage());
            commit(tasks);
        } else {
            LOG.warn("PostgreSQL can't be reached: {}", failed.getMessage());
            parts.meters().unreachable(tasks.size());
            refuse(tasks, "the ledger can't be reached");
        }
    }

    /** Rows are held by someone for longer than is waited for them: those who need them are refused, the others of the batch are not kept. */
    private void eachGroup(List<Task> tasks, SQLException failed) {
        Map<Object, List<Task>> groups = new LinkedHashMap<>();
        tasks.forEach(task ->
                groups.computeIfAbsent(task.group(), none -> new ArrayList<>()).add(task));
        if (groups.size() > 1) {
            groups.values().forEach(this::commit);
        } else {
            parts.meters().held(tasks.size());
            LOG.warn("rows of an account are held by another session: {}", failed.getMessage());
            refuse(tasks, "the account is busy");
        }
    }

    private void fail(List<Task> tasks, Throwable failure) {
        parts.meters().failed(tasks.size());
        tasks.forEach(task -> task.fail(failure));
    }

    private static void refuse(List<Task> tasks, String message) {
        tasks.forEach(task -> task.reply.refuse(Refusals.unavailable(message)));
    }

    private void alone(List<Task> tasks, Exception failed) {
        if (tasks.size() == 1) {
            fail(tasks, failed);
        } else {
            tasks.forEach(task -> commit(List.of(task)));
        }
    }
}
