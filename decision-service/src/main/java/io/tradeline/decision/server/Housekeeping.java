package io.tradeline.decision.server;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.authorize.LapseReservation;
import io.tradeline.decision.ledger.DecisionLog;
import io.tradeline.decision.ledger.Ledger;
import io.tradeline.decision.ledger.Reply;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done from time to time: lapsed reservations are taken out of the books (decisions don't wait for it: they don't count them any more),
 * the coming months of the decision log get their tables, and months past retention are dropped. Any number of replicas may do it at once.
 */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int LAPSES_AT_ONCE = 500;

    private final DataSource dataSource;
    private final Ledger ledger;
    private final Clock clock;
    private final DecisionLog log;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "housekeeping");
        thread.setDaemon(true);
        return thread;
    });

    Housekeeping(DataSource dataSource, Ledger ledger, Clock clock, int retentionMonths) {
        this.dataSource = dataSource;
        this.ledger = ledger;
        this.clock = clock;
        this.log = new DecisionLog(dataSource, clock, retentionMonths);
    }

    void start() {
        timer.scheduleWithFixedDelay(() -> quietly("lapsing reservations", this::lapse), 5, 10, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(
                () -> quietly("keeping the decision log", log::keep), 0, 6 * 3600, TimeUnit.SECONDS);
    }

    /** Hands over what has lapsed; the lanes take it from there. */
    private void lapse() throws SQLException {
        long now = clock.millis();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT authorization_id FROM order_authorization
                        WHERE state = 3 AND NOT simulated AND reserved_until <= ? ORDER BY reserved_until LIMIT ?""")) {
            statement.setTimestamp(1, new Timestamp(now));
            statement.setInt(2, LAPSES_AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    UUID id = rows.getObject(1, UUID.class);
                    ledger.submit(new LapseReservation(id, now), new Logged(id));
                }
            }
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static void quietly(String what, Work work) {
        try {
            work.run();
        } catch (SQLException | RuntimeException failed) {
            // It is tried again at the next turn.
            LOG.warn("{} failed: {}", what, failed.toString());
        }
    }

    private record Logged(UUID id) implements Reply {
        @Override
        public void answer(Message response) {
            LOG.debug("reservation {} lapsed", id);
        }

        @Override
        public void refuse(StatusRuntimeException refusal) {
            LOG.info("reservation {} could not be lapsed yet: {}", id, refusal.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
