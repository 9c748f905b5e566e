package io.tradeline.decision.feed;

import io.tradeline.decision.feed.Gaps.Gap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives events their sequence, after they were committed.
 *
 * <p>Lanes and instances commit in parallel, so that neither the ids of journal rows nor those of their transactions appear in their order, and some never appear. Numbers that a commit took itself would have gaps,
 * or would put all commits of all instances in line behind one row. So they are given afterwards: some times a second one instance, whichever gets the lock, looks for journal rows that it has not seen,
 * and notes in a block which they are and which sequences their events have. A block is written once and never changes; it is durable before anyone is told of it. The commit of a decision knows
 * nothing of all this: it writes no more, waits for nobody, and its tables have no further index. The price is a block for each look that finds something, some 80 bytes and 8 for each transaction, and half
 * an interval of delay.
 *
 * <p><b>Nothing is missed.</b> Ids of journal rows are given out in ascending order. Each look reads the rows above the highest id that was seen, and the ids below it that were missing. An id is missing for as
 * long as its transaction is under way, or for ever if that was rolled back. Whoever writes a journal row has written something else before in the same transaction, so it had its transaction id before it took the row's
 * id: when a look has found a gap, the transaction of the gap has a lower id than one that is given out after the look, and the sequencer takes one. (The snapshot's xmax would not do: it is one past the last
 * transaction that has <i>ended</i>, and later ones may be under way.) Once a later snapshot's xmin has reached that id, the transaction of the gap has ended, and a look after that finds the row or can forget it. A transaction that is held open delays its own events and nothing else.
 *
 * <p><b>What depends on each other stays in order.</b> Where a transaction has waited for another one, or has seen what it wrote, as any two that change the same account, the other had committed before this one wrote
 * its journal row, which comes last: it has the lower id, and no snapshot shows this one without the other. So it is found by the same look or an earlier one, and within a look rows are taken in the order of their ids. The
 * order of transaction ids would not do: a transaction gets its id with its first write, and may then wait for a row of one that began later.
 *
 * <p>What was refused: numbering by the order of transaction ids up to the snapshot's xmin, without any note (one transaction that is left open, anywhere on the server, would stop the feed for everyone; the order is not
 * that of effects; after a restore from a dump, old ids lie above new ones; and each reader would have to count from the beginning); a counter row in each commit (one line for all); logical decoding (in commit order, but needs a slot
 * that holds back the log for as long as nobody reads); NOTIFY with each commit (takes one lock for all commits of the server).
 */
