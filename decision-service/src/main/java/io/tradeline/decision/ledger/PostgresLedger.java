package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.feed.v1.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's SQL. Everything is done for a whole batch at once, with arrays: the number of statements doesn't depend on the number of commands, and those
 * that don't need each other's results go to the server together.
 */
final class PostgresLedger {

    private PostgresLedger() {}

    /** A locked row, with the head of the account's log. */
    record LockedNode(NodeRow row, long logSequence, byte[] logHash) {}

    /** A request that was answered before. */
    record KnownRequest(byte[] bodyHash, UUID decisionId, byte @Nullable [] response) {}

    /** A posting that took effect before. */
    record KnownPosting(byte[] bodyHash, byte[] result) {}

    /** Everything that is read under the locks. */
    record Locked(
            Map<String, LockedNode> nodes,
            Map<String, Long> factsVersionsAbove,
            Map<String, KnownRequest> requests,
            Map<String, KnownPosting> postings,
            Map<UUID, OrderAuthorization> authorizations) {

        LockedNode node(String accountId) {
            LockedNode node = nodes.get(accountId);
            if (node == null) {
                throw new IllegalStateException("account " + accountId + " was not locked");
            }
            return node;
        }
    }

    // Rows are locked in the order of their ids, everywhere. What follows sees all that was committed before the locks
    // were had, as each statement takes a
    // fresh snapshot.
    private static final String LOCK = """
            SELECT account_id, facts_version, exposure_version, reserved_minor, receivables_minor, disputed_minor, unapplied_minor, book, habits,
                   log_sequence, log_hash
            FROM account WHERE account_id = ANY (?) ORDER BY account_id FOR UPDATE""";

    private static final String FACTS_VERSIONS =
            "SELECT account_id, facts_version FROM account WHERE account_id = ANY (?)";
    private static final String REQUESTS =
            "SELECT request_id, body_hash, decision_id, response FROM request WHERE request_id = ANY (?)";
    private static final String POSTINGS =
            "SELECT posting_id, body_hash, result FROM posting WHERE posting_id = ANY (?)";
    private static final String AUTHORIZATION_COLUMNS =
            "authorization_id, account_id, credit_account_id, state, currency, reserved_minor, captured_minor, credit_reserved_minor,"
                    + " credit_captured_minor, latest_decision_id, reserved_until, buyer_id, cost_centre_id, decided_on, terms, simulated";
    private static final String AUTHORIZATIONS =
            "SELECT " + AUTHORIZATION_COLUMNS + " FROM order_authorization WHERE authorization_id = ANY (?)";

