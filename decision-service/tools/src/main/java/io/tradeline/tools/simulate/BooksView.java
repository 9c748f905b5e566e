package io.tradeline.tools.simulate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionFacts;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.tools.launch.DatabaseAddress;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Supplier;

/** The books as PostgreSQL has them, read without the service. */
final class BooksView {
    private final Supplier<DatabaseAddress> address;

    BooksView(Supplier<DatabaseAddress> address) {
        this.address = address;
    }

    /**
     * A decision as it is stored.
     *
     * @param answered as its caller must have got it
     */
    record Logged(Decision answered, DecisionFacts facts) {}

    /** A row of an account. */
    record Row(long version, Figures figures) {}

    /** A connection of its own, for whoever closes it. */
    Connection connect() throws SQLException {
        DatabaseAddress database = address.get();
        Properties properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("currentSchema", "decision");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("ApplicationName", "tradeline-simulate");
        return DriverManager.getConnection(database.url(), properties);
    }

    /** All changes after a row of the journal, in the order in which they were written. */
    List<Entry> entriesAfter(long journalId) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT journal_id, e.account_id, e.exposure_version, e.kind, e.subject, e.reserved_delta, e.receivables_delta, e.disputed_delta,
                               e.unapplied_delta, e.above_ids, e.above_versions
                        FROM journal, unnest(entries) WITH ORDINALITY AS e(account_id, exposure_version, kind, subject, reserved_delta, receivables_delta,
                               disputed_delta, unapplied_delta, occurred_at, above_ids, above_versions, place)
                        WHERE journal_id > ? ORDER BY journal_id, place""")) {
            statement.setLong(1, journalId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.add(new Entry(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getLong(3),
                            rows.getInt(4),
                            rows.getString(5),
                            rows.getLong(6),
                            rows.getLong(7),
                            rows.getLong(8),
                            rows.getLong(9),
                            List.of((String[]) rows.getArray(10).getArray()),
                            List.of((Long[]) rows.getArray(11).getArray())));
                }
            }
        }
        return entries;
    }

    /** All events after a row of the journal, up to another one, in the order in which they were written. */
    List<Event> events(long after, long through) throws SQLException {
        List<Event> events = new ArrayList<>();
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT event FROM journal, unnest(events) WITH ORDINALITY AS e(event, place) WHERE journal_id > ? AND journal_id <= ? ORDER BY journal_id, place")) {
            statement.setLong(1, after);
            statement.setLong(2, through);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    events.add(Event.parseFrom(rows.getBytes(1)));
                }
            }
        } catch (InvalidProtocolBufferException unreadable) {
            throw new Violation("an event of the journal can't be read", unreadable);
        }
        return events;
    }

    /** The last row of the journal; 0 when there is none. */
    long journalEnd() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT coalesce(max(journal_id), 0) FROM journal");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The decisions of an account behind a place in its log, by their ids. */
    Map<String, Logged> decisionsAfter(String accountId, long sequence) throws SQLException {
        Map<String, Logged> decisions = new HashMap<>();
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT decision_id, facts, body, log_sequence, log_hash FROM decision WHERE account_id = ? AND log_sequence > ?")) {
            statement.setString(1, accountId);
            statement.setLong(2, sequence);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String id = rows.getObject(1, UUID.class).toString();
                    decisions.put(
                            id,
                            new Logged(
                                    Decision.parseFrom(rows.getBytes(3)).toBuilder()
                                            .setLogSequence(rows.getLong(4))
                                            .setLogHash(ByteString.copyFrom(rows.getBytes(5)))
                                            .build(),
                                    DecisionFacts.parseFrom(rows.getBytes(2))));
                }
            }
        } catch (InvalidProtocolBufferException unreadable) {
            throw new Violation("a stored decision of " + accountId + " can't be read", unreadable);
        }
        return decisions;
    }

    /** The rows of accounts by their ids. */
    Map<String, Row> rows(List<String> accountIds) throws SQLException {
        try (Connection connection = connect()) {
            return rows(connection, accountIds);
        }
    }

    static Map<String, Row> rows(Connection connection, List<String> accountIds) throws SQLException {
        Map<String, Row> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT account_id, exposure_version, reserved_minor, receivables_minor, disputed_minor, unapplied_minor FROM account WHERE account_id = ANY (?)")) {
            Array ids = connection.createArrayOf("text", accountIds.toArray());
            statement.setArray(1, ids);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(
                            rows.getString(1),
                            new Row(
                                    rows.getLong(2),
                                    new Figures(rows.getLong(3), rows.getLong(4), rows.getLong(5), rows.getLong(6))));
                }
            }
        }
        return found;
    }
}
