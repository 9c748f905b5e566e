package io.tradeline.decision.ledger;

import com.google.protobuf.Message;
import io.tradeline.decision.ledger.Command.Identity;
import io.tradeline.decision.ledger.LedgerWrites.NewPosting;
import io.tradeline.decision.ledger.LedgerWrites.NewRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What commands that were applied come to: what is to be written, and what their callers hear once it is. */
final class Outcome {

    final LedgerWrites writes = new LedgerWrites();
    final List<Runnable> answers = new ArrayList<>();
    /** What came of new requests and postings, as a refusal of their ids names it. */
    final Map<Task, String> subjects = new HashMap<>();

    Outcome(List<Fold> folds) {
        for (Fold fold : folds) {
            writes.add(fold.set.writes());
            fold.refused.forEach((task, refusal) -> answers.add(() -> task.reply.refuse(refusal)));
            fold.applied.forEach(this::add);
        }
    }

    private void add(Task task, Command.Applied applied) {
        Message response = applied.response().get();
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
}
