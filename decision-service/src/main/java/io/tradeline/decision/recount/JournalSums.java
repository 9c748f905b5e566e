package io.tradeline.decision.recount;

import io.tradeline.decision.exposure.Figures;
import io.tradeline.decision.ledger.JournalSum;
import io.tradeline.decision.recount.Walks.Walk;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the journal comes to at one moment: what the walk has counted, and what it has not counted yet. A row and its entries are written in one transaction, so that in one snapshot both are there or neither is: under any
 * load, what differs is wrong.
 */
final class JournalSums {

    /** With more journal rows to be counted yet than these, nothing is compared until the walk has come closer. */
    static final int MOST_UNCOUNTED = 500;

    private static final String IDS = """
            SELECT j.journal_id FROM unnest(?::bigint[], ?::bigint[]) r (low, high) JOIN journal j ON j.journal_id BETWEEN r.low AND r.high
            UNION ALL
            SELECT journal_id FROM journal WHERE journal_id > ?
            LIMIT ?""";

    // The limit is never reached. Without it, PostgreSQL expects much of the table and sends for parallel workers.
    private static final String UNCOUNTED = """
            SELECT c.account_id, sum(e.reserved_delta)::bigint, sum(e.receivables_delta)::bigint, sum(e.disputed_delta)::bigint, sum(e.unapplied_delta)::bigint,
                max(c.version)
            FROM (SELECT j.entries FROM unnest(?::bigint[], ?::bigint[]) r (low, high) JOIN journal j ON j.journal_id BETWEEN r.low AND r.high
                  UNION ALL
                  (SELECT entries FROM journal WHERE journal_id > ? ORDER BY journal_id LIMIT ?)) late,
                unnest(late.entries) e, unnest(e.account_id || e.above_ids, e.exposure_version || e.above_versions) c (account_id, version)
            WHERE c.account_id >= ? COLLATE "C" AND c.account_id <= ? COLLATE "C"
            GROUP BY c.account_id""";

    private static final String COUNTED = """
            SELECT account_id, reserved_minor, receivables_minor, disputed_minor, unapplied_minor, latest_version
            FROM recount_sum WHERE walk_id = ? AND account_id >= ? AND account_id <= ? ORDER BY account_id LIMIT ?""";

    private final Walk walk;

    private JournalSums(Walk walk) {
        this.walk = walk;
    }

    /**
     * The sums, if the whole journal was counted once and not too many rows have come since.
     *
     * @param connection in a transaction with one snapshot
     */
    static Optional<JournalSums> at(Connection connection) throws SQLException {
        Optional<Walk> complete =
                Walks.all(connection).stream().filter(Walk::isComplete).findFirst();
        if (complete.isEmpty() || uncounted(connection, complete.get()) > MOST_UNCOUNTED) {
            return Optional.empty();
        }
        return complete.map(JournalSums::new);
    }

    /** Journal rows that are to be counted yet; one more than the most when there are more. */
    private static int uncounted(Connection connection, Walk walk) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT count(*) FROM (" + IDS + ") uncounted")) {
            bindUncounted(statement, walk);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /**
     * Accounts that have entries, by id.
     *
     * @param through how far that goes: up to this id, an account that is not there has no entries
     */
    record Page(SortedMap<String, JournalSum> sums, String through) {}

    /** The first accounts from an id on and up to another one: about as many as wanted. */
    Page page(Connection connection, String from, String through, int most) throws SQLException {
        SortedMap<String, JournalSum> sums = new TreeMap<>();
        String last;
        try (PreparedStatement statement = connection.prepareStatement(COUNTED)) {
            statement.setLong(1, walk.id());
            statement.setString(2, from);
            statement.setString(3, through);
            statement.setInt(4, most);
            last = read(statement, sums) < most ? through : sums.lastKey();
        }
        try (PreparedStatement statement = connection.prepareStatement(UNCOUNTED)) {
            bindUncounted(statement, walk);
            statement.setString(5, from);
            statement.setString(6, last);
            read(statement, sums);
        }
        return new Page(sums, last);
    }

    /** Of one account. */
    JournalSum of(Connection connection, String accountId) throws SQLException {
        return page(connection, accountId, accountId, 1).sums().getOrDefault(accountId, JournalSum.NOTHING);
    }

    private static void bindUncounted(PreparedStatement statement, Walk walk) throws SQLException {
        statement.setArray(
                1, Walks.bigints(statement.getConnection(), walk.open().from()));
        statement.setArray(
                2, Walks.bigints(statement.getConnection(), walk.open().to()));
        statement.setLong(3, walk.countedThrough());
        statement.setInt(4, MOST_UNCOUNTED + 1);
    }

    private static int read(PreparedStatement statement, SortedMap<String, JournalSum> sums) throws SQLException {
        int count = 0;
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                sums.merge(
                        row.getString(1),
                        new JournalSum(
                                new Figures(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
                                row.getLong(6)),
                        JournalSum::plus);
                count++;
            }
        }
        return count;
    }
}
