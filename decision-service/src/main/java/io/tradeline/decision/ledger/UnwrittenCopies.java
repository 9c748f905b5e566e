package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.exposure.NodeRow;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What is left to be written to the cache: rows that were committed, and copies that were found to be wrong. A busy account changes with every batch, so that its rows are put together for a while. It is
 * handed out in small portions, evenly over time: a cache is held up by what it writes, and whoever reads from it meanwhile too. Thread-safe.
 */
final class UnwrittenCopies {

    private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();

    /** Beyond it, whoever goes to the cache takes some along. */
    static final int MANY = 10_000;

    /** In one round trip: a millisecond of Redis's. */
    static final int PORTION = 100;

    private final long longestLagNanos;
    private final long quietNanos;

    private final ReentrantLock lock = new ReentrantLock();
    /** That there is something to write, or that it ends. */
    private final Condition some = lock.newCondition();

    /** The longest waiting first. */
    private final Map<ExposureCache.Key, Copy> newer = new LinkedHashMap<>();

    private final Set<ExposureCache.Key> wrong = new LinkedHashSet<>();
    private long notedAtNanos;
    private boolean closed;

    /**
     * @param longestLag how long a row may wait while nobody needs its copy
     * @param quiet when nothing was committed for so long, what is left is written
     */
    UnwrittenCopies(Duration longestLag, Duration quiet) {
        this.longestLagNanos = longestLag.toNanos();
        this.quietNanos = quiet.toNanos();
    }

    /** @param sinceNanos when the first of the rows that were put together was committed */
    private record Copy(NodeRow row, long sinceNanos) {}

    /** What goes to the cache in one round trip. */
    record Portion(Set<ExposureCache.Key> wrong, Map<ExposureCache.Key, NodeRow> newer) {
        static final Portion NOTHING = new Portion(Set.of(), Map.of());

        boolean isNothing() {
            return wrong.isEmpty() && newer.isEmpty();
        }
    }

    void note(Collection<ExposureCache.Key> lying, Map<ExposureCache.Key, NodeRow> committed) {
        lock.lock();
        try {
            boolean first = isEmpty();
            long now = System.nanoTime();
            notedAtNanos = now;
            wrong.addAll(lying);
            committed.forEach((key, row) ->
                    newer.merge(key, new Copy(row, now), (earlier, later) -> new Copy(later.row, earlier.sinceNanos)));
            if (first) {
                some.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isMany() {
        return size() > MANY;
    }

    /** Rows whose copies are not written yet. */
    int size() {
        lock.lock();
        try {
            return newer.size();
        } finally {
            lock.unlock();
        }
    }

    /** The next portion, however short it has waited. */
    Portion next() {
        lock.lock();
        try {
            return take(Long.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a portion is due. Nothing when it ends and all is handed out.
     *
     * @param urgent whether someone waits for copies, so that all are due at once
     */
    Portion awaitDue(BooleanSupplier urgent) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (isEmpty()) {
                    if (closed) {
                        return Portion.NOTHING;
                    }
                    some.await();
                    continue;
                }
                long now = System.nanoTime();
                boolean allDue = closed
                        || !wrong.isEmpty()
                        || newer.size() > MANY
                        || now - notedAtNanos > quietNanos
                        || urgent.getAsBoolean();
                Portion due = take(allDue ? Long.MAX_VALUE : now - longestLagNanos);
                if (!due.isNothing()) {
                    return due;
                }
                some.awaitNanos(TICK_NANOS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Hands out what is left without waiting from now on. */
    void close() {
        lock.lock();
        try {
            closed = true;
            some.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean isEmpty() {
        return newer.isEmpty() && wrong.isEmpty();
    }

    /** @param untilNanos only what was first noted by then; {@link Long#MAX_VALUE} for all */
    private Portion take(long untilNanos) {
        if (isEmpty()) {
            return Portion.NOTHING;
        }
        Portion portion = new Portion(Set.copyOf(wrong), new HashMap<>());
        wrong.clear();
        Iterator<Map.Entry<ExposureCache.Key, Copy>> left = newer.entrySet().iterator();
        while (left.hasNext() && portion.newer.size() < PORTION) {
            Map.Entry<ExposureCache.Key, Copy> copy = left.next();
            if (untilNanos != Long.MAX_VALUE && copy.getValue().sinceNanos - untilNanos > 0) {
                break;
            }
            portion.newer.put(copy.getKey(), copy.getValue().row);
            left.remove();
        }
        return portion;
    }
}
