package io.tradeline.decision.recount;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts of the whole journal, each from its beginning on, kept in sums by account.
 *
 * <p>One that has come to the end goes on with what is new: it is what accounts are compared with. From time to time another one begins afresh beside it, since rows that are counted could be changed or lost later; once
 * that has come to the end too it takes the first one's place.
 *
 * <p><b>Each row is counted once, and none is missed.</b> Ids of journal rows don't appear in their order. The feed's sequencer sorts that out: below where it has come to, an id has appeared, never will, or is in
 * one of its gaps. A step counts exactly the rows up to an id that are in no gap of that moment, and notes the gaps; the next one looks at these ids again. Which rows were counted, and what they come to, is written in one transaction.
 */
final class Walks {

    /** Journal rows that one step takes in, at most. */
    private static final int MOST_ROWS = 500;

    /** About so many entries make a step: a few milliseconds of PostgreSQL's, whether a row holds one order or fifty. */
    private static final int ENTRIES = 500;

    /** Sums of a walk that was superseded, which are thrown away at once. */
    private static final int DROPPED_AT_ONCE = 5000;

    private static final String FEED = "SELECT seen_through, gap_from, gap_to FROM feed_end";

    private static final String BOUND = """
            SELECT count(*), max(journal_id) FROM (
                SELECT journal_id FROM journal WHERE journal_id > ? AND journal_id <= ? ORDER BY journal_id LIMIT ?) next""";

    private static final String COUNT = """
            WITH change AS MATERIALIZED (
                SELECT account_id, sum(reserved_delta)::bigint AS reserved, sum(receivables_delta)::bigint AS receivables,
                    sum(disputed_delta)::bigint AS disputed, sum(unapplied_delta)::bigint AS unapplied, max(version) AS version, count(*) AS entries
                FROM (
                    SELECT e.reserved_delta, e.receivables_delta, e.disputed_delta, e.unapplied_delta,
                        unnest(e.account_id || e.above_ids) AS account_id, unnest(e.exposure_version || e.above_versions) AS version
                    FROM unnest(?::bigint[], ?::bigint[]) r (low, high) JOIN journal j ON j.journal_id BETWEEN r.low AND r.high, unnest(j.entries) e) each_account
                GROUP BY account_id
            ), added AS (
                INSERT INTO recount_sum AS s (walk_id, account_id, reserved_minor, receivables_minor, disputed_minor, unapplied_minor, latest_version)
                SELECT ?, account_id, reserved, receivables, disputed, unapplied, version FROM change
                ON CONFLICT (walk_id, account_id) DO UPDATE SET reserved_minor = s.reserved_minor + excluded.reserved_minor,
                    receivables_minor = s.receivables_minor + excluded.receivables_minor, disputed_minor = s.disputed_minor + excluded.disputed_minor,
                    unapplied_minor = s.unapplied_minor + excluded.unapplied_minor, latest_version = greatest(s.latest_version, excluded.latest_version)
            )
            SELECT coalesce(sum(entries), 0) FROM change""";

    private final Lease lease;
    private final int mostRows;
    /** That the next step takes in. */
    private int rows;

    Walks(Lease lease) {
        this(lease, MOST_ROWS);
    }

    /** @param mostRows that one step takes in, at most */
    Walks(Lease lease, int mostRows) {
        this.lease = lease;
        this.mostRows = mostRows;
        this.rows = Math.min(mostRows, ENTRIES / 50);
    }

    /**
     * A walk.
     *
     * @param isComplete whether it has come to the end once
     */
    record Walk(long id, long countedThrough, IdRanges open, boolean isComplete) {}

    /**
     * What a step came to.
     *
     * @param entries that were counted; one counts in each account of its path
     * @param isAtEnd whether there is nothing more to count at the moment
     */
    record Step(long entries, boolean isAtEnd) {}

