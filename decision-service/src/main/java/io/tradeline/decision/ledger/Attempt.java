package io.tradeline.decision.ledger;

import io.tradeline.decision.directory.AccountEntry;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.LedgerWrites.RowChange;
import io.tradeline.decision.ledger.PostgresLedger.Locked;
import io.tradeline.decision.tracing.BatchTrace;
import io.tradeline.rules.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to commit the commands of a batch together, under one release of rules.
 *
 * <p>Where everything could be worked out on copies of exposures, it is written at once, on condition that the ledger's rows are what the copies said. Otherwise,
 * or when that turned out not to be so, the rows are locked first, and what does not stand is worked out again on them.
 */
final class Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final LedgerParts parts;
    private final LedgerWriter writer;
    private final Connection open;
    private final List<Task> tasks;
    private final BatchTrace trace;
    private final Release release;

    /** @param open in auto-commit mode */
    Attempt(LedgerParts parts, LedgerWriter writer, Connection open, List<Task> tasks, BatchTrace trace) {
        this.parts = parts;
        this.writer = writer;
        this.open = open;
        this.tasks = tasks;
        this.trace = trace;
        this.release = parts.active().get();
    }

    /** Commits and answers. What must be tried again is returned: all, when facts were out of date or a caller is gone, or else what repeats others of this batch. */
    Result run() throws SQLException {
        for (Task task : tasks) {
            parts.partitions().ensure(open, Partitions.monthOf(task.command.clockMilli()));
        }
        Batch batch = new Batch(open, parts.directory(), tasks);
        Collection<Group> groups = batch.groups();
        Map<String, NodeRow> cached = parts.copies().read(groups, trace);
        boolean confident = groups.stream().allMatch(Group::isSpeculative)
                && parts.confidence().isGiven();
        speculate(batch, confident ? withMissing(groups, cached) : cached);
        if (confident && groups.stream().allMatch(group -> isSure(batch, group))) {
            if (isAnyoneGone()) {
                return new Result(tasks, List.of());
            }
            if (commitUnlocked(batch, cached)) {
                return new Result(List.of(), batch.repetitions());
            }
        }
        return commitLocked(batch, cached);
    }

    /** Whether someone has stopped waiting by now, the last moment at which that can be seen to: what is sent to the server may be committed. */
    private boolean isAnyoneGone() {
        for (Task task : tasks) {
            if (task.reply.isGone()) {
                return true;
            }
        }
        return false;
    }

    /** The copies, and in the place of those that the cache does not have, the ledger's rows as they are at the moment. */
    private Map<String, NodeRow> withMissing(Collection<Group> groups, Map<String, NodeRow> cached)
            throws SQLException {
        Set<String> missing = new LinkedHashSet<>();
        groups.forEach(group -> missing.addAll(group.nodeIds()));
        missing.removeAll(cached.keySet());
        if (missing.isEmpty()) {
            return cached;
        }
        parts.meters().read(missing.size());
        Map<String, NodeRow> rows = new HashMap<>(cached);
        rows.putAll(PostgresLedger.readNodes(open, missing));
        return rows;
    }

    /** Whether it was worked out on copies that go with the facts in memory, so that it can be written without a look at the ledger before. */
    private static boolean isSure(Batch batch, Group group) {
        Fold speculation = group.speculation;
        if (speculation == null) {
            return false;
        }
        for (Task task : group.tasks) {
            for (AccountEntry entry : batch.path(task).creditNodes()) {
                RowChange row = speculation.rows.get(entry.id());
                if (row == null || row.before().factsVersion() != entry.version()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** In one round trip; false when something was not as it seemed, and nothing happened. */
    private boolean commitUnlocked(Batch batch, Map<String, NodeRow> cached) throws SQLException {
        List<Fold> folds = batch.groups().stream().map(Group::speculation).toList();
        Outcome outcome = new Outcome(folds);
        for (Fold fold : folds) {
            // Also rows that stay as they are: what was decided on them must be true of the ledger.
            outcome.writes.rows.addAll(fold.rows.values());
        }
        outcome.writes.factsSeen.addAll(batch.factsAbove());
        long began = System.nanoTime();
        try {
            writer.write(open, outcome.writes);
        } catch (SQLException failed) {
            if (!SqlFailures.isMovedOn(failed)) {
                throw failed;
            }
            parts.confidence().broken();
            trace.movedOn(began);
            parts.meters().movedOn(tasks.size());
            return false;
        }
        meter(false, began, outcome);
        parts.confidence().kept();
        committed(batch, folds, outcome, cached);
        return true;
    }

    private Result commitLocked(Batch batch, Map<String, NodeRow> cached) throws SQLException {
        open.setAutoCommit(false);
        long lockBegan = trace.now();
        Locked locked = batch.lock(open);
        trace.locked(lockBegan);
        Set<String> outdated = batch.outdated(locked);
        if (!outdated.isEmpty()) {
            parts.directory().forget(outdated);
            return rollBack();
        }
        Map<Task, Runnable> firstAnswers = new FirstAnswers(open, parts.directory(), locked).of(batch.groups());
        List<Fold> folds = new ArrayList<>();
        for (Group group : batch.groups()) {
            folds.add(fold(batch, group, locked));
        }
        Outcome outcome = new Outcome(folds);
        for (Fold fold : folds) {
            fold.rows.values().stream().filter(RowChange::isAny).forEach(outcome.writes.rows::add);
        }
        if (isAnyoneGone()) {
            return rollBack();
        }
        long began = System.nanoTime();
        try {
            writer.write(open, outcome.writes);
        } catch (SQLException failed) {
            if (SqlFailures.isMovedOn(failed)) {
                // Another replica has just committed one of these request ids under another account: look again.
                return rollBack();
            }
            throw failed;
        }
        open.commit();
        open.setAutoCommit(true);
        meter(true, began, outcome);
        firstAnswers.values().forEach(Runnable::run);
        committed(batch, folds, outcome, cached);
        return new Result(List.of(), batch.repetitions());
    }

    private void meter(boolean locked, long beganNanos, Outcome outcome) {
        parts.meters().committed(tasks.size(), locked, System.nanoTime() - beganNanos, outcome.writes.decisions);
        trace.committed(beganNanos, locked);
        outcome.tellTraces(release.digest());
    }

    private void committed(Batch batch, List<Fold> folds, Outcome outcome, Map<String, NodeRow> cached) {
        batch.settled(outcome.subjects);
        outcome.answers.forEach(Runnable::run);
        tasks.forEach(task -> task.reply.flush());
        DecisionLines.committed(outcome.writes, release.digest(), outcome.traces);
        try {
            parts.copies().note(batch.groups(), cached, folds);
        } catch (RuntimeException unexpected) {
            // The commit stands and is answered, it must not be tried again: a cache that lags behind is only slower.
            LOG.error("cached exposures could not be brought up to date", unexpected);
        }
    }

    /**
     * What is left of a batch.
     *
     * @param again nothing of it has happened
     * @param repetitions their first answers are known now: each is to be committed alone
     */
    record Result(List<Task> again, List<Task> repetitions) {}

    private Result rollBack() throws SQLException {
        open.rollback();
        open.setAutoCommit(true);
        tasks.forEach(task -> task.path = null);
        return new Result(tasks, List.of());
    }

    private void speculate(Batch batch, Map<String, NodeRow> copies) {
        for (Group group : batch.groups()) {
            if (group.isSpeculative() && copies.keySet().containsAll(group.nodeIds())) {
                try {
                    group.speculation = new Fold(
                            workingSet(
                                    batch,
                                    group,
                                    group.nodeIds().stream().map(copies::get).toList()),
                            group.tasks);
                } catch (RuntimeException contradiction) {
                    // A cached copy that contradicts itself, or overflows somewhere: the ledger's row will tell.
                    LOG.debug("cached exposure of {} is of no use", group.nodeIds(), contradiction);
                }
            }
        }
    }

    private WorkingSet workingSet(Batch batch, Group group, List<NodeRow> rows) {
        return new WorkingSet(
                release, batch.paths(), rows, group.tasks.get(0).command.clockMilli());
    }

    private Fold fold(Batch batch, Group group, Locked locked) throws SQLException {
        Fold speculation = group.speculation;
        if (speculation != null && speculation.stands(locked)) {
            return speculation;
        }
        if (group.tasks.isEmpty()) {
            return new Fold(new WorkingSet(release, batch.paths(), List.of(), 0), List.of());
        }
        WorkingSet set = workingSet(
                batch, group, group.nodeIds().stream().map(locked::node).toList());
        see(group, locked, set);
        return new Fold(set, group.tasks);
    }

    private void see(Group group, Locked locked, WorkingSet set) throws SQLException {
        List<OrderAuthorization> orders = new ArrayList<>();
        Set<UUID> latest = new LinkedHashSet<>();
        Set<Receivable.Key> documents = new LinkedHashSet<>();
        Map<String, Integer> openItems = new LinkedHashMap<>();
        for (Task task : group.tasks) {
            UUID id = task.command.authorizationId();
            OrderAuthorization order =
                    id == null ? null : locked.authorizations().get(id);
            if (order != null) {
                orders.add(order);
                if (task.command.readsLatestDecision()) {
                    latest.add(order.latestDecisionId());
                }
            }
            documents.addAll(task.command.documentKeys(task.account()));
            openItems.merge(task.account(), task.command.openItems(), Math::addExact);
        }
        List<Receivable> items = new ArrayList<>(PostgresLedger.readDocuments(open, documents));
        for (Map.Entry<String, Integer> wanted : openItems.entrySet()) {
            if (wanted.getValue() > 0) {
                items.addAll(PostgresLedger.readOpenItems(open, wanted.getKey(), wanted.getValue()));
            }
        }
        set.see(orders, PostgresLedger.readDecisions(open, latest).values(), items);
    }
}
