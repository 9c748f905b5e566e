package io.tradeline.decision.ledger;

import com.google.protobuf.ByteString;
import io.tradeline.decision.accounts.AccountEntry;
import io.tradeline.decision.accounts.AccountPath;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.Command.Identity;
import io.tradeline.decision.ledger.LedgerWrites.FactsSeen;
import io.tradeline.decision.ledger.LedgerWrites.RowChange;
import io.tradeline.decision.ledger.PostgresLedger.Locked;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.rules.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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
 * <p>Where everything could be worked out on cached exposures, it is written at once, on condition that the ledger's rows are what the cache said. Otherwise,
 * or when that turned out not to be so, the rows are locked first, and what does not stand is worked out again on them.
 */
final class Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final LedgerParts parts;
    private final Copies copies;
    private final Confidence confidence;
    private final Connection open;
    private final List<Task> tasks;
    private final Release release;
    private final Map<Task, Runnable> answers = new LinkedHashMap<>();
    /** Later tasks of a batch with the identity of an earlier one, by that one. */
    private final Map<Task, List<Task>> followers = new LinkedHashMap<>();
    /** What came of new requests and postings, as a refusal of their ids names it. */
    private final Map<Task, String> subjects = new HashMap<>();

    private Map<String, AccountPath> paths = Map.of();

    /** @param open in auto-commit mode */
    Attempt(LedgerParts parts, Copies copies, Confidence confidence, Connection open, List<Task> tasks) {
        this.parts = parts;
        this.copies = copies;
        this.confidence = confidence;
        this.open = open;
        this.tasks = tasks;
        this.release = parts.active().get();
    }

    /** Commits and answers. What must be tried again is returned: all, when facts were out of date, or else what repeats others of this batch. */
    Result run() throws SQLException {
        for (Task task : tasks) {
            parts.partitions().ensure(open, Partitions.monthOf(task.command.clockMilli()));
        }
        findAccounts();
        paths = parts.directory()
                .paths(
                        open,
                        tasks.stream().filter(this::isOpen).map(Task::account).toList());
        Collection<Group> groups = group(distinct());
        Map<String, NodeRow> cached = copies.read(groups);
        boolean confident = groups.stream().allMatch(Group::isSpeculative) && confidence.isGiven();
        speculate(groups, confident ? withMissing(groups, cached) : cached);
        if (confident && groups.stream().allMatch(this::isSure) && commitUnlocked(groups, cached)) {
            return new Result(List.of(), repetitions());
        }
        return commitLocked(groups, cached);
    }

    /** The copies, and in the place of those that the cache does not have, the ledger's rows as they are at the moment. */
    private Map<String, NodeRow> withMissing(Collection<Group> groups, Map<String, NodeRow> cached)
            throws SQLException {
        Set<String> missing = new LinkedHashSet<>();
        groups.forEach(group -> missing.addAll(group.nodeIds));
        missing.removeAll(cached.keySet());
        if (missing.isEmpty()) {
            return cached;
        }
        Map<String, NodeRow> rows = new HashMap<>(cached);
        rows.putAll(PostgresLedger.readNodes(open, missing));
        return rows;
    }

    /** Whether it was worked out on copies that go with the facts in memory, so that it can be written without a look at the ledger before. */
    private boolean isSure(Group group) {
        Fold speculation = group.speculation;
        if (speculation == null) {
            return false;
        }
        for (Task task : group.tasks) {
            for (AccountEntry entry : path(task).creditNodes()) {
                RowChange row = speculation.rows.get(entry.id());
                if (row == null || row.before().factsVersion() != entry.version()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** In one round trip; false when something was not as it seemed, and nothing happened. */
    private boolean commitUnlocked(Collection<Group> groups, Map<String, NodeRow> cached) throws SQLException {
        List<Fold> folds = groups.stream().map(Group::speculation).toList();
        Outcome outcome = new Outcome(folds);
        for (Fold fold : folds) {
            // Also rows that stay as they are: what was decided on them must be true of the ledger.
            outcome.writes.rows.addAll(fold.rows.values());
        }
        outcome.writes.factsSeen.addAll(factsAbove(groups));
        try {
            LedgerWriter.write(open, outcome.writes);
        } catch (SQLException failed) {
            if (!SqlFailures.isMovedOn(failed)) {
                throw failed;
            }
            confidence.broken();
            parts.meters().movedOn(tasks.size());
            return false;
        }
        confidence.kept();
        parts.meters().speculated(tasks.size());
        committed(groups, folds, outcome, cached);
        return true;
    }

    private Set<FactsSeen> factsAbove(Collection<Group> groups) {
        Set<FactsSeen> above = new LinkedHashSet<>();
        for (Group group : groups) {
            for (Task task : group.tasks) {
                AccountPath path = path(task);
                path.entries().stream()
                        .skip(path.holderIndex() + 1L)
                        .forEach(entry -> above.add(new FactsSeen(entry.id(), entry.version())));
            }
        }
        return above;
    }

    private AccountPath path(Task task) {
        AccountPath path = paths.get(task.account());
        if (path == null) {
            throw new IllegalStateException("task of account " + task.account() + " is in a group without a path");
        }
        return path;
    }

    private Result commitLocked(Collection<Group> groups, Map<String, NodeRow> cached) throws SQLException {
        open.setAutoCommit(false);
        Locked locked = lock(groups);
        Set<String> outdated = outdated(locked, groups);
        if (!outdated.isEmpty()) {
            parts.directory().forget(outdated);
            parts.meters().outdatedFacts(outdated.size());
            return rollBack();
        }
        answers.putAll(new FirstAnswers(open, locked).of(groups));
        List<Fold> folds = new ArrayList<>(groups.size());
        for (Group group : groups) {
            folds.add(fold(group, locked));
        }
        Outcome outcome = new Outcome(folds);
        for (Fold fold : folds) {
            fold.rows.values().stream().filter(RowChange::isAny).forEach(outcome.writes.rows::add);
        }
        try {
            LedgerWriter.write(open, outcome.writes);
        } catch (SQLException failed) {
            if (SqlFailures.isMovedOn(failed)) {
                // Another replica has just committed one of these request ids under another account: look again.
                return rollBack();
            }
            throw failed;
        }
        open.commit();
        open.setAutoCommit(true);
        committed(groups, folds, outcome, cached);
        return new Result(List.of(), repetitions());
    }

    private void committed(Collection<Group> groups, List<Fold> folds, Outcome outcome, Map<String, NodeRow> cached) {
        subjects.putAll(outcome.subjects);
        answers.values().forEach(Runnable::run);
        outcome.answers.values().forEach(Runnable::run);
        parts.meters().committed(tasks.size());
        try {
            copies.note(groups, cached, folds);
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
        return new Result(tasks, List.of());
    }

    private boolean isOpen(Task task) {
        return !answers.containsKey(task) && task.accountId != null;
    }

    private void findAccounts() throws SQLException {
        Set<UUID> ids = new LinkedHashSet<>();
        for (Task task : tasks) {
            if (task.accountId == null && task.command.authorizationId() != null) {
                ids.add(task.command.authorizationId());
            }
        }
        Map<UUID, OrderAuthorization> found = PostgresLedger.readAuthorizations(open, ids);
        for (Task task : tasks) {
            UUID id = task.command.authorizationId();
            if (task.accountId == null && id != null) {
                OrderAuthorization order = found.get(id);
                if (order == null) {
                    answers.put(task, () -> task.reply.refuse(Refusals.unknown("authorization", id.toString())));
                } else {
                    task.accountId = order.accountId();
                }
            }
        }
    }

    private List<Task> distinct() {
        Map<List<Object>, Task> first = new HashMap<>();
        List<Task> distinct = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            if (!isOpen(task)) {
                continue;
            }
            Identity identity = task.identity();
            Task before = identity == null ? null : first.putIfAbsent(List.of(identity.space(), identity.id()), task);
            if (before == null) {
                distinct.add(task);
            } else {
                followers.computeIfAbsent(before, none -> new ArrayList<>()).add(task);
            }
        }
        return distinct;
    }

    private Collection<Group> group(List<Task> distinct) {
        Map<String, Group> groups = new LinkedHashMap<>();
        for (Task task : distinct) {
            AccountPath path = paths.get(task.account());
            if (path == null) {
                answers.put(task, () -> task.reply.refuse(Refusals.unknown("account", task.account())));
            } else {
                groups.computeIfAbsent(path.holder().id(), Group::new).add(task, path);
            }
        }
        return groups.values();
    }

    private void speculate(Collection<Group> groups, Map<String, NodeRow> copies) {
        for (Group group : groups) {
            if (group.isSpeculative() && copies.keySet().containsAll(group.nodeIds)) {
                try {
                    group.speculation = new Fold(
                            workingSet(
                                    group,
                                    group.nodeIds.stream().map(copies::get).toList()),
                            group.tasks);
                } catch (RuntimeException contradiction) {
                    // A cached copy that contradicts itself, or overflows somewhere: the ledger's row will tell.
                    LOG.debug("cached exposure of {} is of no use", group.nodeIds, contradiction);
                }
            }
        }
    }

    private WorkingSet workingSet(Group group, List<NodeRow> rows) {
        return new WorkingSet(release, paths, rows, group.tasks.get(0).command.clockMilli());
    }

    private Locked lock(Collection<Group> groups) throws SQLException {
        Set<String> nodeIds = new LinkedHashSet<>();
        Set<String> aboveIds = new LinkedHashSet<>();
        Set<String> requestIds = new LinkedHashSet<>();
        Set<String> postingIds = new LinkedHashSet<>();
        Set<UUID> authorizationIds = new LinkedHashSet<>();
        for (Group group : groups) {
            nodeIds.addAll(group.nodeIds);
            aboveIds.addAll(group.aboveIds);
            for (Task task : group.tasks) {
                Identity identity = task.identity();
                if (identity != null) {
                    (identity.space() == Identity.Space.REQUEST ? requestIds : postingIds).add(identity.id());
                }
                UUID authorization = task.command.authorizationId();
                if (authorization != null) {
                    authorizationIds.add(authorization);
                }
            }
        }
        aboveIds.removeAll(nodeIds);
        return PostgresLedger.lock(open, nodeIds, aboveIds, requestIds, postingIds, authorizationIds);
    }

    /** Accounts of whose facts this replica knows another version than the ledger. */
    private Set<String> outdated(Locked locked, Collection<Group> groups) {
        Set<String> outdated = new HashSet<>();
        for (Group group : groups) {
            for (Task task : group.tasks) {
                AccountPath path = paths.get(task.account());
                if (path == null) {
                    outdated.add(task.account());
                    continue;
                }
                for (AccountEntry entry : path.entries()) {
                    NodeRow node = locked.nodes().get(entry.id());
                    Long version = node != null
                            ? (Long) node.factsVersion()
                            : locked.factsVersionsAbove().get(entry.id());
                    if (version == null || version != entry.version()) {
                        outdated.add(entry.id());
                    }
                }
            }
        }
        return outdated;
    }

    private Fold fold(Group group, Locked locked) throws SQLException {
        Fold speculation = group.speculation;
        if (speculation != null && speculation.stands(locked)) {
            parts.meters().speculated(group.tasks.size());
            return speculation;
        }
        if (group.tasks.isEmpty()) {
            return new Fold(new WorkingSet(release, paths, List.of(), 0), List.of());
        }
        WorkingSet set =
                workingSet(group, group.nodeIds.stream().map(locked::node).toList());
        see(group, locked, set);
        parts.meters().evaluatedUnderLock(group.tasks.size());
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

    /** The later ones of equal identities, as far as they don't contradict the first: those are refused. */
    private List<Task> repetitions() {
        List<Task> repetitions = new ArrayList<>(0);
        followers.forEach((first, later) -> {
            String subject = subjects.get(first);
            for (Task task : later) {
                if (subject != null && !body(task).equals(body(first))) {
                    task.reply.refuse(Refusals.requestIdTaken(identity(task).id(), subject));
                } else {
                    repetitions.add(task);
                }
            }
        });
        return repetitions;
    }

    private static ByteString body(Task task) {
        return identity(task).bodyHash();
    }

    private static Identity identity(Task task) {
        Identity identity = task.identity();
        if (identity == null) {
            throw new IllegalStateException("only identified tasks follow others");
        }
        return identity;
    }
}
