package io.tradeline.decision.ledger;

import io.tradeline.decision.directory.AccountEntry;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.exposure.ExposureCache;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Commands of a batch that count in the same credit, and the accounts that they need. */
final class Group {

    private final String creditAccountId;
    final List<Task> tasks = new ArrayList<>();
    /** Accounts whose exposure changes: from those that order up to the one that holds the credit. */
    final Map<String, AccountEntry> nodes = new LinkedHashMap<>();
    /** Accounts above, whose facts matter but not their exposure. */
    final Set<String> aboveIds = new LinkedHashSet<>();

    /** What came of the commands on cached exposures; null when that was not tried, or is of no use. */
    @Nullable Fold speculation;

    Group(String creditAccountId) {
        this.creditAccountId = creditAccountId;
    }

    void add(Task task, AccountPath path) {
        tasks.add(task);
        path.creditNodes().forEach(entry -> nodes.put(entry.id(), entry));
        path.above().forEach(entry -> aboveIds.add(entry.id()));
    }

    Set<String> nodeIds() {
        return nodes.keySet();
    }

    boolean isSpeculative() {
        for (Task task : tasks) {
            if (!task.command.isSpeculative()) {
                return false;
            }
        }
        return true;
    }

    Fold speculation() {
        return java.util.Objects.requireNonNull(speculation, "the group was not tried on cached exposures");
    }

    ExposureCache.Key key(String nodeId) {
        return new ExposureCache.Key(creditAccountId, nodeId);
    }
}
