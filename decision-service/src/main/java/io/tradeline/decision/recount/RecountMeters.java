package io.tradeline.decision.recount;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.LongAdder;

/** How the recount stands, which every instance knows, and what this instance has done of it since the start. */
public final class RecountMeters {

    /** Drifting accounts are counted up to this. */
    private static final int MOST_DRIFTS = 100_000;

    private static final String LOOK = """
            SELECT (SELECT count(*) FROM (SELECT FROM recount_drift LIMIT ?) drifts),
                greatest(0, (SELECT seen_through FROM feed_end)
                    - coalesce((SELECT counted_through FROM recount_walk ORDER BY completed_at IS NULL, walk_id DESC LIMIT 1), 0)),
                compared_at, pass_ended_at
            FROM recount_turn""";

    private final LongAdder counted = new LongAdder();
    private final LongAdder compared = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile Standing standing = new Standing(0, 0, 0, 0);

    private record Standing(long drift, long behind, long comparedAtMilli, long passEndedAtMilli) {}

    /** Reads how it stands. */
    void look(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
            statement.setInt(1, MOST_DRIFTS);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                standing = new Standing(
                        row.getLong(1),
                        row.getLong(2),
                        row.getTimestamp(3).getTime(),
                        row.getTimestamp(4) == null ? 0 : row.getTimestamp(4).getTime());
            }
        }
    }

    void counted(long entries) {
        counted.add(entries);
    }

    void compared(int accounts) {
        compared.add(accounts);
    }

    void failed() {
        failures.increment();
    }

    /** Accounts whose rows are not what the journal comes to; no more are counted than 100,000. */
    public long drift() {
        return standing.drift;
    }

    /** Journal rows that are not counted yet, or somewhat fewer. */
    public long behind() {
        return standing.behind;
    }

    /** When accounts were compared last, by whichever instance, in seconds of the epoch; 0 until this instance knows. */
    public double comparedAtSeconds() {
        return standing.comparedAtMilli / 1000.0;
    }

    /** When the last pass over all accounts ended, in seconds of the epoch; 0 before the first one did. */
    public double passEndedAtSeconds() {
        return standing.passEndedAtMilli / 1000.0;
    }

    /** Entries of the journal that this instance has counted: one counts in each account of its path. */
    public long counted() {
        return counted.sum();
    }

    /** Accounts that this instance has compared. */
    public long compared() {
        return compared.sum();
    }

    /** Turns of this instance that failed. */
    public long failures() {
        return failures.sum();
    }
}
