package io.tradeline.decision.ledger;

import io.tradeline.decision.directory.AccountEntry;
import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.LedgerWrites.RowChange;
import io.tradeline.decision.tracing.BatchTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes' dealings with copies of exposures: where those that they work on come from, and how the cache gets to know of what was committed.
 *
 * <p>What this replica has committed last it has in memory, and need not read. Only where that turns out to be old, because another replica works on the same accounts,
 * the lanes go by the cache for a while. What a commit leaves to be written to the cache goes along with the next reading then, of whichever lane, in one round trip, since other replicas
 * wait for it. As long as memory serves, it is put together for a moment: a busy account changes with every batch.
 */
final class Copies {

    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);
    private static final int LONGEST_DOUBT = 4096;
    private static final long LONGEST_LAG_NANOS = Duration.ofSeconds(2).toNanos();
    /** When there is nothing else to do. */
    private static final long SHORT_LAG_NANOS = Duration.ofMillis(5).toNanos();

    private static final int MOST_UNWRITTEN = 10_000;
    /** In one round trip, which others wait for. */
    private static final int PORTION = 1_000;

    private final ExposureCache cache;
    private final LedgerMeters meters;
    private final Confidence memory = new Confidence(LONGEST_DOUBT);

    /** What is left to be written. Guarded by this. */
    private final Map<ExposureCache.Key, NodeRow> newer = new LinkedHashMap<>();

    /** What is left to be taken away. Guarded by this. */
    private final Set<ExposureCache.Key> wrong = new LinkedHashSet<>();

    private long writtenAtNanos = System.nanoTime();

    Copies(ExposureCache cache, LedgerMeters meters) {
        this.cache = cache;
        this.meters = meters;
    }

    /** What goes to the cache in one round trip. */
    private record Portion(Set<ExposureCache.Key> wrong, Map<ExposureCache.Key, NodeRow> newer) {
        private static final Portion NOTHING = new Portion(Set.of(), Map.of());

        boolean isNothing() {
            return wrong.isEmpty() && newer.isEmpty();
        }
    }

    /** Copies for the groups that can be tried on them, by account. */
    Map<String, NodeRow> read(Collection<Group> groups, BatchTrace trace) {
        boolean remembers = memory.isGiven();
        Map<String, NodeRow> found = new HashMap<>();
        List<ExposureCache.Key> wanted = new ArrayList<>();
        for (Group group : groups) {
            if (group.isSpeculative()) {
                group.nodes.forEach((id, node) -> {
                    NodeRow latest = remembers ? node.exposure().row() : null;
                    if (latest == null) {
                        wanted.add(group.key(id));
                    } else {
                        found.put(id, latest);
                    }
                });
            }
        }
        meters.remembered(found.size());
        Portion portion = !remembers || isTimeToWrite() ? nextPortion() : Portion.NOTHING;
        if (!wanted.isEmpty() || !portion.isNothing()) {
            found.putAll(exchange(portion, wanted, trace));
        }
        return found;
    }

    /** How long a lane may wait for work before it writes what is left to be written: not at all where other replicas wait for it. */
    synchronized long patienceNanos() {
        if (newer.isEmpty() && wrong.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return memory.isShaken() ? 0 : SHORT_LAG_NANOS;
    }

    /** Writes what is left to be written. */
    void flush() {
        for (Portion portion = nextPortion(); !portion.isNothing(); portion = nextPortion()) {
            exchange(portion, List.of(), BatchTrace.NONE);
        }
    }

    private synchronized boolean isTimeToWrite() {
        return newer.size() > MOST_UNWRITTEN || System.nanoTime() - writtenAtNanos > LONGEST_LAG_NANOS;
    }

    private synchronized Portion nextPortion() {
        if (newer.isEmpty() && wrong.isEmpty()) {
            writtenAtNanos = System.nanoTime();
            return Portion.NOTHING;
        }
        Portion portion = new Portion(Set.copyOf(wrong), new HashMap<>());
        wrong.clear();
        Iterator<Map.Entry<ExposureCache.Key, NodeRow>> left = newer.entrySet().iterator();
        while (left.hasNext() && portion.newer.size() < PORTION) {
            Map.Entry<ExposureCache.Key, NodeRow> copy = left.next();
            portion.newer.put(copy.getKey(), copy.getValue());
            left.remove();
        }
        if (newer.isEmpty()) {
            writtenAtNanos = System.nanoTime();
        }
        return portion;
    }

    private Map<String, NodeRow> exchange(Portion portion, List<ExposureCache.Key> wanted, BatchTrace trace) {
        long began = trace.now();
        try {
            Map<String, NodeRow> copies = cache.exchange(portion.wrong, portion.newer, wanted);
            meters.cached(copies.size());
            trace.redis(began, wanted.size(), copies.size());
            return copies;
        } catch (RuntimeException unexpected) {
            // A cache is to fail silently: whatever it does instead, decisions go on without it.
            LOG.error("the cache of exposures failed", unexpected);
            return Map.of();
        }
    }

    /**
     * Notes the rows of a commit, and the copies that were not what the ledger was.
     *
     * @param folds what came of the groups, in their order
     */
    void note(Collection<Group> groups, Map<String, NodeRow> cached, List<Fold> folds) {
        boolean remembered = false;
        boolean outdated = false;
        Map<ExposureCache.Key, NodeRow> committed = new HashMap<>();
        Set<ExposureCache.Key> lying = new HashSet<>();
        Iterator<Fold> fold = folds.iterator();
        for (Group group : groups) {
            Map<String, RowChange> rows = fold.next().rows;
            for (AccountEntry node : group.nodes.values()) {
                RowChange row = rows.get(node.id());
                if (row == null) {
                    // All commands of its group were repetitions: it was not looked at.
                    continue;
                }
                ExposureCache.Key key = group.key(node.id());
                NodeRow copy = cached.get(node.id());
                if (copy != null && copy == node.exposure().row()) {
                    remembered = true;
                    outdated |= copy.version() != row.before().version();
                } else if (copy != null && lies(copy, row.before())) {
                    meters.wrong();
                    lying.add(key);
                    copy = null;
                }
                if (copy == null || copy.version() != row.after().version()) {
                    committed.put(key, row.after());
                }
                node.exposure().committed(row.after());
            }
        }
        leave(lying, committed);
        if (outdated) {
            meters.outdated();
            memory.broken();
        } else if (remembered) {
            memory.kept();
        }
    }

    private synchronized void leave(Set<ExposureCache.Key> lying, Map<ExposureCache.Key, NodeRow> committed) {
        wrong.addAll(lying);
        newer.putAll(committed);
    }

    /** Whether it claims to be as new as the ledger's row, or newer, and is another. */
    private static boolean lies(NodeRow copy, NodeRow row) {
        return copy.version() >= row.version() && !copy.sameFigures(row);
    }
}
