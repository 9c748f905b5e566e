package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.proto.feed.v1.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything that one transaction writes. Filled, then written once. */
final class LedgerWrites {

    /** Rows of accounts as they are to be. */
    final List<NodeRow> rows = new ArrayList<>();
    /** Heads of the logs to which decisions were added, by account. */
    final Map<String, LogHead> heads = new HashMap<>();

    final List<ChainedDecision> decisions = new ArrayList<>();
    final List<OrderAuthorization> newAuthorizations = new ArrayList<>();
    final List<OrderAuthorization> changedAuthorizations = new ArrayList<>();
    final List<LedgerEntry> entries = new ArrayList<>();
    final List<Receivable> receivables = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final List<NewRequest> requests = new ArrayList<>();
    final List<NewPosting> postings = new ArrayList<>();

    /** Head of an account's log. */
    record LogHead(long sequence, byte[] hash) {}

    /** A decision with its place in the log. */
    record ChainedDecision(
            WorkingSet.NewDecision decision, byte[] body, long sequence, byte[] previousHash, byte[] hash) {}

    /** The first answer to a request; null when it stands in the decision. */
    record NewRequest(String requestId, byte[] bodyHash, UUID decisionId, byte @Nullable [] response) {}

    /** A posting and its answer. */
    record NewPosting(
            String postingId, String accountId, byte[] bodyHash, byte[] body, byte[] result, long occurredAtMilli) {}
}
