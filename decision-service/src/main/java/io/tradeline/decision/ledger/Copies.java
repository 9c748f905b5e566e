package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.PostgresLedger.Locked;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cached exposures of the accounts of a batch: read before the locks, brought up to date after the commit. */
final class Copies {

    private final ExposureCache cache;
    private final LedgerMeters meters;
    private final Map<String, NodeRow> read;

    private Copies(ExposureCache cache, LedgerMeters meters, Map<String, NodeRow> read) {
        this.cache = cache;
        this.meters = meters;
        this.read = read;
    }

    /** Those of the groups that can be tried on them. */
    static Copies of(Collection<Group> groups, ExposureCache cache, LedgerMeters meters) {
        List<ExposureCache.Key> keys = new ArrayList<>();
        for (Group group : groups) {
            if (group.isSpeculative()) {
                group.nodeIds.forEach(id -> keys.add(group.key(id)));
            }
        }
        return new Copies(cache, meters, cache.read(keys));
    }

    /** All rows of the group; null unless there is a copy of each. */
    @Nullable List<NodeRow> rows(Group group) {
        List<NodeRow> rows = new ArrayList<>(group.nodeIds.size());
        for (String id : group.nodeIds) {
            NodeRow copy = read.get(id);
            if (copy == null) {
                return null;
            }
            rows.add(copy);
        }
        return rows;
    }

    /** Puts newer copies into the cache, and drops those that claimed to be newer than the ledger was under its locks. */
    void refresh(Collection<Group> groups, Locked locked, List<Fold> folds) {
        Map<String, NodeRow> after = new HashMap<>();
        for (Fold fold : folds) {
            fold.set.states().forEach(state -> after.put(state.accountId(), state.before()));
            after.putAll(fold.after);
        }
        Map<ExposureCache.Key, NodeRow> fresh = new LinkedHashMap<>();
        List<ExposureCache.Key> wrong = new ArrayList<>(0);
        for (Group group : groups) {
            if (group.tasks.isEmpty()) {
                continue;
            }
            for (String id : group.nodeIds) {
                NodeRow copy = read.get(id);
                NodeRow real = locked.node(id).row();
                boolean lies = copy != null && copy.version() >= real.version() && !copy.sameFigures(real);
                if (lies) {
                    wrong.add(group.key(id));
                }
                NodeRow row = after.get(id);
                if (row != null && (copy == null || lies || row.version() != copy.version())) {
                    fresh.put(group.key(id), row);
                }
            }
        }
        meters.wrongCopies(wrong.size());
        cache.drop(wrong);
        cache.write(fresh);
    }
}
