package io.tradeline.decision.ledger;

import io.tradeline.decision.directory.NodeRows;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.proto.decision.v1.Authorization;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger reads. Everything is done for a whole batch at once, with arrays: the number of statements doesn't depend on the number of commands, and
 * those that don't need each other's results go to the server together.
 */
final class PostgresLedger {

    private PostgresLedger() {}

    /** A request that was answered before. */
    record KnownRequest(byte[] bodyHash, UUID decisionId, byte @Nullable [] response) {}

    /** A posting that took effect before. */
    record KnownPosting(byte[] bodyHash, byte[] result) {}

    /** Everything that is read under the locks. */
    record Locked(
            Map<String, NodeRow> nodes,
            Map<String, Long> factsVersionsAbove,
            Map<String, KnownRequest> requests,
            Map<String, KnownPosting> postings,
            Map<UUID, OrderAuthorization> authorizations) {

        NodeRow node(String accountId) {
            NodeRow node = nodes.get(accountId);
            if (node == null) {
                throw new IllegalStateException("account " + accountId + " was not locked");
            }
            return node;
        }
    }

    // Rows are locked in the order of their ids, everywhere. What follows sees all that was committed before the locks
    // were had, as each statement takes a
    // fresh snapshot.
    private static final String NODES = "SELECT " + NodeRows.COLUMNS + " FROM account WHERE account_id = ANY (?)";

    private static final String LOCK = NODES + " ORDER BY account_id FOR UPDATE";

    private static final String FACTS_VERSIONS =
            "SELECT account_id, facts_version FROM account WHERE account_id = ANY (?)";
    private static final String REQUESTS =
            "SELECT request_id, body_hash, decision_id, response FROM request WHERE request_id = ANY (?)";
    private static final String POSTINGS =
            "SELECT posting_id, body_hash, result FROM posting WHERE posting_id = ANY (?)";
    private static final String AUTHORIZATION_COLUMNS =
            "authorization_id, account_id, credit_account_id, state, currency, reserved_minor, captured_minor, credit_reserved_minor,"
                    + " credit_captured_minor, latest_decision_id, reserved_until, buyer_id, cost_centre_id, decided_on, terms, simulated";
    // In this order, as the second sees a later moment: an order that loses its decision to retention has its own row
    // by then.
    private static final String AUTHORIZATIONS = OpenedOrders.BY_ID + ";\nSELECT " + AUTHORIZATION_COLUMNS
            + " FROM order_authorization WHERE authorization_id = ANY (?)";

    static Locked lock(
            Connection connection,
            Collection<String> nodeIds,
            Collection<String> aboveIds,
            Collection<String> requestIds,
            Collection<String> postingIds,
            Collection<UUID> authorizationIds)
            throws SQLException {
        StringBuilder sql = new StringBuilder(LOCK);
        List<Object[]> arguments = new ArrayList<>(4);
        arguments.add(nodeIds.toArray());
        appendIfAny(sql, arguments, FACTS_VERSIONS, aboveIds);
        appendIfAny(sql, arguments, REQUESTS, requestIds);
        appendIfAny(sql, arguments, POSTINGS, postingIds);
        if (!authorizationIds.isEmpty()) {
            sql.append(";\n").append(AUTHORIZATIONS);
        }

        Map<String, NodeRow> nodes = new HashMap<>(nodeIds.size() * 2);
        Map<String, Long> above = new HashMap<>();
        Map<String, KnownRequest> requests = new HashMap<>();
        Map<String, KnownPosting> postings = new HashMap<>();
        Map<UUID, OrderAuthorization> authorizations = Map.of();
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < arguments.size(); i++) {
                statement.setArray(i + 1, connection.createArrayOf("text", arguments.get(i)));
            }
            if (!authorizationIds.isEmpty()) {
                bindAuthorizations(statement, arguments.size() + 1, authorizationIds);
            }
            statement.execute();
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    NodeRow node = NodeRows.read(rows);
                    nodes.put(node.accountId(), node);
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
                authorizations = authorizations(next(statement), statement);
            }
        }
        return new Locked(nodes, above, requests, postings, authorizations);
    }

    /** Exposures without locks, for answers without effect. */
    static Map<String, NodeRow> readNodes(Connection connection, Collection<String> nodeIds) throws SQLException {
        Map<String, NodeRow> nodes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(NODES)) {
            statement.setArray(1, connection.createArrayOf("text", nodeIds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    NodeRow node = NodeRows.read(rows);
                    nodes.put(node.accountId(), node);
                }
            }
        }
        return nodes;
    }

    static Map<UUID, OrderAuthorization> readAuthorizations(Connection connection, Collection<UUID> ids)
            throws SQLException {
        if (ids.isEmpty()) {
            return Map.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(AUTHORIZATIONS)) {
            bindAuthorizations(statement, 1, ids);
            statement.execute();
            return authorizations(statement.getResultSet(), statement);
        }
    }

    private static void bindAuthorizations(PreparedStatement statement, int first, Collection<UUID> ids)
            throws SQLException {
        statement.setArray(first + 3, bindDecisionIds(statement, first, ids));
    }

    private static Array bindDecisionIds(PreparedStatement statement, int first, Collection<UUID> ids)
            throws SQLException {
        Array array = statement.getConnection().createArrayOf("uuid", ids.toArray());
        statement.setArray(first, array);
        statement.setObject(first + 1, Collections.min(ids, DecisionIds.ORDER));
        statement.setObject(first + 2, Collections.max(ids, DecisionIds.ORDER));
        return array;
    }

    /** From the results of {@link #AUTHORIZATIONS}: where an order has a row of its own, that one counts. */
    private static Map<UUID, OrderAuthorization> authorizations(ResultSet opened, PreparedStatement statement)
            throws SQLException {
        Map<UUID, OrderAuthorization> found = new HashMap<>();
        while (opened.next()) {
            OrderAuthorization order = OpenedOrders.order(opened);
            found.put(order.id(), order);
        }
        ResultSet rows = next(statement);
        while (rows.next()) {
            OrderAuthorization order = authorization(rows);
            found.put(order.id(), order);
        }
        return found;
    }

    static Map<UUID, StoredDecision> readDecisions(Connection connection, Collection<UUID> ids) throws SQLException {
        Map<UUID, StoredDecision> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT decision_id, account_id, facts, body, log_sequence, previous_hash, log_hash FROM decision WHERE "
                        + DecisionIds.AMONG)) {
            bindDecisionIds(statement, 1, ids);
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
