package io.tradeline.decision.recount;

import io.tradeline.decision.ledger.SqlFailures;
import io.tradeline.decision.recount.Walks.Step;
import io.tradeline.decision.recount.Walks.Walk;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recount's thread. One instance at a time takes turns: it counts what is new in the journal, goes on with the count that began afresh, and compares the next accounts. Each turn does so much at most, in transactions of
 * some milliseconds, none of which locks a row that a decision needs. The other instances only look how it stands.
 */
public final class Recounter implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Recounter.class);
    private static final int PAGE = 250;

    private final DataSource dataSource;
    private final RecountSettings settings;
    private final Lease lease;
    private final Walks walks;
    private final Comparison comparison;
    private final RecountMeters meters = new RecountMeters();
    private final AtomicBoolean lost = new AtomicBoolean();
    private final Thread thread = new Thread(this, "recount");
    private volatile boolean closed;

    /** @param holder a name that no other instance has */
    public Recounter(DataSource dataSource, RecountSettings settings, String holder) {
        this.dataSource = dataSource;
        this.settings = settings;
        this.lease = new Lease(holder, lease(settings.interval()));
        this.walks = new Walks(lease);
        this.comparison = new Comparison(lease, PAGE);
        thread.setDaemon(true);
    }

    /** Long enough for a slow turn; as short as the wait for the next instance should be. */
    private static Duration lease(Duration interval) {
        return interval.multipliedBy(2).plusSeconds(5);
    }

    public void start() {
        thread.start();
    }

    public RecountMeters meters() {
        return meters;
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                try {
                    turn();
                    if (lost.compareAndSet(true, false)) {
                        LOG.info("the books are counted again");
                    }
                } catch (SQLException | RuntimeException failed) {
                    meters.failed();
                    // Once until it goes well again: the next turn is soon.
                    if (!closed && lost.compareAndSet(false, true)) {
                        LOG.warn("the books can't be counted at the moment", failed);
                    }
                }
                TimeUnit.NANOSECONDS.sleep(settings.interval().toNanos());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Does what one turn may do, if it is this instance's.
     *
     * @return whether it was
     */
    boolean turn() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            boolean ours = lease.take(connection);
            if (ours) {
                try {
                    count(connection);
                    compare(connection);
                } catch (Lease.LostException taken) {
                    LOG.info("another instance has begun to count the books: this one was away for too long");
                    ours = false;
                } catch (SQLException failed) {
                    if (!SqlFailures.isConflict(failed)) {
                        throw failed;
                    }
                    LOG.debug("an exposure was built anew meanwhile: the next turn looks again", failed);
                }
            }
            meters.look(connection);
            return ours;
        }
    }

    private void count(Connection connection) throws SQLException, Lease.LostException {
        walks.beginWhenDue(connection, settings.afresh());
        List<Walk> all = Walks.all(connection);
        // What accounts are compared with keeps up with the present first.
        Optional<Walk> complete = all.stream().filter(Walk::isComplete).findFirst();
        long left = settings.entriesPerTurn();
        if (complete.isPresent()) {
            left -= advance(connection, complete.get(), left);
        }
        for (Walk walk : all) {
            if (!walk.isComplete()) {
                left -= advance(connection, walk, left);
            } else if (walk.id() < complete.map(Walk::id).orElse(0L)) {
                walks.drop(connection, walk.id());
            }
        }
    }

    /** Counts until it is at the end, or has counted so many entries; gives how many. */
    private long advance(Connection connection, Walk walk, long most) throws SQLException, Lease.LostException {
        long done = 0;
        boolean more = true;
        while (more && done < most && !closed) {
            Step step = walks.step(connection, walk.id());
            done += step.entries();
            more = !step.isAtEnd();
        }
        meters.counted(done);
        return done;
    }

    private void compare(Connection connection) throws SQLException, Lease.LostException {
        int left = settings.accountsPerTurn();
        boolean more = true;
        while (more && left > 0 && !closed) {
            Optional<Comparison.Page> page = comparison.next(connection);
            int accounts = page.map(Comparison.Page::accounts).orElse(0);
            meters.compared(accounts);
            left -= Math.max(1, accounts);
            more = page.isPresent() && !page.get().isLast();
        }
    }

    /** Ends it, and lets another instance go on at once. */
    public void close(Duration most) {
        closed = true;
        if (!thread.isAlive()) {
            return;
        }
        try {
            // A turn under way ends by itself soon: what it has begun is committed.
            thread.interrupt();
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, most.toNanos()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return;
        }
        try (Connection connection = dataSource.getConnection()) {
            lease.giveUp(connection);
        } catch (SQLException unreachable) {
            LOG.debug("the recount's lease ends by itself", unreachable);
        }
    }
}
