package io.tradeline.decision.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tradeline.decision.ledger.Command.Identity;
import io.tradeline.decision.ledger.PostgresLedger.KnownPosting;
import io.tradeline.decision.ledger.PostgresLedger.KnownRequest;
import io.tradeline.decision.ledger.PostgresLedger.Locked;
import io.tradeline.decision.refusal.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers what was asked before with what was answered then, or refuses an id that stands for something else. */
final class FirstAnswers {

    private final Connection open;
    private final Locked locked;

    FirstAnswers(Connection open, Locked locked) {
        this.open = open;
        this.locked = locked;
    }

    /** The answers to repetitions, which leave their groups. */
    Map<Task, Runnable> of(Collection<Group> groups) throws SQLException {
        if (locked.requests().isEmpty() && locked.postings().isEmpty()) {
            return Map.of();
        }
        Map<UUID, StoredDecision> decisions = decisions();
        Map<Task, Runnable> answers = new LinkedHashMap<>();
        for (Group group : groups) {
            boolean some = group.tasks.removeIf(task -> {
                Runnable answer = answer(task, decisions);
                if (answer != null) {
                    answers.put(task, answer);
                }
                return answer != null;
            });
            if (some) {
                group.speculation = null;
            }
        }
        return answers;
    }

    private Map<UUID, StoredDecision> decisions() throws SQLException {
        Set<UUID> ids = new LinkedHashSet<>();
        for (KnownRequest known : locked.requests().values()) {
            if (known.response() == null) {
                ids.add(known.decisionId());
            }
        }
        return PostgresLedger.readDecisions(open, ids);
    }

    private @Nullable Runnable answer(Task task, Map<UUID, StoredDecision> decisions) {
        Identity identity = task.identity();
        if (identity == null) {
            return null;
        }
        if (identity.space() == Identity.Space.REQUEST) {
            KnownRequest known = locked.requests().get(identity.id());
            return known == null
                    ? null
                    : repetition(
                            task,
                            identity,
                            known.bodyHash(),
                            known.decisionId().toString(),
                            known.response(),
                            decisions.get(known.decisionId()));
        }
        KnownPosting known = locked.postings().get(identity.id());
        return known == null ? null : repetition(task, identity, known.bodyHash(), identity.id(), known.result(), null);
    }

    private static Runnable repetition(
            Task task,
            Identity identity,
            byte[] bodyHash,
            String firstSubject,
            byte @Nullable [] response,
            @Nullable StoredDecision decision) {
        if (!Arrays.equals(bodyHash, identity.bodyHash().toByteArray())) {
            return () -> task.reply.refuse(Refusals.requestIdTaken(identity.id(), firstSubject));
        }
        if (response == null && decision == null) {
            return () -> task.reply.refuse(Refusals.precondition(
                    "PAST_RETENTION",
                    "request " + identity.id() + " was answered by decision " + firstSubject
                            + ", which is not kept any more"));
        }
        return () -> {
            try {
                task.reply.answer(task.command.restore(new Command.FirstAnswer(response, decision)));
            } catch (InvalidProtocolBufferException unreadable) {
                task.fail(unreadable);
            }
        };
    }
}
