package io.tradeline.decision.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.ledger.Command.Identity;
import io.tradeline.decision.ledger.PostgresLedger.KnownPosting;
import io.tradeline.decision.ledger.PostgresLedger.KnownRequest;
import io.tradeline.decision.ledger.PostgresLedger.Locked;
import io.tradeline.decision.refusal.Refusals;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers what was asked before with what was answered then, or refuses an id that stands for something else. */
final class FirstAnswers {

    private final Connection open;
    private final AccountDirectory directory;
    private final Locked locked;

    FirstAnswers(Connection open, AccountDirectory directory, Locked locked) {
        this.open = open;
        this.directory = directory;
        this.locked = locked;
    }

    /** The answers to repetitions, which leave their groups. */
    Map<Task, Runnable> of(Collection<Group> groups) throws SQLException {
        if (locked.requests().isEmpty() && locked.postings().isEmpty()) {
            return Map.of();
        }
        Map<UUID, StoredDecision> decisions = decisions();
        Set<Task> strangers = strangers(groups);
        Map<Task, Runnable> answers = new LinkedHashMap<>();
        for (Group group : groups) {
            boolean some = group.tasks.removeIf(task -> {
                Runnable answer = answer(task, decisions, strangers.contains(task));
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

    /** Tasks whose id stands for something that their caller does not see: they don't hear of it. */
    private Set<Task> strangers(Collection<Group> groups) throws SQLException {
        Map<Task, UUID> contradictions = new LinkedHashMap<>();
        for (Group group : groups) {
            for (Task task : group.tasks) {
                KnownRequest known = task.reach.isEverything() ? null : request(task);
                if (known != null && !isSame(task, known.bodyHash())) {
                    contradictions.put(task, known.decisionId());
                }
            }
        }
        if (contradictions.isEmpty()) {
            return Set.of();
        }
        Map<UUID, StoredDecision> first =
                PostgresLedger.readDecisions(open, new LinkedHashSet<>(contradictions.values()));
        Map<String, AccountPath> paths = directory.stored(
                open, first.values().stream().map(StoredDecision::accountId).toList());
        Set<Task> strangers = new HashSet<>();
        contradictions.forEach((task, id) -> {
            StoredDecision decision = first.get(id);
            AccountPath path = decision == null ? null : paths.get(decision.accountId());
            if (path == null || !task.reach.sees(path)) {
                strangers.add(task);
            }
        });
        return strangers;
    }

    private @Nullable KnownRequest request(Task task) {
        Identity identity = task.identity();
        return identity == null || identity.space() != Identity.Space.REQUEST
                ? null
                : locked.requests().get(identity.id());
    }

    private static boolean isSame(Task task, byte[] bodyHash) {
        Identity identity = task.identity();
        return identity != null && Arrays.equals(bodyHash, identity.bodyHash().toByteArray());
    }

    private @Nullable Runnable answer(Task task, Map<UUID, StoredDecision> decisions, boolean stranger) {
        Identity identity = task.identity();
        if (identity == null) {
            return null;
        }
        if (identity.space() == Identity.Space.REQUEST) {
            KnownRequest known = locked.requests().get(identity.id());
            if (known != null && stranger) {
                return () -> task.reply.refuse(Refusals.requestIdTaken(identity.id()));
            }
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
        if (!isSame(task, bodyHash)) {
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
