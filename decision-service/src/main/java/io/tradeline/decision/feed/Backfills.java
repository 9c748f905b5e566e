package io.tradeline.decision.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from PostgreSQL for streams: few at once and not faster than is allowed for all of them together, so that decisions keep the rest of the server. Each stream
 * waits for one reading at a time, so that no more wait than there are streams.
 */
public final class Backfills {

    private static final Logger LOG = LoggerFactory.getLogger(Backfills.class);

    private final DataSource dataSource;
    private final long nanosForEvent;
    private final ThreadPoolExecutor pool;
    private long freeAtNanos = System.nanoTime();

    Backfills(DataSource dataSource, int threads, int eventsPerSecond) {
        this.dataSource = dataSource;
        this.nanosForEvent = TimeUnit.SECONDS.toNanos(1) / eventsPerSecond;
        this.pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), runnable -> {
                    Thread thread = new Thread(runnable, "feed-backfill");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** Something to read. */
    public interface Reading {

        /** Reads, and hands on what it has read. Gives the events that this came to. */
        int read(Connection connection) throws SQLException;

        /** It could not be read: PostgreSQL is gone, or the service ends. */
        void failed(Exception failure);
    }

    /** Has it read when its turn comes. */
    public void submit(Reading reading) {
        try {
            pool.execute(() -> run(reading));
        } catch (RejectedExecutionException ending) {
            reading.failed(ending);
        }
    }

    private void run(Reading reading) {
        try {
            int events;
            try (Connection connection = dataSource.getConnection()) {
                events = reading.read(connection);
            }
            pause(events);
        } catch (SQLException unreachable) {
            reading.failed(unreachable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error unexpected) {
            LOG.error("a stream could not be served", unexpected);
            reading.failed(new IllegalStateException(unexpected));
        }
    }

    /** Waits as long as so many events are to take. */
    private void pause(int events) throws InterruptedException {
        long wait;
        synchronized (this) {
            long now = System.nanoTime();
            freeAtNanos = Math.max(freeAtNanos, now) + events * nanosForEvent;
            wait = freeAtNanos - now - TimeUnit.MILLISECONDS.toNanos(20);
        }
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /** Streams whose turn has not come, or whose reading is under way. */
    public int waiting() {
        return pool.getQueue().size() + pool.getActiveCount();
    }

    void close(Duration most) {
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(most.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} readings for streams were still running at the end", pool.getActiveCount());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
