package io.tradeline.decision.recount;

import io.grpc.StatusRuntimeException;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.exposure.Figures;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.AccountRebuild;
import io.tradeline.decision.ledger.CacheRefresh;
import io.tradeline.decision.refusal.Refusals;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds exposures anew on request. Each in a transaction of its own, with a trace of what was there. */
final class Rebuilds {

    private static final Logger LOG = LoggerFactory.getLogger(Rebuilds.class);
    private static final int ATTEMPTS = 5;

    private static final String TRACE = """
            INSERT INTO recount_rebuild (account_id, exposure_version, rebuilt_at, rebuilt_by, before_version,
                before_reserved_minor, before_receivables_minor, before_disputed_minor, before_unapplied_minor, before_book,
                journal_reserved_minor, journal_receivables_minor, journal_disputed_minor, journal_unapplied_minor,
                orders_reserved_minor, items_receivables_minor, items_disputed_minor)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private final DataSource dataSource;
    private final AccountDirectory directory;
    private final CacheRefresh copies;
    private final Clock clock;

    Rebuilds(DataSource dataSource, AccountDirectory directory, CacheRefresh copies, Clock clock) {
        this.dataSource = dataSource;
        this.directory = directory;
        this.copies = copies;
        this.clock = clock;
    }

    /**
     * What came of it.
     *
     * @param plan what was seen, and what followed from it
     * @param version of the exposure that was written; 0 when nothing was
     */
    record Rebuilt(AccountRebuild plan, long version) {}

    /**
     * Builds an account's exposure anew, unless there is nothing to put right.
     *
     * @param by who asked for it
     * @param onOrdersAlone as in {@link AccountRebuild}
     * @param lookOnly whether nothing is written
     * @throws StatusRuntimeException NOT_FOUND, FAILED_PRECONDITION; UNAVAILABLE while the journal is not counted; ABORTED when the account keeps changing
     */
    Rebuilt rebuild(String accountId, String by, boolean onOrdersAlone, boolean lookOnly) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                AccountRebuild plan = plan(connection, accountId, onOrdersAlone);
                if (lookOnly || !plan.isNeeded()) {
                    return new Rebuilt(plan, 0);
                }
                Optional<AccountRebuild.Swap> swap = swap(connection, plan, by);
                if (swap.isPresent()) {
                    return done(plan, swap.get(), by);
                }
            }
        }
        throw Refusals.aborted("MOVED_ON", "account " + accountId + " kept changing while it was worked out");
    }

    private static AccountRebuild plan(Connection connection, String accountId, boolean onOrdersAlone)
            throws SQLException {
        try {
            return Snapshot.of(connection, open -> {
                JournalSums sums = JournalSums.at(open)
                        .orElseThrow(() ->
                                Refusals.unavailable("the journal is not counted so far that it can be relied on"));
                return AccountRebuild.of(open, accountId, sums.of(open, accountId), onOrdersAlone);
            });
        } catch (Lease.LostException impossible) {
            throw new IllegalStateException("no lease is needed to look", impossible);
        }
    }

    private Optional<AccountRebuild.Swap> swap(Connection connection, AccountRebuild plan, String by)
            throws SQLException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            // Or a page that was read before could note the drift again after it is gone.
            Lease.interrupt(connection);
            long now = clock.millis();
            Optional<AccountRebuild.Swap> swap = plan.lock(connection, now);
            if (swap.isPresent()) {
                trace(connection, plan, swap.get(), by);
                DriftStore.remove(connection, List.of(plan.before().accountId()));
                swap.get().write(connection);
                connection.commit();
                done = true;
            }
            return swap;
        } finally {
            if (!done) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
    }

    private static void trace(Connection connection, AccountRebuild plan, AccountRebuild.Swap swap, String by)
            throws SQLException {
        NodeRow before = swap.before();
        Figures orders = plan.ordersAndItems();
        try (PreparedStatement statement = connection.prepareStatement(TRACE)) {
            statement.setString(1, before.accountId());
            statement.setLong(2, swap.after().version());
            statement.setTimestamp(3, new Timestamp(swap.nowMilli()));
            statement.setString(4, by);
            statement.setLong(5, before.version());
            DriftStore.bind(statement, 6, Figures.of(before));
            statement.setBytes(10, before.book());
            DriftStore.bind(statement, 11, plan.journal());
            statement.setLong(15, orders.reservedMinor());
            statement.setLong(16, orders.receivablesMinor());
            statement.setLong(17, orders.disputedMinor());
            statement.executeUpdate();
        }
    }

    /** The row stands. What this instance remembers of the account, and what Redis has, is older now, and would only be found out. */
    private Rebuilt done(AccountRebuild plan, AccountRebuild.Swap swap, String by) {
        String accountId = plan.before().accountId();
        LOG.warn(
                "exposure of account {} was built anew by {}: {} (it was {}; the journal got {})",
                accountId,
                by,
                Figures.of(swap.after()),
                Figures.of(swap.before()),
                swap.entry().isZero() ? "nothing" : swap.entry());
        directory.forget(List.of(accountId));
        copies.of(List.of(accountId));
        return new Rebuilt(plan, swap.after().version());
    }
}
