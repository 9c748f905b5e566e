package io.tradeline.decision.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.decision.server.SharedService;
import io.tradeline.proto.feed.v1.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which journal rows have their place in the feed, by who committed when. */
@ExtendWith(SharedService.class)
class SequencerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** No transaction that has ended tells of it: it began after all of them, and took its row's id before the last of them. */
    @Test
    void theLatestTransactionIsNotGivenUpWhileItIsUnderWay() throws Exception {
        try (Connection earlier = SharedService.dataSource().getConnection();
                Connection latest = SharedService.dataSource().getConnection()) {
            earlier.setAutoCommit(false);
            latest.setAutoCommit(false);
            begin(earlier);
            begin(latest);
            long latestId = journal(latest);
            long earlierId = journal(earlier);
            assertThat(earlierId).isGreaterThan(latestId);

            earlier.commit();
            assertThat(getsPlace(earlierId)).isTrue();
            latest.commit();

            assertThat(getsPlace(latestId)).isTrue();
        }
    }

    /** The service looks as well: what one of us misses, as the other one is at it, the other one sees. */
    private static boolean getsPlace(long journalId) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (Connection connection = SharedService.dataSource().getConnection()) {
            boolean placed = false;
            while (!placed && System.nanoTime() - end < 0) {
                new Sequencer().advance(connection);
                placed = hasPlace(journalId);
            }
            return placed;
        }
    }

    /** Gives the transaction its id, as the first thing that it writes would. */
    private static void begin(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_current_xact_id()")) {
            statement.execute();
        }
    }

    private static long journal(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO journal (events) VALUES (ARRAY[?]) RETURNING journal_id")) {
            statement.setBytes(
                    1,
                    Event.newBuilder()
                            .setKind(Event.Kind.KIND_POSTED)
                            .setSubject("sequencer")
                            .build()
                            .toByteArray());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static boolean hasPlace(long journalId) throws SQLException {
        try (Connection connection = SharedService.dataSource().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM feed_block WHERE ? = ANY (journal_ids)")) {
            statement.setLong(1, journalId);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) == 1;
            }
        }
    }
}
