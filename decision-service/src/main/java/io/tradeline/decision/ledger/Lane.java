package io.tradeline.decision.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.accounts.AccountDirectory;
import io.tradeline.decision.accounts.AccountEntry;
import io.tradeline.decision.accounts.AccountPath;
import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.Command.Identity;
import io.tradeline.decision.ledger.LedgerWrites.ChainedDecision;
import io.tradeline.decision.ledger.LedgerWrites.LogHead;
import io.tradeline.decision.ledger.LedgerWrites.NewPosting;
import io.tradeline.decision.ledger.LedgerWrites.NewRequest;
import io.tradeline.decision.ledger.PostgresLedger.KnownPosting;
import io.tradeline.decision.ledger.PostgresLedger.KnownRequest;
import io.tradeline.decision.ledger.PostgresLedger.Locked;
import io.tradeline.decision.ledger.PostgresLedger.LockedNode;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.releases.ActiveRelease;
import io.tradeline.rules.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that commits batches of commands, each in one transaction, over its own connection.
 *
 * <p>A batch goes like this. The exposures of its accounts are read from the cache, in one round trip, and the commands of each credit group are applied to
 * them in memory: rules run here, without any lock. Then the rows are locked, in the order of their ids. Where a row is what the cache said, and no request
 * id is known, what was worked out stands; where it is not, the group is worked out again on the locked row. Everything is written together and committed,
 * and only then do callers get their answers, and the cache its copies.
 *
 * <p>Commands of one credit group meet in the same lane of a replica, so that a busy account is worked through in memory, many orders to a commit, instead
 * of waiting for its own row. Between lanes and replicas PostgreSQL's row locks keep the order; a lane never holds one lock while it waits for a lower id.
 *
 * <p>What was refused: evaluating under the lock only (rules would run while others wait); a single lane (the processor idles during each commit); one
 * transaction for each command (a tenth of the rate); SERIALIZABLE without locks (retries under contention).
 */