final class Sequencer {

    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);

    /** Rows above the highest id that one look takes in. */
    static final int ROWS = 1000;

    /** A block is closed when it has so many events. */
    static final int EVENTS_IN_BLOCK = 1000;

    /** With so many gaps open, no look goes further ahead. */
    private static final int MOST_GAPS = 4096;

    private static final String ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('tradeline feed sequence'))";

    private static final String END = """
            SELECT last_sequence, seen_through, gap_from, gap_to, gap_transaction,
                pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint
            FROM feed_end""";

    // One statement, one snapshot: the order rests on it.
    private static final String LOOK = """
            SELECT journal_id, cardinality(events) FROM (
                SELECT j.journal_id, j.events FROM unnest(?::bigint[], ?::bigint[]) gap (low, high) JOIN journal j ON j.journal_id BETWEEN low AND high
                UNION ALL
                (SELECT journal_id, events FROM journal WHERE journal_id > ? ORDER BY journal_id LIMIT ?)) found
            ORDER BY journal_id""";

    private static final String MOVE = """
            UPDATE feed_end SET last_sequence = ?, seen_through = ?, gap_from = ?, gap_to = ?, gap_transaction = ?""";

    private final long rows;
    private boolean stuck;

    Sequencer() {
        this(ROWS);
    }

    /** @param rows that one look takes in above the highest id */
    Sequencer(long rows) {
        this.rows = rows;
    }

    /** What a look has found so far, and where that leaves the feed. */
    private static final class Found {
        private final Gaps gaps;
        private final List<Block> blocks = new ArrayList<>();
        private List<Long> ids = new ArrayList<>();
        private long firstSequence;
        private long lastSequence;
        private long seenThrough;
        private int ahead;

        Found(long lastSequence, long seenThrough, Gaps gaps) {
            this.lastSequence = lastSequence;
            this.firstSequence = lastSequence + 1;
            this.seenThrough = seenThrough;
            this.gaps = gaps;
        }

        void row(long id, int events) {
            if (id <= seenThrough) {
                gaps.fill(id);
            } else {
                if (id > seenThrough + 1) {
                    gaps.add(seenThrough + 1, id - 1);
                }
                seenThrough = id;
                ahead++;
            }
            if (events > 0) {
                ids.add(id);
                lastSequence += events;
                if (lastSequence - firstSequence + 1 >= EVENTS_IN_BLOCK) {
                    endBlock();
                }
            }
        }

        void endBlock() {
            if (!ids.isEmpty()) {
                blocks.add(new Block(firstSequence, lastSequence, ids));
                ids = new ArrayList<>();
                firstSequence = lastSequence + 1;
            }
        }
    }

    /** Journal rows and the sequences of their events. */
    private record Block(long firstSequence, long lastSequence, List<Long> ids) {}

    /**
     * Has one look, and gives what it finds its sequences, unless another instance is at it.
     *
     * @param connection in auto-commit mode
     * @return whether there may be more to find at once
     */
    boolean advance(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            boolean more = isAlone(connection) && look(connection);
            connection.commit();
            return more;
        } catch (SQLException | RuntimeException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static boolean isAlone(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ALONE);
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private boolean look(Connection connection) throws SQLException {
        Found found;
        List<Gap> before;
        long lowestUnderWay;
        try (PreparedStatement statement = connection.prepareStatement(END);
                ResultSet row = statement.executeQuery()) {
            row.next();
            lowestUnderWay = row.getLong(6);
            Gaps gaps = new Gaps(gaps(row));
            before = gaps.open();
            gaps.moveBelow(row.getLong(7));
            found = new Found(row.getLong(1), row.getLong(2), gaps);
        }
        long seenBefore = found.seenThrough;
        find(connection, found);
        if (found.gaps.isAnyNew()) {
            found.gaps.taken(laterTransaction(connection));
        }
        found.gaps.close(lowestUnderWay);
        found.endBlock();
        if (found.seenThrough != seenBefore || !found.gaps.open().equals(before)) {
            write(connection, found);
        }
        return found.ahead == rows;
    }

    /** An id that is higher than those of all transactions whose rows, or gaps, have been seen: our own, given out now. */
    private static long laterTransaction(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_current_xact_id()::text::bigint");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void find(Connection connection, Found found) throws SQLException {
        List<Gap> gaps = found.gaps.open();
        warnOf(gaps.size());
        try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
            statement.setArray(
                    1, bigints(connection, gaps.stream().map(Gap::from).toList()));
            statement.setArray(2, bigints(connection, gaps.stream().map(Gap::to).toList()));
            statement.setLong(3, found.seenThrough);
            statement.setLong(4, gaps.size() < MOST_GAPS ? rows : 0);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.row(row.getLong(1), row.getInt(2));
                }
            }
        }
    }

    private void warnOf(int gaps) {
        if (gaps >= MOST_GAPS != stuck) {
            stuck = !stuck;
            if (stuck) {
                LOG.warn("the feed waits: {} journal ids are missing while an old transaction is under way", gaps);
            } else {
                LOG.info("the feed goes on");
            }
        }
    }

    private static void write(Connection connection, Found found) throws SQLException {
        if (!found.blocks.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT INTO feed_block (last_sequence, first_sequence, journal_ids) VALUES (?, ?, ?)")) {
                for (Block block : found.blocks) {
                    statement.setLong(1, block.lastSequence());
                    statement.setLong(2, block.firstSequence());
                    statement.setArray(3, bigints(connection, block.ids()));
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
        List<Gap> gaps = found.gaps.open();
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setLong(1, found.lastSequence);
            statement.setLong(2, found.seenThrough);
            statement.setArray(
                    3, bigints(connection, gaps.stream().map(Gap::from).toList()));
            statement.setArray(4, bigints(connection, gaps.stream().map(Gap::to).toList()));
            statement.setArray(
                    5, bigints(connection, gaps.stream().map(Gap::before).toList()));
            statement.executeUpdate();
        }
    }

    private static List<Gap> gaps(ResultSet end) throws SQLException {
        Long[] from = (Long[]) end.getArray(3).getArray();
        Long[] to = (Long[]) end.getArray(4).getArray();
        Long[] before = (Long[]) end.getArray(5).getArray();
        List<Gap> gaps = new ArrayList<>(from.length);
        for (int i = 0; i < from.length; i++) {
            gaps.add(new Gap(from[i], to[i], before[i]));
        }
        return gaps;
    }

    private static java.sql.Array bigints(Connection connection, List<Long> values) throws SQLException {
        return connection.createArrayOf("bigint", values.toArray());
    }
}
