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
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane's dealings with copies of exposures: where those that it works on come from, and how the cache gets to know of what was committed.
 *
 * <p>What this replica has committed last it has in memory, and need not read. Only where that turns out to be old, because another replica works on the same accounts,
 * the lane goes by the cache for a while. What a commit leaves to be written to the cache goes along with the next reading then, in one round trip, since other replicas
 * wait for it. As long as memory serves, it is put together for a moment: a busy account changes with every batch. It is written at once when no batch waits.
 */
final class Copies {

    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);
    private static final int LONGEST_DOUBT = 4096;
    private static final long LONGEST_LAG_NANOS = Duration.ofMillis(500).toNanos();
    private static final int MOST_UNWRITTEN = 1_000;

    private final ExposureCache cache;
    private final LedgerMeters meters;
    private final Confidence memory = new Confidence(LONGEST_DOUBT);
    private final Map<ExposureCache.Key, NodeRow> newer = new LinkedHashMap<>();
    private final Set<ExposureCache.Key> wrong = new LinkedHashSet<>();
    private long writtenAtNanos = System.nanoTime();

    Copies(ExposureCache cache, LedgerMeters meters) {
        this.cache = cache;
        this.meters = meters;
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
        if (!remembers || isTimeToWrite()) {
            flush(wanted, found, trace);
        } else if (!wanted.isEmpty()) {
            found.putAll(exchange(Set.of(), Map.of(), wanted, trace));
        }
        return found;
    }

    private boolean isTimeToWrite() {
        return newer.size() > MOST_UNWRITTEN || System.nanoTime() - writtenAtNanos > LONGEST_LAG_NANOS;
    }

    /** Writes what is left to be written. */
    void flush() {
        flush(List.of(), new HashMap<>(), BatchTrace.NONE);
    }

    private void flush(List<ExposureCache.Key> wanted, Map<String, NodeRow> found, BatchTrace trace) {
        found.putAll(exchange(wrong, newer, wanted, trace));
        wrong.clear();
        newer.clear();
        writtenAtNanos = System.nanoTime();
    }

    private Map<String, NodeRow> exchange(
            Set<ExposureCache.Key> drop,
            Map<ExposureCache.Key, NodeRow> write,
            List<ExposureCache.Key> wanted,
            BatchTrace trace) {
        long began = trace.now();
        try {
            Map<String, NodeRow> copies = cache.exchange(drop, write, wanted);
            meters.cached(copies.size());
            if (!(drop.isEmpty() && write.isEmpty() && wanted.isEmpty())) {
                trace.redis(began, wanted.size(), copies.size());
            }
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
                    wrong.add(key);
                    copy = null;
                }
                if (copy == null || copy.version() != row.after().version()) {
                    newer.put(key, row.after());
                }
                node.exposure().committed(row.after());
            }
        }
        if (outdated) {
            meters.outdated();
            memory.broken();
        } else if (remembered) {
            memory.kept();
        }
    }

    /** Whether it claims to be as new as the ledger's row, or newer, and is another. */
    private static boolean lies(NodeRow copy, NodeRow row) {
        return copy.version() >= row.version() && !copy.sameFigures(row);
    }
}
