package io.tradeline.rules.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.verdict.Counterfactual.Approval;
import io.tradeline.rules.verdict.Counterfactual.MaximumAmount;
import io.tradeline.rules.verdict.Counterfactual.MissingField;
import io.tradeline.rules.verdict.Counterfactual.Payment;
import io.tradeline.rules.verdict.Evidence;
import io.tradeline.rules.verdict.Finding;
import io.tradeline.rules.verdict.ReasonCode;
import io.tradeline.rules.verdict.Severity;
import io.tradeline.rules.verdict.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each counterfactual is proved by evaluating again: what it says passes, one minor unit more (or one less paid) doesn't. */
class CounterfactualTest {

    private static final Set<String> TELLING_APART = Set.of("span", "level", "review");

    /** Rules without one, and why. */
    private static final Map<String, String> NOTHING_HELPS = Map.of(
            "credit-limits/rejected-by-finance", "a person has decided",
            "purchasing-approvals/rejected", "a person has decided",
            "purchasing-approvals/unknown-buyer", "someone else would have to order",
            "purchasing-approvals/suspended-buyer", "someone else would have to order",
            "purchasing-approvals/cost-centre-unknown", "it would take another cost centre",
            "purchasing-approvals/cost-centre-not-allowed", "it would take another cost centre",
            "purchasing-approvals/restricted-item", "it would take other goods",
            "purchasing-approvals/category", "it would take other goods",
            "purchasing-approvals/strict-budget", "once it is spent, no order is small enough");

    private final Release release = ShippedRelease.get();
    private final Map<ReasonCode, Integer> proved = new EnumMap<>(ReasonCode.class);

    @Test
    void largestAmountPassesAndOneMoreDoesNot() {
        Seeds.forAll(3_000, random -> {
            DecisionFacts facts = new RandomFacts(random).next();
            for (Finding finding : release.evaluate(facts).findings()) {
                if (finding.counterfactual() instanceof MaximumAmount maximum) {
                    Money largest = maximum.amount();
                    assertThat(madeBySameRule(Changed.amount(facts, largest), finding))
                            .as("%s at %s", finding, largest)
                            .isFalse();
                    Money more = new Money(largest.currency(), largest.minor() + 1);
                    assertThat(made(Changed.amount(facts, more), finding))
                            .as("%s at %s", finding, more)
                            .isTrue();
                    proved.merge(finding.reason(), 1, Integer::sum);
                }
            }
        });
        assertThat(proved)
                .containsKeys(
                        ReasonCode.OVER_LIMIT,
                        ReasonCode.OVER_HARD_CAP,
                        ReasonCode.EXPOSURE_JUMP,
                        ReasonCode.ABOVE_AUTO_APPROVAL,
                        ReasonCode.BEYOND_AUTHORITY,
                        ReasonCode.UTILIZATION_HIGH,
                        ReasonCode.APPROVAL_LEVEL,
                        ReasonCode.BUYER_ORDER_LIMIT,
                        ReasonCode.BUYER_SPEND_LIMIT,
                        ReasonCode.ROLE_ORDER_LIMIT,
                        ReasonCode.ACCOUNT_ORDER_LIMIT,
                        ReasonCode.BUDGET_EXCEEDED,
                        ReasonCode.ORDER_AMOUNT_UNUSUAL,
                        ReasonCode.FIRST_ORDER_LARGE,
                        ReasonCode.SHIP_TO_NEW,
                        ReasonCode.BUREAU_REPORT_STALE);
    }

    @Test
    void paymentIsEnoughAndOneLessIsNot() {
        Seeds.forAll(3_000, random -> {
            DecisionFacts facts = new RandomFacts(random).next();
            for (Finding finding : release.evaluate(facts).findings()) {
                if (finding.counterfactual() instanceof Payment payment) {
                    long minor = payment.amount().minor();
                    assertThat(madeBySameRule(Changed.payment(facts, finding.accountId(), minor), finding))
                            .as("%s after %s", finding, payment)
                            .isFalse();
                    assertThat(made(Changed.payment(facts, finding.accountId(), minor - 1), finding))
                            .as("%s after one less than %s", finding, payment)
                            .isTrue();
                    proved.merge(finding.reason(), 1, Integer::sum);
                }
            }
        });
        assertThat(proved)
                .containsKeys(
                        ReasonCode.OVERDUE,
                        ReasonCode.OVERDUE_GRAVE,
                        ReasonCode.SUSPENSION_DUE,
                        ReasonCode.NO_CREDIT_LIMIT,
                        ReasonCode.OVER_HARD_CAP,
                        ReasonCode.OVER_LIMIT);
    }

