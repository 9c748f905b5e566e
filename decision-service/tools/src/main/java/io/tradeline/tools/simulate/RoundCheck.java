package io.tradeline.tools.simulate;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.decision.v1.AccountVersion;
import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds one company's steps of a round against its books and its model. Every effect in the ledger belongs to exactly one step, and every step has its effect (I2); each decision
 * that was answered is in the log as it was answered, and none is there that nobody was told of (I3); and in the order that the ledger gives, one step after the other, the model
 * comes to the same answers and figures (I1, I6). An answer that arrived before another step was sent comes before it.
 */
final class RoundCheck {
    private final Company company;
    private final Model model;
    private final BooksView books;
    private final FactsLog facts;
    private final RulePair rules;
    private final Counters counters;
    private final Map<String, Long> logged = new HashMap<>();
    /** Of branches that have moved, as far as steps were placed. */
    private final Map<String, String> heads = new HashMap<>();

    RoundCheck(Company company, BooksView books, FactsLog facts, RulePair rules, Counters counters) {
        this.company = company;
        this.model = new Model(company.id());
        this.books = books;
        this.facts = facts;
        this.rules = rules;
        this.counters = counters;
    }

    /** A step with what the ledger has of it. */
    private record Placed(
            Step step, List<Entry> entries, BooksView.@Nullable Logged logged, String holder, long place) {}

    /**
     * Looks at everything that a round has left.
     *
     * @param steps all that were answered, each client's in its order
     * @param entries all new changes of the company's accounts
     * @throws Violation for the first thing that does not hold
     */
    void check(List<Step> steps, List<Entry> entries) throws SQLException {
        Map<String, BooksView.Logged> decisions = new HashMap<>();
        for (String account : company.accounts()) {
            decisions.putAll(books.decisionsAfter(account, logged.getOrDefault(account, 0L)));
        }
        check(steps, entries, decisions, books.rows(company.accounts()));
        for (BooksView.Logged decision : decisions.values()) {
            logged.merge(decision.answered().getAccountId(), decision.answered().getLogSequence(), Math::max);
        }
    }

    /**
     * The same on what was read already.
     *
     * @param decisions all new ones of the company's accounts, by their ids
     * @param rows the accounts as they are after the round
     */
    void check(
            List<Step> steps,
            List<Entry> entries,
            Map<String, BooksView.Logged> decisions,
            Map<String, BooksView.Row> rows) {
        List<Placed> placed = place(steps, entries, decisions);
        if (company.mode() == Company.Mode.SHARED) {
            placed.sort(Comparator.comparingLong(Placed::place));
        }
        requireOrder(placed);
        for (Placed each : placed) {
            try {
                apply(each);
            } catch (Violation violation) {
                throw new Violation(each.step().name() + ": " + violation.getMessage(), violation);
            }
        }
        for (String account : company.accounts()) {
            BooksView.Row row = rows.get(account);
            if (row == null || !row.figures().equals(model.figures(account))) {
                throw new Violation("account " + account + " has " + (row == null ? "no row" : row.figures())
                        + " (expected: " + model.figures(account) + ")");
            }
        }
        counters.decisionsChecked.add(decisions.size());
        counters.entriesChecked.add(entries.size());
    }

    private List<Placed> place(List<Step> steps, List<Entry> entries, Map<String, BooksView.Logged> decisions) {
        Map<Entry.Key, Deque<Entry>> left = new HashMap<>();
        entries.forEach(entry ->
                left.computeIfAbsent(entry.key(), key -> new ArrayDeque<>()).add(entry));
        Map<String, BooksView.Logged> unseen = new HashMap<>(decisions);
        Map<String, Long> placeOfClient = new HashMap<>();
        List<Placed> placed = new ArrayList<>();
        for (Step step : steps) {
            List<Entry> own = new ArrayList<>();
            for (Entry.Key key : keys(step)) {
                Deque<Entry> found = left.get(key);
                if (found == null || found.isEmpty()) {
                    throw new Violation(step.name() + ": answered with "
                            + step.answer().summary()
                            + ", but the ledger has no change of the kind " + key.kind() + " for " + key.subject()
                            + " (expected: one)");
                }
                own.add(found.remove());
            }
            Decision decision = step.decision();
            BooksView.Logged log = null;
            if (decision != null) {
                log = unseen.remove(decision.getDecisionId());
                if (log == null) {
                    throw new Violation(step.name() + ": it was answered, but is not in the log");
                }
                if (!log.answered().equals(decision)) {
                    throw new Violation(step.name() + ": the log has " + oneLine(log.answered())
                            + " (expected: what was answered, " + oneLine(decision) + ")");
                }
            }
            long place = placeOf(own, decision, placeOfClient.getOrDefault(step.client(), 0L));
            placeOfClient.put(step.client(), place);
            placed.add(new Placed(step, own, log, holder(own, decision), place));
        }
        for (Deque<Entry> entry : left.values()) {
            if (!entry.isEmpty()) {
                throw new Violation("the ledger has a change that no step made: " + entry.getFirst());
            }
        }
        if (!unseen.isEmpty()) {
            throw new Violation("the log has a decision that nobody was told of: "
                    + oneLine(unseen.values().iterator().next().answered()));
        }
        return placed;
    }

    /** Twice the version of the head's exposure that it made; one more than that of the version which it saw and left as it was; else where the client was before. */
    private static long placeOf(List<Entry> own, @Nullable Decision decision, long before) {
        if (!own.isEmpty()) {
            return 2 * own.get(0).holderVersion();
        }
        if (decision != null) {
            CreditPosition head = decision.getPositions(decision.getPositionsCount() - 1);
            return 2 * head.getVersion() + 1;
        }
        return before;
    }

