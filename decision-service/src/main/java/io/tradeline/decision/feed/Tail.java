package io.tradeline.decision.feed;

import io.tradeline.decision.feed.FeedStore.Page;
import io.tradeline.decision.feed.FeedStore.Wanted;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed's thread: has the sequencer look, reads what is new once for all, and tells everyone. When PostgreSQL can't be reached it tries again every second; streams stay open
 * meanwhile.
 */
final class Tail implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final int PAGE = 2000;
    private static final Duration WAIT_AFTER_FAILURE = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final Feed feed;
    private final Duration poll;
    private final Clock clock;
    private final Sequencer sequencer = new Sequencer();
    private final Set<Feed.Listener> listeners = new CopyOnWriteArraySet<>();
    private final AtomicBoolean lost = new AtomicBoolean();
    private final Thread thread = new Thread(this, "feed-tail");
    private volatile Seen seen;
    private volatile boolean closed;

    Tail(DataSource dataSource, Feed feed, Duration poll, Clock clock) {
        this.dataSource = dataSource;
        this.feed = feed;
        this.poll = poll;
        this.clock = clock;
        this.seen = new Seen(0, clock.millis());
        thread.setDaemon(true);
    }

    /**
     * The end of the feed.
     *
     * @param end last sequence that there was
     * @param atMilli when it was looked for
     */
    record Seen(long end, long atMilli) {}

    void start() {
        thread.start();
    }

    void add(Feed.Listener listener) {
        listeners.add(listener);
    }

    Seen seen() {
        return seen;
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                Duration wait = poll;
                try {
                    wait = look() ? Duration.ZERO : poll;
                } catch (SQLException | RuntimeException failed) {
                    feed.lost(failed);
                    wait = WAIT_AFTER_FAILURE;
                }
                feed.subscriptions().forEach(Subscription::pull);
                listeners.forEach(Feed.Listener::looked);
                if (!closed) {
                    TimeUnit.NANOSECONDS.sleep(wait.toNanos());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there is more to do at once. */
    private boolean look() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            boolean more = sequencer.advance(connection);
            long at = clock.millis();
            long end = FeedStore.end(connection);
            boolean behind = read(connection, end);
            seen = new Seen(end, at);
            if (lost.compareAndSet(true, false)) {
                LOG.info("the feed is read again");
            }
            return more || behind;
        }
    }

    /** Brings the ring towards the end; whether there is still some way to go. */
    private boolean read(Connection connection, long end) throws SQLException {
        Ring ring = feed.ring();
        long from = ring.end();
        if (from == end) {
            return false;
        }
        boolean listening = listeners.stream().anyMatch(Feed.Listener::isListening);
        boolean nobody = feed.subscriptions().isEmpty() && !listening;
        if (nobody || from > end || end - from > ring.capacity()) {
            // Nobody to read it for, or too much to be read for all: who needs it finds it in the store.
            ring.restart(end);
            listeners.forEach(Feed.Listener::everythingChanged);
            return false;
        }
        boolean paths = feed.subscriptions().stream().anyMatch(Subscription::needsPaths);
        Page page;
        try {
            page = feed.store().read(connection, from, PAGE, new Wanted(paths, listening));
        } catch (PastRetentionException gone) {
            // This instance was away for so long: those who follow find out for themselves.
            ring.restart(end);
            listeners.forEach(Feed.Listener::everythingChanged);
            return false;
        }
        ring.add(page.items());
        if (page.isOtherRelease()) {
            listeners.forEach(Feed.Listener::everythingChanged);
        } else if (!page.changed().isEmpty()) {
            listeners.forEach(listener -> listener.changed(page.changed()));
        }
        return page.through() < end;
    }

    /** A warning for the first of several failures. */
    void lost(Exception failure) {
        if (!closed && lost.compareAndSet(false, true)) {
            LOG.warn("the feed can't be read at the moment", failure);
        }
    }

    void close(Duration most) {
        closed = true;
        if (!thread.isAlive()) {
            return;
        }
        thread.interrupt();
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, most.toNanos()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
