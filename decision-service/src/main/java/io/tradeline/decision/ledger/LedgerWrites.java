package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.proto.feed.v1.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything that one transaction writes, and what it takes for granted. Filled, then written once. */
final class LedgerWrites {

    /** Facts of accounts that only had to be looked at. */
    final List<FactsSeen> factsSeen = new ArrayList<>();

    final List<RowChange> rows = new ArrayList<>();
    final List<WorkingSet.NewDecision> decisions = new ArrayList<>();
    final List<OrderAuthorization> authorizations = new ArrayList<>();
    final List<LedgerEntry> entries = new ArrayList<>();
    final List<Receivable> receivables = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final List<NewRequest> requests = new ArrayList<>();
    final List<NewPosting> postings = new ArrayList<>();

    void add(WorkingSet.Writes writes) {
        decisions.addAll(writes.decisions);
        authorizations.addAll(writes.authorizations.values());
        entries.addAll(writes.entries);
        receivables.addAll(writes.receivables.values());
        events.addAll(writes.events);
    }

    /** An account's row as it must still be, and as it is to be. */
    record RowChange(NodeRow before, NodeRow after) {

        boolean isAny() {
            return after.version() != before.version();
        }
    }

    /** The version in which an account's facts must still be. */
    record FactsSeen(String accountId, long version) {}

    /** The first answer to a request; null when it stands in the decision. */
    record NewRequest(String requestId, byte[] bodyHash, UUID decisionId, byte @Nullable [] response) {}

    /** A posting and its answer. */
    record NewPosting(
            String postingId, String accountId, byte[] bodyHash, byte[] body, byte[] result, long occurredAtMilli) {}
}
