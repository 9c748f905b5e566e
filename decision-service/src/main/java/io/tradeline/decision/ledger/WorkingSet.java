package io.tradeline.decision.ledger;

import com.google.protobuf.ByteString;
import io.tradeline.decision.directory.AccountEntry;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Times;
import io.tradeline.decision.tracing.CallTrace;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.rules.release.Release;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the commands of one credit group see and change, all of it in memory: the state that was read, with everything that the commands before have done
 * to it, and what is to be written. Lives for one attempt to commit. Not thread-safe.
 */
public final class WorkingSet {

    private final Release release;
    private final Map<String, AccountPath> paths;
    private final Map<String, NodeState> nodes = new HashMap<>();
    private final Map<UUID, OrderAuthorization> authorizations = new HashMap<>();
    private final Map<UUID, StoredDecision> latestDecisions = new HashMap<>();
    private final Map<Receivable.Key, Receivable> receivables = new LinkedHashMap<>();
    private final Writes writes = new Writes();
    private CallTrace trace = CallTrace.NONE;

    /** Everything that is to be written. */
    static final class Writes {
        final List<NewDecision> decisions = new ArrayList<>();
        final Map<UUID, OrderAuthorization> authorizations = new LinkedHashMap<>();
        final List<LedgerEntry> entries = new ArrayList<>();
        final Map<Receivable.Key, Receivable> receivables = new LinkedHashMap<>();
        final List<Event> events = new ArrayList<>();
    }

    /** A decision with its place in the log. */
    record NewDecision(
            UUID id,
            String accountId,
            String creditAccountId,
            int outcome,
            byte[] facts,
            byte[] body,
            long logSequence,
            byte[] previousHash,
            byte[] logHash,
            @Nullable Opening opening,
            List<String> reasons) {}

    WorkingSet(Release release, Map<String, AccountPath> paths, Collection<NodeRow> rows, long nowMilli) {
        this.release = release;
        this.paths = paths;
        for (NodeRow row : rows) {
            nodes.put(row.accountId(), new NodeState(row, nowMilli));
        }
    }

    void see(
            Collection<OrderAuthorization> orders, Collection<StoredDecision> decisions, Collection<Receivable> items) {
        orders.forEach(order -> authorizations.put(order.id(), order));
        decisions.forEach(decision -> latestDecisions.put(decision.id(), decision));
        items.forEach(item -> receivables.put(item.key(), item));
    }

    /** Whose trace is told of what is done here from now on. */
    public void traceTo(CallTrace of) {
        trace = of;
    }

    /** The trace of what is done here now. */
    public CallTrace trace() {
        return trace;
    }

    /** The release that decides. */
    public Release release() {
        return release;
    }

    /** The account and all above it. */
    public AccountPath path(String accountId) {
        AccountPath path = paths.get(accountId);
        if (path == null) {
            throw Refusals.unknown("account", accountId);
        }
        return path;
    }

    /** Exposure from the account up to the one that holds the credit. */
    public List<NodeState> nodes(AccountPath path) {
        List<NodeState> states = new ArrayList<>(path.holderIndex() + 1);
        for (AccountEntry entry : path.creditNodes()) {
            NodeState state = nodes.get(entry.id());
            if (state == null) {
                throw new IllegalStateException("exposure of " + entry.id() + " was not read");
            }
            states.add(state);
        }
        return states;
    }

    public @Nullable OrderAuthorization authorization(UUID id) {
        return authorizations.get(id);
    }

    /** The latest decision of an authorization that a command asked for. */
    public StoredDecision latestDecision(OrderAuthorization authorization) {
        StoredDecision decision = latestDecisions.get(authorization.latestDecisionId());
        if (decision == null) {
            throw Refusals.precondition(
                    "PAST_RETENTION", "decision " + authorization.latestDecisionId() + " is not kept any more");
        }
        return decision;
    }

    public @Nullable Receivable receivable(Receivable.Key key) {
        return receivables.get(key);
    }

