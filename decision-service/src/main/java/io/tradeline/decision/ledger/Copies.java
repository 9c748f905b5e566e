package io.tradeline.decision.ledger;

import io.tradeline.decision.directory.AccountEntry;
import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.LedgerWrites.RowChange;
import io.tradeline.decision.ledger.UnwrittenCopies.Portion;
import io.tradeline.decision.tracing.BatchTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes' dealings with copies of exposures: where those that they work on come from, and how the cache gets to know of what was committed.
 *
 * <p>What this replica has committed last, or read with the account's facts, it has in memory. Only where that turns out to be old, because another replica works on the same accounts,
 * the lanes go by the cache for a while. What a commit leaves to be written to the cache goes along with the next reading then, of whichever lane, in one round trip, since other replicas
 * wait for it. As long as memory serves, a thread of its own writes it, so that no order waits for Redis.
 */
final class Copies implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);
    private static final int LONGEST_DOUBT = 4096;
    private static final Duration LONGEST_LAG = Duration.ofSeconds(2);
    private static final Duration QUIET = Duration.ofMillis(5);

    private final ExposureCache cache;
    private final LedgerMeters meters;
    private final Confidence memory = new Confidence(LONGEST_DOUBT);
    private final UnwrittenCopies unwritten = new UnwrittenCopies(LONGEST_LAG, QUIET);

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
        Portion portion = !remembers || unwritten.isMany() ? unwritten.next() : Portion.NOTHING;
        if (!wanted.isEmpty() || !portion.isNothing()) {
            found.putAll(exchange(portion, wanted, trace));
        }
        return found;
    }

    /** Writes what is left to be written as it becomes due, until it is closed and nothing is left. */
    @Override
    public void run() {
        try {
            for (Portion due = unwritten.awaitDue(memory::isShaken);
                    !due.isNothing();
                    due = unwritten.awaitDue(memory::isShaken)) {
                exchange(due, List.of(), BatchTrace.NONE);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Committed rows whose copies are not written yet. */
    int unwritten() {
        return unwritten.size();
    }

    /** Nothing is noted any more. */
    void close() {
        unwritten.close();
    }

    private Map<String, NodeRow> exchange(Portion portion, List<ExposureCache.Key> wanted, BatchTrace trace) {
        long began = trace.now();
        try {
            Map<String, NodeRow> copies = cache.exchange(portion.wrong(), portion.newer(), wanted);
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
                node.exposure().update(row.after());
            }
        }
        unwritten.note(lying, committed);
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
