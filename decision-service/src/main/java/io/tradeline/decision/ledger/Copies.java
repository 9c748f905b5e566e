package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.LedgerWrites.RowChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane's dealings with the cached exposures: read before the locks, brought up to date after the commit. What a commit leaves to be written goes along with
 * the next batch's reading, in one round trip, or by itself when no batch waits.
 */
final class Copies {

    private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

    private final ExposureCache cache;
    private final LedgerMeters meters;
    private final Map<ExposureCache.Key, NodeRow> newer = new LinkedHashMap<>();
    private final Set<ExposureCache.Key> wrong = new LinkedHashSet<>();

    Copies(ExposureCache cache, LedgerMeters meters) {
        this.cache = cache;
        this.meters = meters;
    }

    /** Copies for the groups that can be tried on them, by account. */
    Map<String, NodeRow> read(Collection<Group> groups) {
        List<ExposureCache.Key> wanted = new ArrayList<>();
        for (Group group : groups) {
            if (group.isSpeculative()) {
                group.nodeIds.forEach(id -> wanted.add(group.key(id)));
            }
        }
        return exchange(wanted);
    }

    /** Writes what is left to be written. */
    void flush() {
        exchange(List.of());
    }

    private Map<String, NodeRow> exchange(List<ExposureCache.Key> wanted) {
        try {
            return cache.exchange(wrong, newer, wanted);
        } catch (RuntimeException unexpected) {
            // A cache is to fail silently: whatever it does instead, decisions go on without it.
            LOG.error("the cache of exposures failed", unexpected);
            return Map.of();
        } finally {
            wrong.clear();
            newer.clear();
        }
    }

    /**
     * Notes the rows of a commit, and the copies that claimed to be newer than the ledger was.
     *
     * @param folds what came of the groups, in their order
     */
    void note(Collection<Group> groups, Map<String, NodeRow> cached, List<Fold> folds) {
        Iterator<Fold> fold = folds.iterator();
        for (Group group : groups) {
            Map<String, RowChange> rows = fold.next().rows;
            for (String id : group.nodeIds) {
                RowChange row = rows.get(id);
                if (row == null) {
                    // All commands of its group were repetitions: it was not looked at.
                    continue;
                }
                NodeRow copy = cached.get(id);
                boolean lies =
                        copy != null && copy.version() >= row.before().version() && !copy.sameFigures(row.before());
                if (lies) {
                    wrong.add(group.key(id));
                }
                if (copy == null || lies || row.after().version() != copy.version()) {
                    newer.put(group.key(id), row.after());
                }
            }
        }
        meters.wrongCopies(wrong.size());
    }
}