    /** The account by whose versions its place is told; empty when it has none of its own. */
    private static String holder(List<Entry> own, @Nullable Decision decision) {
        if (!own.isEmpty()) {
            return own.get(0).holderId();
        }
        return decision == null ? "" : decision.getCreditAccountId();
    }

    private List<Entry.Key> keys(Step step) {
        if (step.answer().message() == null) {
            return List.of();
        }
        Decision decision = step.decision();
        String account = step.accountId();
        Message request = step.request();
        if (request instanceof UpsertRequest upsert) {
            String before = heads.getOrDefault(account, company.id());
            String after = upsert.getAccounts(0).getParentAccountId();
            heads.put(account, after);
            return List.of(new Entry.Key(Entry.MOVED, before, account), new Entry.Key(Entry.MOVED, after, account));
        }
        if (decision != null) {
            if (decision.getOutcome() != Outcome.OUTCOME_APPROVED) {
                return List.of();
            }
            int kind = request instanceof AmendRequest ? Entry.AMENDED : Entry.RESERVED;
            return List.of(new Entry.Key(kind, account, decision.getAuthorizationId()));
        }
        if (request instanceof CaptureRequest capture) {
            return step.releases()
                    ? List.of(
                            new Entry.Key(Entry.CAPTURED, account, capture.getDocumentId()),
                            new Entry.Key(Entry.RELEASED, account, step.authorizationId()))
                    : List.of(new Entry.Key(Entry.CAPTURED, account, capture.getDocumentId()));
        }
        if (request instanceof ReleaseRequest) {
            return step.releases()
                    ? List.of(new Entry.Key(Entry.RELEASED, account, step.authorizationId()))
                    : List.of();
        }
        if (request instanceof PostReceivablesRequest post) {
            Posting posting = post.getPostings(0);
            int kind = switch (posting.getKindCase()) {
                case INVOICE -> Entry.INVOICED;
                case PAYMENT -> Entry.PAID;
                case CREDIT_NOTE -> Entry.CREDITED;
                case DISPUTE -> Entry.DISPUTED;
                default -> Entry.WRITTEN_OFF;
            };
            return List.of(new Entry.Key(kind, account, posting.getPostingId()));
        }
        return List.of();
    }

    /** Nothing that was answered before another step was sent comes after it. */
    private static void requireOrder(List<Placed> placed) {
        Map<String, List<Placed>> byHolder = new HashMap<>();
        for (Placed each : placed) {
            if (!each.holder().isEmpty()) {
                byHolder.computeIfAbsent(each.holder(), holder -> new ArrayList<>())
                        .add(each);
            }
        }
        for (List<Placed> ordered : byHolder.values()) {
            ordered.sort(Comparator.comparingLong(Placed::place));
            requireOrderIn(ordered);
        }
    }

    private static void requireOrderIn(List<Placed> ordered) {
        Placed latestSent = null;
        long place = Long.MIN_VALUE;
        Placed earlier = null;
        for (Placed each : ordered) {
            if (each.place() > place) {
                earlier = latestSent;
                place = each.place();
            }
            if (earlier != null
                    && earlier.step().answer().sentNanos()
                            > each.step().answer().answeredNanos()) {
                throw new Violation(
                        each.step().name() + ": comes after " + earlier.step().name()
                                + " in the ledger (expected: before it, which was sent after this had been answered)");
            }
            if (latestSent == null
                    || each.step().answer().sentNanos()
                            > latestSent.step().answer().sentNanos()) {
                latestSent = each;
            }
        }
    }

    private void apply(Placed placed) {
        Step step = placed.step();
        model.at(clock(step.request()));
        if (step.answer().message() == null) {
            model.refused(step, clock(step.request()));
            return;
        }
        List<Model.Effect> effects = model.apply(step, basis(placed));
        for (int i = 0; i < effects.size(); i++) {
            Model.Effect effect = effects.get(i);
            if (i < placed.entries().size()) {
                Entry entry = placed.entries().get(i);
                Figures change =
                        new Figures(entry.reserved(), entry.receivables(), entry.disputed(), entry.unapplied());
                if (!change.equals(effect.change())) {
                    throw new Violation("the ledger has " + change + " (expected: " + effect.change() + ")");
                }
            }
        }
        if (effects.size() != placed.entries().size()) {
            throw new Violation("the ledger has " + placed.entries().size() + " changes (expected: " + effects.size()
                    + ": " + effects + ")");
        }
    }

    private Model.@Nullable Basis basis(Placed placed) {
        Decision decision = placed.step().decision();
        BooksView.Logged log = placed.logged();
        if (decision == null || log == null) {
            return null;
        }
        Answer<?> answer = placed.step().answer();
        List<Facts> path = new ArrayList<>();
        for (AccountVersion used : log.facts().getAccountsList()) {
            path.add(facts.used(used.getAccountId(), used.getVersion(), answer.sentNanos(), answer.answeredNanos()));
        }
        return new Model.Basis(path, rules.tolerance(decision.getReleaseDigest()));
    }

    /** The moment that a request names; 0 when it leaves it to the service. */
    static long clock(Message request) {
        Message named = request instanceof PostReceivablesRequest post ? post.getPostings(0) : request;
        var field = named.getDescriptorForType().findFieldByName("clock");
        return field != null && named.hasField(field) ? Timestamps.toMillis((Timestamp) named.getField(field)) : 0;
    }

    private static String oneLine(Message message) {
        return message.toString().replace('\n', ' ');
    }
}
