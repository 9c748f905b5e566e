package io.tradeline.decision.server;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.authorize.LapseReservation;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.DecisionLog;
import io.tradeline.decision.ledger.LapsedOrders;
import io.tradeline.decision.ledger.Ledger;
import io.tradeline.decision.rpc.Reply;
import java.sql.SQLException;
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
    private static final long HOUR_MILLI = TimeUnit.HOURS.toMillis(1);
    private static final long LOOK_AGAIN_MILLI = TimeUnit.MINUTES.toMillis(5);

    private final Counter lapseFailures;
    private final Counter logFailures;
    private final Ledger ledger;
    private final Clock clock;
    private final LapsedOrders lapsed;
    private final DecisionLog log;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "housekeeping");
        thread.setDaemon(true);
        return thread;
    });

    /** Until then nothing is to be looked for. */
    private long lapseAgainAtMilli = Long.MIN_VALUE;

    Housekeeping(DataSource dataSource, Ledger ledger, Clock clock, int retentionMonths, MeterRegistry meters) {
        this.lapseFailures = failures(meters, "lapse");
        this.logFailures = failures(meters, "log");
        this.ledger = ledger;
        this.clock = clock;
        this.lapsed = new LapsedOrders(dataSource);
        this.log = new DecisionLog(dataSource, clock, retentionMonths);
    }

    private static Counter failures(MeterRegistry meters, String task) {
        return Counter.builder("tradeline.housekeeping.failures")
                .description("Turns of the housekeeping that failed: lapsing reservations, keeping the decision log")
                .tag("task", task)
                .register(meters);
    }

    void start() {
        timer.scheduleWithFixedDelay(
                () -> quietly("lapsing reservations", lapseFailures, this::lapse), 5, 10, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(
                () -> quietly("keeping the decision log", logFailures, log::keep), 0, 6 * 3600, TimeUnit.SECONDS);
    }

    /**
     * Hands over what has lapsed; the lanes take it from there. Reservations lapse at full hours: where none is found, none is until the next. What was handed over
     * is looked for once more after some minutes, as a lane may have had to refuse it.
     */
    private void lapse() throws SQLException {
        long now = clock.millis();
        // Never put off for longer than an hour: further ahead is a moment of a clock that has been put back since.
        if (now < lapseAgainAtMilli && lapseAgainAtMilli - now <= HOUR_MILLI) {
            return;
        }
        int found = lapsed.find(
                now,
                LAPSES_AT_ONCE,
                id -> ledger.submit(new LapseReservation(id, now), AccountReach.EVERYTHING, new Logged(id)));
        if (found < LAPSES_AT_ONCE) {
            long nextHour = (NodeState.epochHour(now) + 1L) * HOUR_MILLI;
            lapseAgainAtMilli = found == 0 ? nextHour : Math.min(nextHour, now + LOOK_AGAIN_MILLI);
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static void quietly(String what, Counter failures, Work work) {
        try {
            work.run();
        } catch (SQLException | RuntimeException failed) {
            // It is tried again at the next turn.
            failures.increment();
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