final class Lane implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int ATTEMPTS = 8;
    /** check_violation: also what PostgreSQL says when a row fits no partition. */
    private static final String NO_PARTITION = "23514";

    private final LedgerQueue queue;
    private final DataSource dataSource;
    private final AccountDirectory directory;
    private final ExposureCache cache;
    private final ActiveRelease active;
    private final Partitions partitions;
    private final LedgerMeters meters;
    private @Nullable Connection pooled;
    /** What lies in the pool's wrapper, which would look at every value that is read. */
    private @Nullable Connection connection;

    Lane(
            LedgerQueue queue,
            DataSource dataSource,
            AccountDirectory directory,
            ExposureCache cache,
            ActiveRelease active,
            Partitions partitions,
            LedgerMeters meters) {
        this.queue = queue;
        this.dataSource = dataSource;
        this.directory = directory;
        this.cache = cache;
        this.active = active;
        this.partitions = partitions;
        this.meters = meters;
    }

    @Override
    public void run() {
        List<Task> batch = new ArrayList<>();
        while (queue.take(batch)) {
            try {
                process(batch);
            } catch (RuntimeException | Error unexpected) {
                // A lane never dies silently with callers waiting.
                LOG.error("a batch of {} commands failed", batch.size(), unexpected);
                batch.forEach(task -> refuseQuietly(task, unexpected));
            }
            batch.clear();
        }
        disconnect();
    }

    private void process(List<Task> batch) {
        List<Task> live = new ArrayList<>(batch.size());
        for (Task task : batch) {
            if (task.reply.isGone()) {
                task.reply.refuse(Refusals.deadline());
            } else {
                live.add(task);
            }
        }
        commit(live);
    }

    /** Commits the tasks together; when that fails for another reason than the connection, each alone, so that a bad one can't spoil the others. */
    private void commit(List<Task> tasks) {
        List<Task> left = tasks;
        try {
            for (int attempt = 1; !left.isEmpty(); attempt++) {
                if (attempt > ATTEMPTS) {
                    String message = "account facts kept changing during " + ATTEMPTS + " attempts";
                    left.forEach(task -> task.reply.refuse(Refusals.unavailable(message)));
                    return;
                }
                left = new Attempt(left).run();
            }
        } catch (SQLException failed) {
            boolean connectionLost = rollback() || isConnectionFailure(failed);
            if (connectionLost) {
                disconnect();
                LOG.warn("PostgreSQL can't be reached: {}", failed.getMessage());
                left.forEach(task -> task.reply.refuse(Refusals.unavailable("the ledger can't be reached")));
            } else if (NO_PARTITION.equals(failed.getSQLState()) && partitions.forget()) {
                // A month that was there has been dropped since: it is made anew.
                commit(left);
            } else {
                alone(left, failed);
            }
        } catch (RuntimeException failed) {
            if (rollback()) {
                disconnect();
            }
            alone(left, failed);
        }
    }

    private void alone(List<Task> tasks, Exception failed) {
        if (tasks.size() == 1) {
            refuseQuietly(tasks.get(0), failed);
        } else {
            tasks.forEach(task -> commit(List.of(task)));
        }
    }

    private static void refuseQuietly(Task task, Throwable failed) {
        if (failed instanceof SQLException sql && isPassing(sql)) {
            task.reply.refuse(Refusals.unavailable("the ledger is busy"));
            return;
        }
        String reference = UUID.randomUUID().toString();
        LOG.error("command of account {} failed, reference {}", task.accountId, reference, failed);
        task.reply.refuse(Refusals.internal(reference));
    }

    /** Commands of one credit group, and what they need. */
    private final class Group {
        final List<Task> tasks = new ArrayList<>();
        final Set<String> nodeIds = new LinkedHashSet<>();
        final Set<String> aboveIds = new LinkedHashSet<>();

        @Nullable Fold speculation;

        boolean isSpeculative() {
            return tasks.stream().allMatch(task -> task.command.isSpeculative());
        }
    }

    /** The commands of a group applied to a working set. */
    private static final class Fold {
        final WorkingSet set;
        final Map<Task, Command.Applied> applied = new LinkedHashMap<>();
        final Map<Task, StatusRuntimeException> refused = new LinkedHashMap<>();
        private @Nullable Map<String, NodeRow> after;

        /** The rows that changed, as they are to be written, by account. */
        Map<String, NodeRow> after() {
            Map<String, NodeRow> rows = after;
            if (rows == null) {
                rows = new LinkedHashMap<>();
                for (NodeState state : set.states()) {
                    if (state.isChanged()) {
                        rows.put(state.accountId(), state.after());
                    }
                }
                after = rows;
            }
            return rows;
        }

        Fold(WorkingSet set, List<Task> tasks) {
            this.set = set;
            for (Task task : tasks) {
                try {
                    applied.put(task, task.command.apply(set));
                } catch (StatusRuntimeException refusal) {
                    refused.put(task, refusal);
                }
            }
        }
    }

    /** One try to commit some tasks. */
    private final class Attempt {

        private final List<Task> tasks;
        private final Release release = active.get();
        private final Map<Task, Runnable> answers = new LinkedHashMap<>();
        /** Later tasks of a batch with the identity of an earlier one, by that one. */
        private final Map<Task, List<Task>> followers = new LinkedHashMap<>();

        private final Map<Task, String> subjects = new HashMap<>();
        private Map<String, AccountPath> paths = Map.of();

        Attempt(List<Task> tasks) {
            this.tasks = tasks;
        }

        /** Commits and answers; what is to be tried again, because facts were out of date, is returned. */
        List<Task> run() throws SQLException {
            Connection open = connect();
            for (Task task : tasks) {
                partitions.ensure(open, Partitions.monthOf(task.command.clockMilli()));
            }
            findAccounts(open);
            paths = directory.paths(
                    open, tasks.stream().filter(this::isOpen).map(Task::account).toList());
            List<Task> distinct = distinct();
            Map<String, Group> groups = group(distinct);
            Map<String, NodeRow> cached = readCache(groups.values());
            speculate(groups.values(), cached);

            open.setAutoCommit(false);
            Locked locked = lock(open, groups.values());
            Set<String> outdated = outdated(locked, groups.values());
            if (!outdated.isEmpty()) {
                open.rollback();
                open.setAutoCommit(true);
                directory.forget(outdated);
                meters.outdatedFacts(outdated.size());
                return tasks;
            }
            answerKnown(open, locked, groups.values());
            List<Fold> folds = new ArrayList<>(groups.size());
            for (Group group : groups.values()) {
                Fold fold = fold(open, group, locked);
                folds.add(fold);
                fold.refused.forEach((task, refusal) -> answers.put(task, () -> task.reply.refuse(refusal)));
            }
            boolean allNew = write(open, folds, locked);
            if (!allNew) {
                // Another replica has just committed one of these request ids under another account: look again.
                open.rollback();
                open.setAutoCommit(true);
                return tasks;
            }
            open.commit();
            open.setAutoCommit(true);
            answers.values().forEach(Runnable::run);
            meters.committed(tasks.size());
            try {
                refresh(groups.values(), cached, locked, folds);
            } catch (RuntimeException unexpected) {
                // The commit stands and is answered: a cache that lags behind is only slower.
                LOG.error("cached exposures could not be brought up to date", unexpected);
            }
            followers();
            return List.of();
        }

        private boolean isOpen(Task task) {
            return !answers.containsKey(task) && task.accountId != null;
        }

        private void findAccounts(Connection open) throws SQLException {
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
                Task before =
                        identity == null ? null : first.putIfAbsent(List.of(identity.space(), identity.id()), task);
                if (before == null) {
                    distinct.add(task);
                } else {
                    followers.computeIfAbsent(before, none -> new ArrayList<>()).add(task);
                }
            }
            return distinct;
        }

        private Map<String, Group> group(List<Task> distinct) {
            Map<String, Group> groups = new LinkedHashMap<>();
            for (Task task : distinct) {
                AccountPath path = paths.get(task.account());
                if (path == null) {
                    answers.put(task, () -> task.reply.refuse(Refusals.unknown("account", task.account())));
                    continue;
                }
                Group group = groups.computeIfAbsent(path.holder().id(), holder -> new Group());
                group.tasks.add(task);
                for (int i = 0; i < path.entries().size(); i++) {
                    String id = path.entries().get(i).id();
                    (i <= path.holderIndex() ? group.nodeIds : group.aboveIds).add(id);
                }
            }
            return groups;
        }

        private Map<String, NodeRow> readCache(Collection<Group> groups) {
            List<ExposureCache.Key> keys = new ArrayList<>();
            for (Group group : groups) {
                if (group.isSpeculative()) {
                    keys.addAll(keys(group));
                }
            }
            return cache.read(keys);
        }

        private List<ExposureCache.Key> keys(Group group) {
            AccountPath path = paths.get(group.tasks.get(0).account());
            if (path == null) {
                return List.of();
            }
            String holder = path.holder().id();
            return group.nodeIds.stream()
                    .map(id -> new ExposureCache.Key(holder, id))
                    .toList();
        }

        private void speculate(Collection<Group> groups, Map<String, NodeRow> cached) {
            for (Group group : groups) {
                if (group.isSpeculative() && cached.keySet().containsAll(group.nodeIds)) {
                    try {
                        group.speculation = new Fold(workingSet(group, cached), group.tasks);
                    } catch (RuntimeException contradiction) {
                        // A cached copy that contradicts itself, or overflows somewhere: the ledger's row will tell.
                        LOG.debug("cached exposure of {} is of no use", group.nodeIds, contradiction);
                    }
                }
            }
        }

        private WorkingSet workingSet(Group group, Map<String, NodeRow> rows) {
            return new WorkingSet(
                    release,
                    paths,
                    group.nodeIds.stream().map(rows::get).toList(),
                    group.tasks.get(0).command.clockMilli());
        }

        private Locked lock(Connection open, Collection<Group> groups) throws SQLException {
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

        /** Answers what was answered before from the store. */
        private void answerKnown(Connection open, Locked locked, Collection<Group> groups) throws SQLException {
            if (locked.requests().isEmpty() && locked.postings().isEmpty()) {
                return;
            }
            Set<UUID> decisions = new LinkedHashSet<>();
            locked.requests().values().stream()
                    .filter(known -> known.response() == null)
                    .forEach(known -> decisions.add(known.decisionId()));
            Map<UUID, StoredDecision> stored = PostgresLedger.readDecisions(open, decisions);
            for (Group group : groups) {
                boolean some = group.tasks.removeIf(task -> {
                    Identity identity = task.identity();
                    if (identity == null) {
                        return false;
                    }
                    if (identity.space() == Identity.Space.REQUEST) {
                        KnownRequest known = locked.requests().get(identity.id());
                        if (known != null) {
                            answers.put(
                                    task,
                                    repetition(
                                            task,
                                            identity,
                                            known.bodyHash(),
                                            known.decisionId().toString(),
                                            known.response(),
                                            stored.get(known.decisionId())));
                        }
                        return known != null;
                    }
                    KnownPosting known = locked.postings().get(identity.id());
                    if (known != null) {
                        answers.put(
                                task,
                                repetition(task, identity, known.bodyHash(), identity.id(), known.result(), null));
                    }
                    return known != null;
                });
                if (some) {
                    group.speculation = null;
                }
            }
        }

        private Runnable repetition(
                Task task,
                Identity identity,
                byte[] bodyHash,
                String firstSubject,
                byte @Nullable [] response,
                @Nullable StoredDecision decision) {
            if (!Arrays.equals(bodyHash, identity.bodyHash().toByteArray())) {
                return () -> task.reply.refuse(Refusals.requestIdTaken(identity.id(), firstSubject));
            }
            if (response == null && decision == null) {
                return () -> task.reply.refuse(Refusals.precondition(
                        "PAST_RETENTION",
                        "request " + identity.id() + " was answered by decision " + firstSubject
                                + ", which is not kept any more"));
            }
            return () -> {
                try {
                    task.reply.answer(task.command.restore(new Command.FirstAnswer(response, decision)));
                } catch (InvalidProtocolBufferException unreadable) {
                    refuseQuietly(task, unreadable);
                }
            };
        }

        private Fold fold(Connection open, Group group, Locked locked) throws SQLException {
            Fold speculation = group.speculation;
            if (speculation != null
                    && speculation.set.states().stream()
                            .allMatch(state -> state.before()
                                    .sameFigures(node(locked, state.accountId()).row()))) {
                meters.speculated(group.tasks.size());
                return speculation;
            }
            Map<String, NodeRow> rows = new HashMap<>();
            group.nodeIds.forEach(id -> rows.put(id, node(locked, id).row()));
            WorkingSet set =
                    group.tasks.isEmpty() ? new WorkingSet(release, paths, List.of(), 0) : workingSet(group, rows);
            see(open, group, locked, set);
            meters.evaluatedUnderLock(group.tasks.size());
            return new Fold(set, group.tasks);
        }

        private void see(Connection open, Group group, Locked locked, WorkingSet set) throws SQLException {
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

        private boolean write(Connection open, List<Fold> folds, Locked locked) throws SQLException {
            LedgerWrites all = new LedgerWrites();
            for (Fold fold : folds) {
                WorkingSet.Writes writes = fold.set.writes();
                all.rows.addAll(fold.after().values());
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
                                identity.id(),
                                hash,
                                applied.subject(),
                                applied.inLog() ? null : response.toByteArray()));
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
            LockedNode node = node(locked, decision.accountId);
            LogHead head = heads.getOrDefault(decision.accountId, new LogHead(node.logSequence(), node.logHash()));
            // Its place in the log is not part of what is chained.
            byte[] body = decision.decision.build().toByteArray();
            byte[] hash = HashChain.next(head.hash(), decision.id, decision.facts, body);
            LogHead next = new LogHead(head.sequence() + 1, hash);
            heads.put(decision.accountId, next);
            decision.decision.setLogSequence(next.sequence()).setLogHash(com.google.protobuf.ByteString.copyFrom(hash));
            return new ChainedDecision(decision, body, next.sequence(), head.hash(), hash);
        }

        /** Answers the later ones of equal identities as repetitions of the first. */
        private void followers() {
            followers.forEach((first, later) -> {
                for (Task task : later) {
                    Identity identity = task.identity();
                    Identity firstIdentity = first.identity();
                    if (identity == null || firstIdentity == null) {
                        throw new IllegalStateException("only identified tasks follow others");
                    }
                    if (!identity.bodyHash().equals(firstIdentity.bodyHash()) && subjects.containsKey(first)) {
                        task.reply.refuse(Refusals.requestIdTaken(identity.id(), subjects.get(first)));
                    } else {
                        // The first has left its answer in the store, or was refused: either way the way of any
                        // repetition.
                        commit(List.of(task));
                    }
                }
            });
        }

        /** Brings the cache up to date, and drops copies that claim to be newer than the ledger was under its lock. */
        private void refresh(Collection<Group> groups, Map<String, NodeRow> cached, Locked locked, List<Fold> folds) {
            Map<String, NodeRow> after = new HashMap<>();
            for (Fold fold : folds) {
                fold.set.states().forEach(state -> after.put(state.accountId(), state.before()));
                after.putAll(fold.after());
            }
            Map<ExposureCache.Key, NodeRow> fresh = new LinkedHashMap<>();
            List<ExposureCache.Key> wrong = new ArrayList<>(0);
            for (Group group : groups) {
                if (group.tasks.isEmpty()) {
                    continue;
                }
                for (ExposureCache.Key key : keys(group)) {
                    NodeRow copy = cached.get(key.accountId());
                    NodeRow real = node(locked, key.accountId()).row();
                    if (copy != null && copy.version() >= real.version() && !copy.sameFigures(real)) {
                        wrong.add(key);
                    }
                    NodeRow row = after.get(key.accountId());
                    if (row != null && (copy == null || row.version() != copy.version() || wrong.contains(key))) {
                        fresh.put(key, row);
                    }
                }
            }
            meters.wrongCopies(wrong.size());
            cache.drop(wrong);
            cache.write(fresh);
        }

        private LockedNode node(Locked locked, String accountId) {
            LockedNode node = locked.nodes().get(accountId);
            if (node == null) {
                throw new IllegalStateException("account " + accountId + " was not locked");
            }
            return node;
        }
    }

    private Connection connect() throws SQLException {
        Connection open = connection;
        if (open == null) {
            pooled = dataSource.getConnection();
            open = pooled.unwrap(org.postgresql.jdbc.PgConnection.class);
            open.setAutoCommit(true);
            connection = open;
        }
        return open;
    }

    /** Ends the transaction, if there is one; whether the connection is of no more use. */
    private boolean rollback() {
        Connection open = connection;
        if (open == null) {
            return true;
        }
        try {
            if (!open.getAutoCommit()) {
                open.rollback();
                open.setAutoCommit(true);
            }
            return open.isClosed();
        } catch (SQLException broken) {
            LOG.debug("rollback failed", broken);
            return true;
        }
    }

    private void disconnect() {
        Connection open = pooled;
        pooled = null;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException broken) {
                LOG.debug("closing a broken connection failed", broken);
            }
        }
    }

    private static boolean isConnectionFailure(SQLException failed) {
        String state = failed.getSQLState();
        return failed instanceof SQLNonTransientConnectionException
                || state == null
                || state.startsWith("08")
                || state.startsWith("57P");
    }

    /** Whether the same may go well a moment later: conflicts, lock time-outs, lack of room. */
    private static boolean isPassing(SQLException failed) {
        String state = failed.getSQLState();
        return failed instanceof SQLTransientException
                || state != null
                        && (state.startsWith("40")
                                || state.startsWith("53")
                                || state.equals("55P03")
                                || state.equals("25006"));
    }
}
