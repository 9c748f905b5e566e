package io.tradeline.decision.ledger;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.directory.AccountEntry;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.Command.Identity;
import io.tradeline.decision.ledger.LedgerWrites.FactsSeen;
import io.tradeline.decision.ledger.PostgresLedger.Locked;
import io.tradeline.decision.refusal.Refusals;
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

/** Commands that are to be committed together: sorted into groups that count in the same credit, without those that repeat others or are about nothing. */
final class Batch {

    private final List<Task> tasks;
    private final Map<String, AccountPath> paths = new HashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    /** Commands about what does not exist. */
    private final Map<Task, StatusRuntimeException> unknown = new LinkedHashMap<>();
    /** Later tasks with the identity of an earlier one, by that one. */
    private final Map<Task, List<Task>> followers = new LinkedHashMap<>();
    /** What came of new requests and postings, as a refusal of their ids names it. */
    private Map<Task, String> subjects = Map.of();

    /** @param open in auto-commit mode */
    Batch(Connection open, AccountDirectory directory, List<Task> tasks) throws SQLException {
        this.tasks = tasks;
        findAccounts(open);
        findPaths(open, directory);
        group(distinct());
    }

    Collection<Group> groups() {
        return groups.values();
    }

    /** The accounts of the commands, with all above them. */
    Map<String, AccountPath> paths() {
        return paths;
    }

    /** The batch is committed: refuses the commands about what does not exist. */
    void settled(Map<Task, String> whatCameOfThem) {
        subjects = whatCameOfThem;
        unknown.forEach((task, refusal) -> task.reply.refuse(refusal));
    }

    AccountPath path(Task task) {
        AccountPath path = task.path;
        if (path == null) {
            throw new IllegalStateException("task of account " + task.account() + " is in a group without a path");
        }
        return path;
    }

    /** The accounts above those that hold the credit, with the facts that memory has of them. */
    Set<FactsSeen> factsAbove() {
        Set<FactsSeen> above = new LinkedHashSet<>();
        for (Group group : groups.values()) {
            for (Task task : group.tasks) {
                for (AccountEntry entry : path(task).above()) {
                    above.add(new FactsSeen(entry.id(), entry.version()));
                }
            }
        }
        return above;
    }

    /** Locks the rows of all groups, and reads what else their commands need to know. */
    Locked lock(Connection open) throws SQLException {
        Set<String> nodeIds = new LinkedHashSet<>();
        Set<String> aboveIds = new LinkedHashSet<>();
        Set<String> requestIds = new LinkedHashSet<>();
        Set<String> postingIds = new LinkedHashSet<>();
        Set<UUID> authorizationIds = new LinkedHashSet<>();
        for (Group group : groups.values()) {
            nodeIds.addAll(group.nodeIds());
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
    Set<String> outdated(Locked locked) {
        Set<String> outdated = new HashSet<>();
        for (Group group : groups.values()) {
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

    /** Names what the caller has named. */
    private static StatusRuntimeException unknown(Task task) {
        UUID authorization = task.command.authorizationId();
        return authorization == null
                ? Refusals.unknown("account", task.account())
                : Refusals.unknown("authorization", authorization.toString());
    }

    private boolean isOpen(Task task) {
        return !unknown.containsKey(task) && task.accountId != null;
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
                    unknown.put(task, unknown(task));
                } else {
                    task.accountId = order.accountId();
                }
            }
        }
    }

    /** One path for each account, even if tasks came with different ones: its facts may have changed while they waited. */
    private void findPaths(Connection open, AccountDirectory directory) throws SQLException {
        Set<String> missing = new LinkedHashSet<>();
        for (Task task : tasks) {
            if (task.path != null) {
                paths.put(task.account(), task.path);
            } else if (isOpen(task)) {
                missing.add(task.account());
            }
        }
        missing.removeAll(paths.keySet());
        if (!missing.isEmpty()) {
            paths.putAll(directory.paths(open, missing));
        }
        lookAgain(open, directory);
    }

    /** An account that memory shows out of its caller's reach may have come within it: what is refused has no commit that would find memory outdated. */
    private void lookAgain(Connection open, AccountDirectory directory) throws SQLException {
        Set<String> hidden = new LinkedHashSet<>();
        for (Task task : tasks) {
            if (!task.reach.isEverything() && isOpen(task)) {
                AccountPath path = paths.get(task.account());
                if (path != null && !task.reach.sees(path)) {
                    hidden.add(task.account());
                }
            }
        }
        if (!hidden.isEmpty()) {
            paths.keySet().removeAll(hidden);
            paths.putAll(directory.stored(open, hidden));
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

    private void group(List<Task> distinct) {
        for (Task task : distinct) {
            AccountPath path = paths.get(task.account());
            task.path = path;
            if (path == null || !task.reach.sees(path)) {
                unknown.put(task, unknown(task));
            } else {
                groups.computeIfAbsent(path.holder().id(), Group::new).add(task, path);
            }
        }
    }

    /** The later ones of equal identities, as far as they don't contradict the first: those are refused. */
    List<Task> repetitions() {
        List<Task> repetitions = new ArrayList<>(0);
        followers.forEach((first, later) -> {
            String subject = subjects.get(first);
            for (Task task : later) {
                if (subject != null && !body(task).equals(body(first))) {
                    // Both are of one batch, so that the first one's path is what it was committed on.
                    task.reply.refuse(
                            task.reach.sees(path(first))
                                    ? Refusals.requestIdTaken(identity(task).id(), subject)
                                    : Refusals.requestIdTaken(identity(task).id()));
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