    /** The parts of a document that are known here, the first due first. */
    public List<Receivable> document(String accountId, String documentId) {
        return receivables.values().stream()
                .filter(item -> item.key().accountId().equals(accountId)
                        && item.key().documentId().equals(documentId))
                .sorted(java.util.Comparator.comparingInt(Receivable::dueDay)
                        .thenComparingInt(item -> item.key().part()))
                .toList();
    }

    /** The account's open items that are known here, the first due first. */
    public List<Receivable> openItems(String accountId) {
        return receivables.values().stream()
                .filter(item -> item.key().accountId().equals(accountId) && item.openMinor() > 0)
                .sorted(java.util.Comparator.comparingInt(Receivable::dueDay)
                        .thenComparing(item -> item.key().documentId())
                        .thenComparingInt(item -> item.key().part()))
                .toList();
    }

    /** An order as it is after a step that followed its first decision. */
    public void put(OrderAuthorization authorization) {
        authorizations.put(authorization.id(), authorization);
        writes.authorizations.put(authorization.id(), authorization);
    }

    public void put(Receivable receivable) {
        receivables.put(receivable.key(), receivable);
        writes.receivables.put(receivable.key(), receivable);
    }

    /**
     * Adds a decision, complete but for its place in the log, to the log of its account, and gives it that place.
     *
     * @param opening the order that it opens; null when it opens none
     * @return the decision with its place, as a caller gets it
     */
    public ByteString log(
            UUID id, AccountPath path, byte[] facts, Decision.Builder decision, @Nullable Opening opening) {
        NodeState node = nodes(path).get(0);
        // Its place is not part of what is chained.
        byte[] body = decision.build().toByteArray();
        byte[] previous = node.logHash();
        byte[] hash = HashChain.next(previous, id, facts, body);
        node.logged(hash);
        decision.setLogSequence(node.logSequence()).setLogHash(ByteString.copyFrom(hash));
        writes.decisions.add(new NewDecision(
                id,
                path.ordering().id(),
                path.holder().id(),
                decision.getOutcomeValue(),
                facts,
                body,
                node.logSequence(),
                previous,
                hash,
                opening,
                reasons(decision)));
        return StoredDecision.answered(body, node.logSequence(), hash);
    }

    private static List<String> reasons(Decision.Builder decision) {
        return decision.getFindingsCount() == 0
                ? List.of()
                : decision.getFindingsList().stream()
                        .map(Finding::getReasonCode)
                        .toList();
    }

    /** Changes the exposure of all nodes, from the ordering account upwards, by the same amounts, each under a new version, and records it. */
    public void enter(
            List<NodeState> path,
            EntryKind kind,
            String subject,
            long reservedDelta,
            long receivablesDelta,
            long disputedDelta,
            long unappliedDelta,
            long epochMilli) {
        int day = Times.epochDay(epochMilli);
        for (NodeState node : path) {
            node.apply(reservedDelta, receivablesDelta, disputedDelta, unappliedDelta, day);
            node.nextVersion();
        }
        NodeState ordering = path.get(0);
        List<String> aboveIds = new ArrayList<>(path.size() - 1);
        List<Long> aboveVersions = new ArrayList<>(path.size() - 1);
        for (NodeState node : path.subList(1, path.size())) {
            aboveIds.add(node.accountId());
            aboveVersions.add(node.version());
        }
        writes.entries.add(new LedgerEntry(
                ordering.accountId(),
                ordering.version(),
                aboveIds,
                aboveVersions,
                kind,
                subject,
                reservedDelta,
                receivablesDelta,
                disputedDelta,
                unappliedDelta,
                epochMilli));
    }

    public void tell(Event.Kind kind, String accountId, String subject, long epochMilli, Collection<String> reasons) {
        tell(Event.newBuilder()
                .setKind(kind)
                .setAccountId(accountId)
                .setSubject(subject)
                .setOccurredAt(Times.timestamp(epochMilli))
                .addAllReasonCodes(reasons)
                .build());
    }

    public void tell(Event event) {
        writes.events.add(event);
    }

    Writes writes() {
        return writes;
    }

    Collection<NodeState> states() {
        return nodes.values();
    }
}
