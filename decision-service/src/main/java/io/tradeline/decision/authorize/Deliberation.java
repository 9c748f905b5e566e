package io.tradeline.decision.authorize;

import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Times;
import io.tradeline.decision.tracing.CallTrace;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.CreditNode;
import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.facts.DecisionKind;
import io.tradeline.rules.facts.Resolution;
import io.tradeline.rules.facts.Signals;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.verdict.NodeLimit;
import io.tradeline.rules.verdict.Verdict;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look at an order: what it rests on, what the rules say to it, and the answer that follows. Changes nothing.
 *
 * @param path the ordering account and those above
 * @param nodes exposure of its credit nodes, as it was looked at
 * @param today the day in the ordering account's time zone
 */
record Deliberation(
        AccountPath path,
        List<NodeState> nodes,
        DecisionFacts facts,
        Verdict verdict,
        Decision.Builder decision,
        LocalDate today) {

    /**
     * What an order holds already when it is looked at again.
     *
     * @param creditMinor reserved and captured, in the account's currency
     * @param decidedOn the day on which budgets counted it, as days of the epoch
     */
    record Held(long creditMinor, int decidedOn) {
        static final Held NOTHING = new Held(0, 0);
    }

    static Deliberation on(
            WorkingSet set,
            DecisionKind kind,
            io.tradeline.proto.decision.v1.Order order,
            List<Resolution> resolutions,
            Held held,
            long clockMilli) {
        AccountPath path = set.path(order.getAccountId());
        List<NodeState> nodes = set.nodes(path);
        Account account = path.effectiveAccount();
        Instant clock = Instant.ofEpochMilli(clockMilli);
        LocalDate today = LocalDate.ofInstant(clock, account.zone());
        requireRate(set.release(), order.getAmount().getCurrencyCode(), account, today);
        NodeState ordering = nodes.get(0);
        Budgets budgets = Budgets.of(account, order.getBuyerId(), order.getCostCentreId());
        Signals signals = ordering.habits()
                .signals(
                        clockMilli,
                        order.getShipToId(),
                        budgets.costCentreSpent(ordering.book(), today, held),
                        budgets.buyerSpent(ordering.book(), today, held));
        List<CreditNode> creditNodes = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            creditNodes.add(node(path, i, nodes.get(i), clockMilli));
        }
        DecisionFacts facts = new DecisionFacts(
                kind, FactsMapper.order(order), clock, account, creditNodes, signals, resolutions, held.creditMinor());
        return decide(set.trace(), set.release(), path, nodes, facts, order, today);
    }

    /** The same look again, from what was stored of it. */
    static Deliberation again(Release release, AccountPath path, io.tradeline.proto.decision.v1.DecisionFacts stored) {
        DecisionFacts facts = FactsMapper.fromProto(stored, path);
        LocalDate today = LocalDate.ofInstant(facts.clock(), facts.account().zone());
        return decide(CallTrace.NONE, release, path, List.of(), facts, stored.getOrder(), today);
    }

    private static Deliberation decide(
            CallTrace trace,
            Release release,
            AccountPath path,
            List<NodeState> nodes,
            DecisionFacts facts,
            io.tradeline.proto.decision.v1.Order order,
            LocalDate today) {
        long began = trace.now();
        Verdict verdict = release.evaluate(facts);
        trace.rules(began, release.digest());
        Decision.Builder decision = Decision.newBuilder()
                .setKind(FactsMapper.kind(facts.kind()))
                .setOrderId(order.getOrderId())
                .setAccountId(order.getAccountId())
                .setCreditAccountId(path.holder().id())
                .setAmount(order.getAmount())
                .setReleaseDigest(release.digest())
                .setDecidedAt(Times.timestamp(facts.clock().toEpochMilli()));
        VerdictMapper.put(verdict, decision);
        long added = decision.getOutcome() == Outcome.OUTCOME_APPROVED
                ? verdict.creditAmount().minor() - facts.heldMinor()
                : 0;
        int epochDay = Math.toIntExact(today.toEpochDay());
        for (int i = 0; i < facts.nodes().size(); i++) {
            decision.addPositions(VerdictMapper.position(
                    facts.nodes().get(i), verdict.limits().get(i), release, epochDay, added));
        }
        return new Deliberation(path, nodes, facts, verdict, decision, today);
    }

    static CreditNode node(AccountPath path, int index, NodeState state, long clockMilli) {
        return FactsMapper.node(
                path,
                index,
                state.version(),
                state.reservedAt(clockMilli),
                state.receivables(),
                state.disputed(),
                state.unapplied(),
                state.book().due(),
                state.book().averageExposure(Times.epochDay(clockMilli)));
    }

    boolean isApproved() {
        return decision.getOutcome() == Outcome.OUTCOME_APPROVED;
    }

    /**
     * The ledger's own check, whatever the rules said: no approval lifts an account above what its limits allow, and none above a hard cap.
     *
     * @throws IllegalStateException when the rules contradict themselves; the command is not carried out
     */
    void requireWithinLimits(long addedMinor) {
        for (int i = 0; i < nodes.size(); i++) {
            NodeLimit limit = verdict.limits().get(i);
            long after = facts.nodes().get(i).exposureMinor() + addedMinor;
            long most = Math.min(limit.ceilingMinor(), limit.hardCapMinor().orElse(Long.MAX_VALUE));
            if (addedMinor > 0 && after > most) {
                throw new IllegalStateException("release " + decision.getReleaseDigest() + " approved an exposure of "
                        + after + " for " + limit.accountId() + " (expected: <= " + most + ")");
            }
        }
    }

    /** Refuses a currency that can't be brought into the account's, and an account whose currency the policy's amounts can't be brought into. */
    static void requireRate(Release release, String currency, Account account, LocalDate today) {
        if (!Money.isKnown(currency)) {
            throw Refusals.invalid("order.amount.currency_code", currency + " (expected: an ISO 4217 code)");
        }
        if (!release.rates().has(currency, account.currency(), today)) {
            throw Refusals.invalid(
                    "order.amount.currency_code",
                    currency + " (expected: " + account.currency() + ", or a currency with a rate on " + today + ")");
        }
        if (!release.rates().has(release.rates().base(), account.currency(), today)) {
            throw Refusals.precondition(
                    "NO_RATE",
                    "the release has no rate for " + account.currency() + ", the currency of account " + account.id()
                            + ", on " + today);
        }
    }

    /** Refuses another account or currency than the authorization's. */
    static void requireSame(String field, @Nullable String value, String expected) {
        if (!expected.equals(value)) {
            throw Refusals.invalid(field, value + " (expected: " + expected + ", as authorized)");
        }
    }
}
