package io.tradeline.decision.ledger;

import com.google.protobuf.Message;
import io.tradeline.decision.ledger.Command.Identity;
import io.tradeline.decision.ledger.LedgerWrites.NewPosting;
import io.tradeline.decision.ledger.LedgerWrites.NewRequest;
import io.tradeline.decision.ledger.WorkingSet.NewDecision;
import io.tradeline.decision.tracing.CallTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What commands that were applied come to: what is to be written, and what their callers hear once it is. */
final class Outcome {

    final LedgerWrites writes = new LedgerWrites();
    final List<Runnable> answers = new ArrayList<>();
    /** What came of new requests and postings, as a refusal of their ids names it. */
    final Map<Task, String> subjects = new HashMap<>();
    /** The traces of the calls by whom decisions are made, of those that have one. */
    Map<UUID, CallTrace> traces = Map.of();

    Outcome(List<Fold> folds) {
        for (Fold fold : folds) {
            writes.add(fold.set.writes());
            fold.refused.forEach((task, refusal) -> answers.add(() -> task.reply.refuse(refusal)));
            fold.applied.forEach(this::add);
        }
    }

    private void add(Task task, Command.Applied applied) {
        Message response = applied.response().get();
        if (task.trace.traceId() != null) {
            traces = traces.isEmpty() ? new HashMap<>() : traces;
            traces.put(applied.subject(), task.trace);
        }
        answers.add(() -> task.reply.answer(response));
        Identity identity = task.identity();
        if (identity == null) {
            return;
        }
        byte[] hash = identity.bodyHash().toByteArray();
        if (identity.space() == Identity.Space.REQUEST) {
            writes.requests.add(new NewRequest(
                    identity.id(), hash, applied.subject(), applied.inLog() ? null : response.toByteArray()));
            subjects.put(task, applied.subject().toString());
        } else {
            writes.postings.add(new NewPosting(
                    identity.id(),
                    task.account(),
                    hash,
                    task.command.body(),
                    response.toByteArray(),
                    task.command.clockMilli()));
            subjects.put(task, identity.id());
        }
    }

    /** Tells each trace of its decision. */
    void tellTraces(String releaseDigest) {
        if (traces.isEmpty()) {
            return;
        }
        for (NewDecision decision : writes.decisions) {
            traces.getOrDefault(decision.id(), CallTrace.NONE)
                    .decided(
                            decision.id(),
                            String.valueOf(io.tradeline.proto.decision.v1.Outcome.forNumber(decision.outcome())),
                            releaseDigest);
        }
    }
}
