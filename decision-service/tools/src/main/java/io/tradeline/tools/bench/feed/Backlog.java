package io.tradeline.tools.bench.feed;

import io.tradeline.tools.CommandException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A past for the feed: the events of the newest transactions once more, as often as it takes, each as its transaction wrote it. */
public final class Backlog {
    private static final int TRANSACTIONS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private static final String LATEST =
            "SELECT events FROM journal WHERE cardinality(events) > 0 ORDER BY journal_id DESC LIMIT " + TRANSACTIONS;

    private Backlog() {}

    /**
     * Adds events until there are as many, and waits until all have their sequences.
     *
     * @param connection to the service's database and schema, in auto-commit mode
     * @return the last sequence
     * @throws CommandException when there is nothing to repeat, or the service gives no sequences
     */
    public static long fill(Connection connection, long events) throws SQLException {
        long missing = events - number(connection, "SELECT last_sequence FROM feed_end");
        if (missing > 0) {
            long latest =
                    number(connection, "SELECT coalesce(sum(cardinality(events)), 0) FROM (" + LATEST + ") latest");
            if (latest == 0) {
                throw CommandException.failed("the journal has no events (expected: those of the orders before)");
            }
            try (PreparedStatement repeat = connection.prepareStatement(
                    "INSERT INTO journal (events) SELECT events FROM (" + LATEST + ") latest, generate_series(1, ?)")) {
                repeat.setLong(1, (missing + latest - 1) / latest);
                repeat.executeUpdate();
            }
        }
        return sequenced(connection, events);
    }

    private static long sequenced(Connection connection, long events) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long last = number(connection, "SELECT last_sequence FROM feed_end");
            if (last >= events) {
                return last;
            }
            if (System.nanoTime() > deadline) {
                throw CommandException.failed("the feed ends with " + last + " after " + PATIENCE.toSeconds()
                        + " s (expected: " + events + " or more)");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