    @Test
    void anApprovalBySomeoneElseWithTheRoleLiftsTheFinding() {
        Seeds.forAll(3_000, random -> {
            DecisionFacts facts = new RandomFacts(random).next();
            for (Finding finding : release.evaluate(facts).findings()) {
                if (finding.counterfactual() instanceof Approval approval && holds(finding)) {
                    assertThat(release.evaluate(Changed.approval(facts, approval.approval()))
                                    .findings())
                            .as("%s after %s", finding, approval)
                            .noneMatch(each -> holds(each)
                                    && each.ruleId().equals(finding.ruleId())
                                    && each.accountId().equals(finding.accountId())
                                    && approval.equals(each.counterfactual()));
                    proved.merge(finding.reason(), 1, Integer::sum);
                }
            }
        });
        assertThat(proved)
                .containsKeys(
                        ReasonCode.OVER_LIMIT,
                        ReasonCode.EXPOSURE_JUMP,
                        ReasonCode.ITEM_NEEDS_APPROVAL,
                        ReasonCode.ROLE_NEEDS_APPROVAL,
                        ReasonCode.BUYER_SPEND_LIMIT,
                        ReasonCode.BUDGET_EXCEEDED);
    }

    @Test
    void theMissingFieldIsEnough() {
        Seeds.forAll(3_000, random -> {
            DecisionFacts facts = new RandomFacts(random).next();
            for (Finding finding : release.evaluate(facts).findings()) {
                if (finding.counterfactual() instanceof MissingField missing) {
                    assertThat(madeBySameRule(Changed.field(facts, missing.field()), finding))
                            .as("%s with %s", finding, missing)
                            .isFalse();
                    proved.merge(finding.reason(), 1, Integer::sum);
                }
            }
        });
        assertThat(proved)
                .containsOnlyKeys(
                        ReasonCode.LINES_MISSING, ReasonCode.PURCHASE_ORDER_MISSING, ReasonCode.COST_CENTRE_MISSING);
    }

    @Test
    void everyHoldForCreditOrApprovalSaysWhatWouldHelp() {
        Seeds.forAll(3_000, random -> {
            DecisionFacts facts = new RandomFacts(random).next();
            for (Finding finding : release.evaluate(facts).findings()) {
                boolean ours = finding.ruleId().startsWith("credit-limits/")
                        || finding.ruleId().startsWith("purchasing-approvals/");
                if (ours && holds(finding) && !NOTHING_HELPS.containsKey(finding.ruleId())) {
                    assertThat(finding.counterfactual()).as("%s", finding).isNotNull();
                }
            }
        });
    }

    /** Whether the finding keeps the order from going. */
    private static boolean holds(Finding finding) {
        return finding.severity().compareTo(Severity.APPROVAL) >= 0;
    }

    private boolean madeBySameRule(DecisionFacts facts, Finding finding) {
        return release.evaluate(facts).findings().stream()
                .anyMatch(each -> each.ruleId().equals(finding.ruleId()) && same(each, finding));
    }

    /** Whether the same finding is made: the same rule, or a graver one for the same reason, on the same account, span and level. */
    private boolean made(DecisionFacts facts, Finding finding) {
        Verdict verdict = release.evaluate(facts);
        return verdict.findings().stream().anyMatch(each -> same(each, finding));
    }

    private static boolean same(Finding one, Finding other) {
        return (one.ruleId().equals(other.ruleId()) || graver(one, other))
                && one.accountId().equals(other.accountId())
                && part(one).equals(part(other));
    }

    private static boolean graver(Finding one, Finding other) {
        return one.reason() == other.reason()
                && one.severity().compareTo(other.severity()) >= 0
                && one.ruleId()
                        .startsWith(other.ruleId().substring(0, other.ruleId().indexOf('/')));
    }

    /** The span, level or review that tells findings of one rule apart. */
    private static String part(Finding finding) {
        StringBuilder part = new StringBuilder();
        for (Evidence evidence : finding.evidence()) {
            if (TELLING_APART.contains(evidence.name())) {
                part.append(evidence);
            }
        }
        return part.toString();
    }
}