    /** All there are, the latest first. */
    static List<Walk> all(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT walk_id, counted_through, open_from, open_to, completed_at IS NOT NULL FROM recount_walk ORDER BY walk_id DESC");
                ResultSet row = statement.executeQuery()) {
            List<Walk> walks = new ArrayList<>();
            while (row.next()) {
                walks.add(new Walk(row.getLong(1), row.getLong(2), ranges(row, 3), row.getBoolean(5)));
            }
            return walks;
        }
    }

    /** Begins afresh when the last one has come to the end and began so long ago. */
    void beginWhenDue(Connection connection, Duration afresh) throws SQLException, Lease.LostException {
        Snapshot.of(connection, open -> {
            lease.require(open);
            try (PreparedStatement statement = open.prepareStatement("""
                    INSERT INTO recount_walk (counted_through, open_from, open_to, began_at) SELECT 0, '{}', '{}', now()
                    WHERE NOT EXISTS (SELECT FROM recount_walk WHERE completed_at IS NULL OR began_at > now() - ? * interval '1 millisecond')""")) {
                statement.setLong(1, afresh.toMillis());
                return statement.executeUpdate();
            }
        });
    }

    /** Counts the next rows of a walk. */
    Step step(Connection connection, long walkId) throws SQLException, Lease.LostException {
        Step step = Snapshot.of(connection, open -> {
            lease.require(open);
            return count(open, walkId, rows);
        });
        if (step.entries() > 0) {
            rows = (int) Math.max(1, Math.min(mostRows, rows * (long) ENTRIES / step.entries()));
        }
        return step;
    }

    /** Counts the next rows, in the caller's transaction. */
    static Step count(Connection connection, long walkId, int rows) throws SQLException {
        Walk walk = find(connection, walkId);
        long seenThrough;
        IdRanges gaps;
        try (PreparedStatement statement = connection.prepareStatement(FEED);
                ResultSet row = statement.executeQuery()) {
            row.next();
            seenThrough = row.getLong(1);
            gaps = ranges(row, 2);
        }
        long through = bound(connection, walk.countedThrough, seenThrough, rows);
        IdRanges stillOpen = gaps.upTo(through);
        IdRanges now = walk.open.and(walk.countedThrough, through).without(stillOpen);
        long entries = now.ranges().isEmpty() ? 0 : add(connection, walkId, now);
        boolean atEnd = through >= seenThrough;
        if (through != walk.countedThrough || !stillOpen.equals(walk.open) || atEnd && !walk.isComplete) {
            move(connection, new Walk(walkId, through, stillOpen, walk.isComplete || atEnd));
        }
        return new Step(entries, atEnd);
    }

    private static Walk find(Connection connection, long walkId) throws SQLException {
        return all(connection).stream()
                .filter(walk -> walk.id == walkId)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("walk " + walkId + " is gone, though only we drop any"));
    }

    private static long bound(Connection connection, long after, long seenThrough, int rows) throws SQLException {
        if (seenThrough <= after) {
            return after;
        }
        try (PreparedStatement statement = connection.prepareStatement(BOUND)) {
            statement.setLong(1, after);
            statement.setLong(2, seenThrough);
            statement.setInt(3, rows);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1) < rows ? seenThrough : row.getLong(2);
            }
        }
    }

    private static long add(Connection connection, long walkId, IdRanges ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            statement.setArray(1, bigints(connection, ids.from()));
            statement.setArray(2, bigints(connection, ids.to()));
            statement.setLong(3, walkId);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void move(Connection connection, Walk to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE recount_walk SET counted_through = ?, open_from = ?, open_to = ?,
                    completed_at = CASE WHEN ? THEN coalesce(completed_at, now()) END
                WHERE walk_id = ?""")) {
            statement.setLong(1, to.countedThrough);
            statement.setArray(2, bigints(connection, to.open.from()));
            statement.setArray(3, bigints(connection, to.open.to()));
            statement.setBoolean(4, to.isComplete);
            statement.setLong(5, to.id);
            statement.executeUpdate();
        }
    }

    /** Throws some of what a superseded walk has counted away. */
    void drop(Connection connection, long walkId) throws SQLException, Lease.LostException {
        Snapshot.of(connection, open -> {
            lease.require(open);
            int dropped;
            try (PreparedStatement statement = open.prepareStatement("""
                    DELETE FROM recount_sum WHERE walk_id = ? AND account_id <= (SELECT max(account_id) FROM (
                        SELECT account_id FROM recount_sum WHERE walk_id = ? ORDER BY account_id LIMIT ?) first)""")) {
                statement.setLong(1, walkId);
                statement.setLong(2, walkId);
                statement.setInt(3, DROPPED_AT_ONCE);
                dropped = statement.executeUpdate();
            }
            if (dropped == 0) {
                try (PreparedStatement statement =
                        open.prepareStatement("DELETE FROM recount_walk WHERE walk_id = ?")) {
                    statement.setLong(1, walkId);
                    statement.executeUpdate();
                }
            }
            return dropped;
        });
    }

    private static IdRanges ranges(ResultSet row, int column) throws SQLException {
        return IdRanges.of((Long[]) row.getArray(column).getArray(), (Long[])
                row.getArray(column + 1).getArray());
    }

    static Array bigints(Connection connection, Long[] values) throws SQLException {
        return connection.createArrayOf("bigint", values);
    }
}
