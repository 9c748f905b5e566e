package io.tradeline.decision.recount;

import io.tradeline.decision.exposure.Book;
import io.tradeline.decision.exposure.Figures;
import io.tradeline.decision.ledger.JournalSum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares accounts' rows with what the journal comes to, a page at a time, in the order of their ids and from the first again after the last. Rows are read in one snapshot with the sums, and never locked.
 */
final class Comparison {

    private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

    /** Above every account id. */
    private static final String LAST = "~";

    /** Lines that one page may put into the log. */
    private static final int MOST_LINES = 20;

    private static final String ROWS = """
            SELECT account_id, exposure_version, reserved_minor, receivables_minor, disputed_minor, unapplied_minor, book
            FROM account WHERE account_id >= ? AND account_id <= ? ORDER BY account_id LIMIT ?""";

    private final Lease lease;
    private final int pageSize;

    /** @param pageSize accounts in one transaction */
    Comparison(Lease lease, int pageSize) {
        this.lease = lease;
        this.pageSize = pageSize;
    }

    /**
     * What a page came to.
     *
     * @param accounts that were compared
     * @param isLast whether the next page is the first one again
     */
    record Page(int accounts, boolean isLast) {}

    /** What was read and found. */
    private record Look(Page page, DriftStore.News news) {}

    private record Row(String accountId, long version, Figures figures, boolean calendarAddsUp) {}

    /** Compares the next page; empty while the journal is not counted so far that it could. */
    Optional<Page> next(Connection connection) throws SQLException, Lease.LostException {
        Optional<Look> look = Snapshot.of(connection, open -> {
            lease.require(open);
            Optional<JournalSums> sums = JournalSums.at(open);
            return sums.isEmpty() ? Optional.<Look>empty() : Optional.of(look(open, sums.get()));
        });
        look.ifPresent(seen -> tell(seen.news));
        return look.map(Look::page);
    }

    private Look look(Connection connection, JournalSums sums) throws SQLException {
        String from = position(connection);
        List<Row> rows = rows(connection, from);
        boolean full = rows.size() == pageSize;
        JournalSums.Page counted =
                sums.page(connection, from, full ? rows.get(rows.size() - 1).accountId : LAST, 2 * pageSize);
        String through = counted.through();
        Map<String, JournalSum> left = counted.sums();
        List<Drift> drifts = new ArrayList<>();
        int compared = 0;
        for (Row row : rows) {
            if (row.accountId.compareTo(through) > 0) {
                break;
            }
            compared++;
            JournalSum journal = left.getOrDefault(row.accountId, JournalSum.NOTHING);
            left.remove(row.accountId);
            Drift drift = Drift.between(row.accountId, row.version, row.figures, row.calendarAddsUp, journal);
            if (drift != null) {
                drifts.add(drift);
            }
        }
        left.forEach((accountId, journal) -> drifts.add(Drift.missing(accountId, journal)));
        DriftStore.News news = DriftStore.replace(connection, from, through, drifts);
        boolean last = through.equals(LAST);
        // No id has a space, and none of its characters is lower: nothing lies between an id and this.
        move(connection, last ? "" : through + " ", last);
        return new Look(new Page(compared, last), news);
    }

    private static String position(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT compare_from FROM recount_turn");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static void move(Connection connection, String position, boolean passEnds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE recount_turn SET compare_from = ?, compared_at = now(), pass_ended_at = CASE WHEN ? THEN now() ELSE pass_ended_at END""")) {
            statement.setString(1, position);
            statement.setBoolean(2, passEnds);
            statement.executeUpdate();
        }
    }

    private List<Row> rows(Connection connection, String from) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setString(1, from);
            statement.setString(2, LAST);
            statement.setInt(3, pageSize);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Figures figures = new Figures(row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6));
                    rows.add(new Row(row.getString(1), row.getLong(2), figures, Book.addsUp(row.getBytes(7), figures)));
                }
            }
        }
        return rows;
    }

    /** Each drift is told of once, when it is found, and once when it is gone. */
    private static void tell(DriftStore.News news) {
        int lines = 0;
        for (Iterator<Drift> found = news.found().iterator(); found.hasNext() && lines < MOST_LINES; lines++) {
            Drift drift = found.next();
            LOG.error("the books drift: account {} has {}", drift.accountId(), drift);
        }
        if (news.found().size() > lines) {
            LOG.error("the books drift: {} more accounts", news.found().size() - lines);
        }
        if (!news.mended().isEmpty()) {
            LOG.info(
                    "{} accounts drift no more: {}",
                    news.mended().size(),
                    news.mended().stream().limit(MOST_LINES).toList());
        }
    }
}
