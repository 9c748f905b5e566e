package io.tradeline.decision.operations;

import io.tradeline.decision.refusal.Refusals;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.jboss.logmanager.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** How much parts of this process log: set for a time, since nobody remembers to turn it down again. */
public final class LogLevels implements AutoCloseable {

    static final int MOST = 100;

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogLevels.class);

    private final Clock clock;
    private final Map<String, Change> changes = new TreeMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "log-levels");
        thread.setDaemon(true);
        return thread;
    });

    public LogLevels(Clock clock) {
        this.clock = clock;
    }

    /**
     * A level that was set.
     *
     * @param until when the category logs as before again
     */
    public record Set(String category, Level level, Instant until) {}

    /**
     * A change that has not ended.
     *
     * @param logger kept here, or the level would be forgotten with it
     * @param before what it had of its own; null: nothing, it went by the one above
     */
    private record Change(Logger logger, @Nullable Level before, Set set, Future<?> end) {}

    /**
     * Sets a level for a time; a later call for the same category takes the place of an earlier one.
     *
     * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED when too many are set
     */
    public synchronized Set set(String category, Level level, Duration lasting) {
        Change earlier = changes.get(category);
        if (earlier == null && changes.size() == MOST) {
            throw Refusals.overloaded(
                    "levels of " + MOST + " categories are set (expected: fewer; they end by themselves)");
        }
        Logger logger = Logger.getLogger(category);
        Level before = earlier == null ? logger.getLevel() : earlier.before;
        if (earlier != null) {
            earlier.end.cancel(false);
        }
        Set set = new Set(category, level, clock.instant().plus(lasting));
        Future<?> end = timer.schedule(() -> end(set), lasting.toMillis(), TimeUnit.MILLISECONDS);
        changes.put(category, new Change(logger, before, set, end));
        logger.setLevel(level);
        LOG.info("{} logs at {} until {}", category, level, set.until);
        return set;
    }

    private synchronized void end(Set ended) {
        Change change = changes.get(ended.category);
        if (change != null && change.set.equals(ended)) {
            changes.remove(ended.category);
            change.logger.setLevel(change.before);
            LOG.info("{} logs as before", ended.category);
        }
    }

    /** Those that have not ended, in order of their categories. */
    public synchronized List<Set> all() {
        return changes.values().stream().map(Change::set).toList();
    }

    /** Ends all of them. */
    @Override
    public void close() {
        timer.shutdownNow();
        all().forEach(this::end);
    }
}
