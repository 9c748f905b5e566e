package io.tradeline.decision.ledger;

import io.grpc.StatusRuntimeException;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.LedgerWrites.RowChange;
import io.tradeline.decision.ledger.PostgresLedger.Locked;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands of a group applied to a working set, one after the other. */
final class Fold {

    final WorkingSet set;
    final Map<Task, Command.Applied> applied = new LinkedHashMap<>();
    final Map<Task, StatusRuntimeException> refused = new LinkedHashMap<>();
    /** All rows that it rests on, as they were and are to be, by account. */
    final Map<String, RowChange> rows = new LinkedHashMap<>();

    Fold(WorkingSet set, List<Task> tasks) {
        this.set = set;
        for (Task task : tasks) {
            set.traceTo(task.trace);
            try {
                applied.put(task, task.command.apply(set));
            } catch (StatusRuntimeException refusal) {
                refused.put(task, refusal);
            }
        }
        for (NodeState state : set.states()) {
            rows.put(
                    state.accountId(),
                    new RowChange(state.before(), state.isChanged() ? state.after() : state.before()));
        }
    }

    /** Whether it started from exactly the rows that are locked now. */
    boolean stands(Locked locked) {
        for (NodeState state : set.states()) {
            if (!state.before().sameFigures(locked.node(state.accountId()))) {
                return false;
            }
        }
        return true;
    }
}
