package io.tradeline.decision.ledger;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.tradeline.decision.accounts.AccountEntry;
import io.tradeline.decision.accounts.AccountPath;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.Command.Identity;
import io.tradeline.decision.ledger.LedgerWrites.ChainedDecision;
import io.tradeline.decision.ledger.LedgerWrites.LogHead;
import io.tradeline.decision.ledger.LedgerWrites.NewPosting;
import io.tradeline.decision.ledger.LedgerWrites.NewRequest;
import io.tradeline.decision.ledger.PostgresLedger.Locked;
import io.tradeline.decision.ledger.PostgresLedger.LockedNode;
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

/** One try to commit the commands of a batch together, under one release of rules. */
final class Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final LedgerParts parts;
    private final Copies copies;
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
    Attempt(LedgerParts parts, Copies copies, Connection open, List<Task> tasks) {
        this.parts = parts;
        this.copies = copies;
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
        Map<String, NodeRow> read = copies.read(groups);
        speculate(groups, read);

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
            Fold fold = fold(group, locked);
            folds.add(fold);
            fold.refused.forEach((task, refusal) -> answers.put(task, () -> task.reply.refuse(refusal)));
        }
        boolean allNew = write(folds, locked);
        if (!allNew) {
            // Another replica has just committed one of these request ids under another account: look again.
            return rollBack();
        }
        open.commit();
        open.setAutoCommit(true);
        answers.values().forEach(Runnable::run);
        parts.meters().committed(tasks.size());
        try {
            copies.note(groups, read, locked, folds);
        } catch (RuntimeException unexpected) {
            // The commit stands and is answered, it must not be tried again: a cache that lags behind is only slower.
            LOG.error("cached exposures could not be brought up to date", unexpected);
        }
        return new Result(List.of(), repetitions());
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
                    LockedNode node = locked.nodes().get(entry.id());
                    Long version = node != null
                            ? (Long) node.row().factsVersion()
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
        WorkingSet set = workingSet(
                group, group.nodeIds.stream().map(id -> locked.node(id).row()).toList());
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

    private boolean write(List<Fold> folds, Locked locked) throws SQLException {
        LedgerWrites all = new LedgerWrites();
        for (Fold fold : folds) {
            WorkingSet.Writes writes = fold.set.writes();
            all.rows.addAll(fold.after.values());
            for (WorkingSet.NewDecision decision : writes.decisions) {
                all.decisions.add(chain(decision, all.heads, locked));
            }
            all.newAuthorizations.addAll(writes.newAuthorizations.values());
            all.changedAuthorizations.addAll(writes.changedAuthorizations.values());
            all.entries.addAll(writes.entries);
            all.receivables.addAll(writes.receivables.values());
            all.events.addAll(writes.events);
        }
        for (Fold fold : folds) {
            fold.applied.forEach((task, applied) -> {
                Message response = applied.response().get();
                answers.put(task, () -> task.reply.answer(response));
                Identity identity = task.identity();
                if (identity == null) {
                    return;
                }
                byte[] hash = identity.bodyHash().toByteArray();
                if (identity.space() == Identity.Space.REQUEST) {
                    all.requests.add(new NewRequest(
                            identity.id(), hash, applied.subject(), applied.inLog() ? null : response.toByteArray()));
                } else {
                    all.postings.add(new NewPosting(
                            identity.id(),
                            task.account(),
                            hash,
                            task.command.body(),
                            response.toByteArray(),
                            task.command.clockMilli()));
                }
                subjects.put(
                        task,
                        identity.space() == Identity.Space.REQUEST
                                ? applied.subject().toString()
                                : identity.id());
            });
        }
        return PostgresLedger.write(open, all);
    }

    private ChainedDecision chain(WorkingSet.NewDecision decision, Map<String, LogHead> heads, Locked locked) {
        LockedNode node = locked.node(decision.accountId);
        LogHead head = heads.getOrDefault(decision.accountId, new LogHead(node.logSequence(), node.logHash()));
        // Its place in the log is not part of what is chained.
        byte[] body = decision.decision.build().toByteArray();
        byte[] hash = HashChain.next(head.hash(), decision.id, decision.facts, body);
        LogHead next = new LogHead(head.sequence() + 1, hash);
        heads.put(decision.accountId, next);
        decision.decision.setLogSequence(next.sequence()).setLogHash(ByteString.copyFrom(hash));
        return new ChainedDecision(decision, body, next.sequence(), head.hash(), hash);
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