    static Locked lock(
            Connection connection,
            Collection<String> nodeIds,
            Collection<String> aboveIds,
            Collection<String> requestIds,
            Collection<String> postingIds,
            Collection<UUID> authorizationIds)
            throws SQLException {
        StringBuilder sql = new StringBuilder(LOCK);
        List<Object[]> arguments = new ArrayList<>(5);
        arguments.add(nodeIds.toArray());
        appendIfAny(sql, arguments, FACTS_VERSIONS, aboveIds);
        appendIfAny(sql, arguments, REQUESTS, requestIds);
        appendIfAny(sql, arguments, POSTINGS, postingIds);
        appendIfAny(sql, arguments, AUTHORIZATIONS, authorizationIds);

        Map<String, LockedNode> nodes = new HashMap<>(nodeIds.size() * 2);
        Map<String, Long> above = new HashMap<>();
        Map<String, KnownRequest> requests = new HashMap<>();
        Map<String, KnownPosting> postings = new HashMap<>();
        Map<UUID, OrderAuthorization> authorizations = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < arguments.size(); i++) {
                boolean uuids = i == arguments.size() - 1 && !authorizationIds.isEmpty();
                statement.setArray(i + 1, connection.createArrayOf(uuids ? "uuid" : "text", arguments.get(i)));
            }
            statement.execute();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    LockedNode node = lockedNode(rows);
                    nodes.put(node.row().accountId(), node);
                }
            }
            if (!aboveIds.isEmpty()) {
                ResultSet rows = next(statement);
                while (rows.next()) {
                    above.put(rows.getString(1), rows.getLong(2));
                }
            }
            if (!requestIds.isEmpty()) {
                ResultSet rows = next(statement);
                while (rows.next()) {
                    requests.put(
                            rows.getString(1),
                            new KnownRequest(rows.getBytes(2), rows.getObject(3, UUID.class), rows.getBytes(4)));
                }
            }
            if (!postingIds.isEmpty()) {
                ResultSet rows = next(statement);
                while (rows.next()) {
                    postings.put(rows.getString(1), new KnownPosting(rows.getBytes(2), rows.getBytes(3)));
                }
            }
            if (!authorizationIds.isEmpty()) {
                ResultSet rows = next(statement);
                while (rows.next()) {
                    OrderAuthorization order = authorization(rows);
                    authorizations.put(order.id(), order);
                }
            }
        }
        return new Locked(nodes, above, requests, postings, authorizations);
    }

    /** Exposures without locks, for answers without effect. */
    static Map<String, LockedNode> readNodes(Connection connection, Collection<String> nodeIds) throws SQLException {
        Map<String, LockedNode> nodes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(LOCK.substring(0, LOCK.indexOf(" ORDER BY")))) {
            statement.setArray(1, connection.createArrayOf("text", nodeIds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    LockedNode node = lockedNode(rows);
                    nodes.put(node.row().accountId(), node);
                }
            }
        }
        return nodes;
    }

    static Map<UUID, OrderAuthorization> readAuthorizations(Connection connection, Collection<UUID> ids)
            throws SQLException {
        Map<UUID, OrderAuthorization> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(AUTHORIZATIONS)) {
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    OrderAuthorization order = authorization(rows);
                    found.put(order.id(), order);
                }
            }
        }
        return found;
    }

    static Map<UUID, StoredDecision> readDecisions(Connection connection, Collection<UUID> ids) throws SQLException {
        Map<UUID, StoredDecision> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT decision_id, account_id, facts, body, log_sequence, previous_hash, log_hash FROM decision WHERE decision_id = ANY (?)")) {
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    StoredDecision decision = storedDecision(rows);
                    found.put(decision.id(), decision);
                }
            }
        }
        return found;
    }

    /** From a row of (decision_id, account_id, facts, body, log_sequence, previous_hash, log_hash). */
    static StoredDecision storedDecision(ResultSet rows) throws SQLException {
        return new StoredDecision(
                rows.getObject(1, UUID.class),
                rows.getString(2),
                rows.getBytes(3),
                rows.getBytes(4),
                rows.getLong(5),
                rows.getBytes(6),
                rows.getBytes(7));
    }

    private static final String ITEM_COLUMNS =
            "account_id, document_id, part, currency, amount_minor, open_minor, credit_open_minor, disputed_minor, credit_disputed_minor, invoice_day, due_day, authorization_id";

    /** Items of documents by name. */
    static List<Receivable> readDocuments(Connection connection, Collection<Receivable.Key> documents)
            throws SQLException {
        if (documents.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + ITEM_COLUMNS
                + " FROM receivable JOIN unnest(?, ?) d(account_id, document_id) USING (account_id, document_id)")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            documents.stream().map(Receivable.Key::accountId).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            documents.stream().map(Receivable.Key::documentId).toArray()));
            return items(statement);
        }
    }

    /** The open items of an account that are due first. */
    static List<Receivable> readOpenItems(Connection connection, String accountId, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT " + ITEM_COLUMNS
                        + " FROM receivable WHERE account_id = ? AND open_minor > 0 ORDER BY due_day, document_id, part LIMIT ?")) {
            statement.setString(1, accountId);
            statement.setInt(2, most);
            return items(statement);
        }
    }

    /**
     * Writes everything, in one round trip.
     *
     * @return whether all requests and postings were new; if not, nothing may be committed
     */
    static boolean write(Connection connection, LedgerWrites writes) throws SQLException {
        ArrayStatement statement = new ArrayStatement(connection);
        if (!writes.requests.isEmpty()) {
            // In the order of the ids, so that two transactions with the same ids wait for each other instead of
            // blocking each other.
            List<LedgerWrites.NewRequest> sorted = new ArrayList<>(writes.requests);
            sorted.sort(java.util.Comparator.comparing(LedgerWrites.NewRequest::requestId));
            statement
                    .add(
                            "INSERT INTO request (request_id, body_hash, decision_id, response) SELECT * FROM unnest(?, ?, ?, ?) ON CONFLICT DO NOTHING")
                    .text(sorted, LedgerWrites.NewRequest::requestId)
                    .bytes(sorted, LedgerWrites.NewRequest::bodyHash)
                    .uuid(sorted, LedgerWrites.NewRequest::decisionId)
                    .bytes(sorted, LedgerWrites.NewRequest::response);
        }
        if (!writes.postings.isEmpty()) {
            List<LedgerWrites.NewPosting> sorted = new ArrayList<>(writes.postings);
            sorted.sort(java.util.Comparator.comparing(LedgerWrites.NewPosting::postingId));
            statement
                    .add(
                            "INSERT INTO posting (posting_id, account_id, body_hash, body, result, occurred_at) SELECT * FROM unnest(?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")
                    .text(sorted, LedgerWrites.NewPosting::postingId)
                    .text(sorted, LedgerWrites.NewPosting::accountId)
                    .bytes(sorted, LedgerWrites.NewPosting::bodyHash)
                    .bytes(sorted, LedgerWrites.NewPosting::body)
                    .bytes(sorted, LedgerWrites.NewPosting::result)
                    .time(sorted, LedgerWrites.NewPosting::occurredAtMilli);
        }
        if (!writes.decisions.isEmpty()) {
            statement
                    .add(
                            "INSERT INTO decision (decision_id, account_id, credit_account_id, outcome, facts, body, log_sequence, previous_hash, log_hash) SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .uuid(writes.decisions, d -> d.decision().id)
                    .text(writes.decisions, d -> d.decision().accountId)
                    .text(writes.decisions, d -> d.decision().creditAccountId)
                    .smallint(writes.decisions, d -> d.decision().decision.getOutcomeValue())
                    .bytes(writes.decisions, d -> d.decision().facts)
                    .bytes(writes.decisions, LedgerWrites.ChainedDecision::body)
                    .bigint(writes.decisions, LedgerWrites.ChainedDecision::sequence)
                    .bytes(writes.decisions, LedgerWrites.ChainedDecision::previousHash)
                    .bytes(writes.decisions, LedgerWrites.ChainedDecision::hash);
        }
        if (!writes.newAuthorizations.isEmpty()) {
            statement.add("INSERT INTO order_authorization (" + AUTHORIZATION_COLUMNS
                    + ") SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            addAuthorizations(statement, writes.newAuthorizations);
        }
        if (!writes.changedAuthorizations.isEmpty()) {
            statement.add("""
                            UPDATE order_authorization o SET credit_account_id = n.credit_account_id, state = n.state, reserved_minor = n.reserved_minor,
                                captured_minor = n.captured_minor, credit_reserved_minor = n.credit_reserved_minor,
                                credit_captured_minor = n.credit_captured_minor, latest_decision_id = n.latest_decision_id,
                                reserved_until = n.reserved_until, buyer_id = n.buyer_id, cost_centre_id = n.cost_centre_id, decided_on = n.decided_on,
                                terms = n.terms
                            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) n(""" + AUTHORIZATION_COLUMNS + ") WHERE o.authorization_id = n.authorization_id");
            addAuthorizations(statement, writes.changedAuthorizations);
        }
        if (!writes.entries.isEmpty()) {
            statement
                    .add(
                            "INSERT INTO ledger_entry (account_id, exposure_version, kind, subject, reserved_delta, receivables_delta, disputed_delta, unapplied_delta, occurred_at) SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .text(writes.entries, LedgerEntry::accountId)
                    .bigint(writes.entries, LedgerEntry::exposureVersion)
                    .smallint(writes.entries, e -> e.kind().number())
                    .text(writes.entries, LedgerEntry::subject)
                    .bigint(writes.entries, LedgerEntry::reservedDelta)
                    .bigint(writes.entries, LedgerEntry::receivablesDelta)
                    .bigint(writes.entries, LedgerEntry::disputedDelta)
                    .bigint(writes.entries, LedgerEntry::unappliedDelta)
                    .time(writes.entries, LedgerEntry::occurredAtMilli);
        }
        if (!writes.receivables.isEmpty()) {
            List<Receivable> list = List.copyOf(writes.receivables);
            statement
                    .add("INSERT INTO receivable (" + ITEM_COLUMNS + """
                            ) SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            ON CONFLICT (account_id, document_id, part) DO UPDATE SET open_minor = excluded.open_minor,
                                credit_open_minor = excluded.credit_open_minor, disputed_minor = excluded.disputed_minor,
                                credit_disputed_minor = excluded.credit_disputed_minor, due_day = excluded.due_day""")
                    .text(list, r -> r.key().accountId())
                    .text(list, r -> r.key().documentId())
                    .smallint(list, r -> r.key().part())
                    .text(list, Receivable::currency)
                    .bigint(list, Receivable::amountMinor)
                    .bigint(list, Receivable::openMinor)
                    .bigint(list, Receivable::creditOpenMinor)
                    .bigint(list, Receivable::disputedMinor)
                    .bigint(list, Receivable::creditDisputedMinor)
                    .integer(list, Receivable::invoiceDay)
                    .integer(list, Receivable::dueDay)
                    .uuid(list, Receivable::authorizationId);
        }
        if (!writes.rows.isEmpty()) {
            statement
                    .add("""
                            UPDATE account a SET exposure_version = n.exposure_version, reserved_minor = n.reserved_minor,
                                receivables_minor = n.receivables_minor, disputed_minor = n.disputed_minor, unapplied_minor = n.unapplied_minor,
                                book = n.book, habits = n.habits, log_sequence = coalesce(n.log_sequence, a.log_sequence), log_hash = coalesce(n.log_hash, a.log_hash)
                            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                                n(account_id, exposure_version, reserved_minor, receivables_minor, disputed_minor, unapplied_minor, book, habits, log_sequence, log_hash)
                            WHERE a.account_id = n.account_id""")
                    .text(writes.rows, NodeRow::accountId)
                    .bigint(writes.rows, NodeRow::version)
                    .bigint(writes.rows, NodeRow::reservedMinor)
                    .bigint(writes.rows, NodeRow::receivablesMinor)
                    .bigint(writes.rows, NodeRow::disputedMinor)
                    .bigint(writes.rows, NodeRow::unappliedMinor)
                    .bytes(writes.rows, NodeRow::book)
                    .bytes(writes.rows, NodeRow::habits)
                    .bigint(
                            writes.rows,
                            r -> writes.heads.containsKey(r.accountId())
                                    ? (Long) writes.heads.get(r.accountId()).sequence()
                                    : null)
                    .bytes(
                            writes.rows,
                            r -> writes.heads.containsKey(r.accountId())
                                    ? writes.heads.get(r.accountId()).hash()
                                    : null);
        }
        if (!writes.events.isEmpty()) {
            statement.add("INSERT INTO event (body) SELECT * FROM unnest(?)").bytes(writes.events, Event::toByteArray);
        }
        int expected = writes.requests.size() + writes.postings.size();
        return statement.execute((writes.requests.isEmpty() ? 0 : 1) + (writes.postings.isEmpty() ? 0 : 1)) == expected;
    }

    private static void addAuthorizations(ArrayStatement statement, List<OrderAuthorization> list) {
        statement
                .uuid(list, OrderAuthorization::id)
                .text(list, OrderAuthorization::accountId)
                .text(list, OrderAuthorization::creditAccountId)
                .smallint(list, a -> a.state().getNumber())
                .text(list, OrderAuthorization::currency)
                .bigint(list, OrderAuthorization::reservedMinor)
                .bigint(list, OrderAuthorization::capturedMinor)
                .bigint(list, OrderAuthorization::creditReservedMinor)
                .bigint(list, OrderAuthorization::creditCapturedMinor)
                .uuid(list, OrderAuthorization::latestDecisionId)
                .time(list, a -> a.reservedUntilMilli() == 0 ? null : a.reservedUntilMilli())
                .text(list, OrderAuthorization::buyerId)
                .text(list, OrderAuthorization::costCentreId)
                .integer(list, OrderAuthorization::decidedOn)
                .bytes(list, a -> a.terms().toByteArray())
                .bool(list, OrderAuthorization::simulated);
    }

    private static void appendIfAny(StringBuilder sql, List<Object[]> arguments, String query, Collection<?> ids) {
        if (!ids.isEmpty()) {
            sql.append(";\n").append(query);
            arguments.add(ids.toArray());
        }
    }

    private static ResultSet next(PreparedStatement statement) throws SQLException {
        if (!statement.getMoreResults()) {
            throw new SQLException("the server gave fewer results than were asked for");
        }
        return statement.getResultSet();
    }

    static LockedNode lockedNode(ResultSet rows) throws SQLException {
        return new LockedNode(
                new NodeRow(
                        rows.getString(1),
                        rows.getLong(2),
                        rows.getLong(3),
                        rows.getLong(4),
                        rows.getLong(5),
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getBytes(8),
                        rows.getBytes(9)),
                rows.getLong(10),
                rows.getBytes(11));
    }

    private static OrderAuthorization authorization(ResultSet rows) throws SQLException {
        Timestamp until = rows.getTimestamp(11);
        return new OrderAuthorization(
                rows.getObject(1, UUID.class),
                rows.getString(2),
                rows.getString(3),
                Authorization.State.forNumber(rows.getInt(4)),
                rows.getString(5),
                rows.getLong(6),
                rows.getLong(7),
                rows.getLong(8),
                rows.getLong(9),
                rows.getObject(10, UUID.class),
                until == null ? 0 : until.getTime(),
                rows.getString(12),
                rows.getString(13),
                rows.getInt(14),
                com.google.protobuf.ByteString.copyFrom(rows.getBytes(15)),
                rows.getBoolean(16));
    }

    private static List<Receivable> items(PreparedStatement statement) throws SQLException {
        List<Receivable> items = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                items.add(new Receivable(
                        new Receivable.Key(rows.getString(1), rows.getString(2), rows.getInt(3)),
                        rows.getString(4),
                        rows.getLong(5),
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getLong(8),
                        rows.getLong(9),
                        rows.getInt(10),
                        rows.getInt(11),
                        rows.getObject(12, UUID.class)));
            }
        }
        return items;
    }
}
