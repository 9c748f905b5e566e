package io.tradeline.rules.resolve;

import io.tradeline.rules.money.Money;
import io.tradeline.rules.situation.Answer;
import io.tradeline.rules.situation.Credit;
import io.tradeline.rules.situation.Found;
import io.tradeline.rules.situation.Situation;
import io.tradeline.rules.situation.TermsChoice;
import io.tradeline.rules.terms.PaymentTerms;
import io.tradeline.rules.terms.TermsPlan;
import io.tradeline.rules.verdict.Finding;
import io.tradeline.rules.verdict.NodeLimit;
import io.tradeline.rules.verdict.Outcome;
import io.tradeline.rules.verdict.RequiredApproval;
import io.tradeline.rules.verdict.RequiredApproval.Side;
import io.tradeline.rules.verdict.Severity;
import io.tradeline.rules.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts the verdict together: lifts what people with the right to approved, resolves the rest to one outcome, and says who is next.
 *
 * <p>An approval by finance lifts every review of an order that it covers, never a refusal. An approval by the customer's company lifts what
 * needs just its role.
 */
public final class Judge {

    private static final String PREPAYMENT = "prepayment";

    private Judge() {}

    /**
     * The verdict.
     *
     * @param planner from terms and their source to dates, for this order
     */
    public static Verdict verdict(
            Situation situation,
            List<Found> found,
            List<TermsChoice> choices,
            BiFunction<PaymentTerms, String, TermsPlan> planner) {
        List<Finding> findings = new ArrayList<>(found.size());
        List<RequiredApproval> missing = new ArrayList<>(0);
        for (Found each : found) {
            Answer lifting = lifting(situation, each);
            if (lifting != null) {
                findings.add(each.liftedBy(lifting));
                continue;
            }
            findings.add(each.toFinding());
            RequiredApproval needed = each.needed();
            if (needed != null) {
                missing.add(needed);
            }
        }
        Outcome outcome = Resolver.outcome(findings);
        TermsPlan terms = plan(outcome, choices, planner);
        findings.sort(Resolver.ORDER);
        return new Verdict(
                outcome,
                new Money(situation.policy().currency(), situation.creditAmountMinor()),
                List.copyOf(findings),
                terms,
                required(situation, outcome, missing),
                limits(situation));
    }

    private static @Nullable Answer lifting(Situation situation, Found found) {
        RequiredApproval needed = found.needed();
        boolean finance = found.severity() == Severity.REVIEW;
        boolean buyer = found.severity() == Severity.APPROVAL && needed != null;
        if (!finance && !buyer) {
            return null;
        }
        for (Answer answer : situation.answers()) {
            if (answer.counts()
                    && (finance
                            ? answer.side() == Side.FINANCE
                            : answer.side() == Side.BUYER
                                    && needed != null
                                    && answer.role().equals(needed.role()))) {
                return answer;
            }
        }
        return null;
    }

    private static List<RequiredApproval> required(
            Situation situation, Outcome outcome, List<RequiredApproval> missing) {
        if (outcome == Outcome.APPROVAL_REQUIRED) {
            return Resolver.next(missing);
        } else if (outcome == Outcome.REVIEW_REQUIRED) {
            RequiredApproval lowest = situation.lowestAuthority();
            return lowest == null ? List.of() : List.of(lowest);
        }
        return List.of();
    }

    private static @Nullable TermsPlan plan(
            Outcome outcome, List<TermsChoice> choices, BiFunction<PaymentTerms, String, TermsPlan> planner) {
        boolean blocked = outcome == Outcome.DECLINED || outcome == Outcome.REVIEW_REQUIRED;
        TermsChoice chosen = null;
        for (TermsChoice choice : choices) {
            if (choice.source().equals(PREPAYMENT)) {
                if (blocked) {
                    return planner.apply(choice.terms(), choice.source());
                }
            } else if (outcome != Outcome.DECLINED
                    && (chosen == null || choice.source().compareTo(chosen.source()) < 0)) {
                // The rules choose one; if a release's rules chose several, it is at least always the same.
                chosen = choice;
            }
        }
        return chosen == null ? null : planner.apply(chosen.terms(), chosen.source());
    }

    /** The limits in force at each account of the situation. */
    public static List<NodeLimit> limits(Situation situation) {
        List<NodeLimit> limits = new ArrayList<>(situation.credits().size());
        for (Credit credit : situation.credits()) {
            long ceiling = credit.ceilingMinor();
            if (situation.financeApproved()) {
                ceiling = Math.min(credit.hardCapMinor(), Math.max(ceiling, credit.exposureAfterMinor()));
            }
            limits.add(new NodeLimit(
                    credit.accountId(),
                    credit.limited() ? OptionalLong.of(credit.limitMinor()) : OptionalLong.empty(),
                    credit.limited() ? OptionalLong.of(credit.hardCapMinor()) : OptionalLong.empty(),
                    credit.limitSource(),
                    ceiling));
        }
        return List.copyOf(limits);
    }
}
