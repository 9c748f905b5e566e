package io.tradeline.rules.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.rules.facts.CreditNode;
import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.resolve.Resolver;
import io.tradeline.rules.verdict.Finding;
import io.tradeline.rules.verdict.NodeLimit;
import io.tradeline.rules.verdict.Outcome;
import io.tradeline.rules.verdict.Verdict;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreditTest {

    private final Release release = ShippedRelease.get();

    @Test
    void aLargerOrderIsNeverTreatedMilderByCreditRules() {
        Seeds.forAll(2_000, random -> {
            DecisionFacts facts = new RandomFacts(random).next();
            Money amount = facts.order().amount();
            Money larger = new Money(amount.currency(), amount.minor() + 1 + random.nextInt(1_000_000));
            Outcome before = credit(release.evaluate(facts));
            Outcome after = credit(release.evaluate(Changed.amount(facts, larger)));
            assertThat(after).as("%s then %s", amount, larger).isGreaterThanOrEqualTo(before);
        });
    }

    @Test
    void whatIsApprovedStaysWithinEveryCeilingAndCap() {
        Seeds.forAll(3_000, random -> {
            DecisionFacts facts = new RandomFacts(random).next();
            Verdict verdict = release.evaluate(facts);
            assertThat(verdict.limits()).hasSameSizeAs(facts.nodes());
            if (verdict.outcome() == Outcome.APPROVED) {
                for (int i = 0; i < facts.nodes().size(); i++) {
                    NodeLimit limit = verdict.limits().get(i);
                    BigInteger exposure = exposureAfter(facts, facts.nodes().get(i), verdict);
                    assertThat(exposure).isLessThanOrEqualTo(BigInteger.valueOf(limit.ceilingMinor()));
                    limit.hardCapMinor()
                            .ifPresent(cap -> assertThat(exposure).isLessThanOrEqualTo(BigInteger.valueOf(cap)));
                }
            }
        });
    }

    @Test
    void aCeilingIsNeverAboveTheHardCap() {
        Seeds.forAll(2_000, random -> {
            for (NodeLimit limit :
                    release.evaluate(new RandomFacts(random).next()).limits()) {
                limit.hardCapMinor()
                        .ifPresent(cap -> assertThat(limit.ceilingMinor()).isLessThanOrEqualTo(cap));
                if (limit.limitMinor().isEmpty()) {
                    assertThat(limit.ceilingMinor()).isEqualTo(Long.MAX_VALUE);
                    assertThat(limit.source()).isEmpty();
                }
            }
        });
    }

    @Test
    void onlyTheHolderHasALimitWithoutAnIndividualOne() {
        Seeds.forAll(1_000, random -> {
            DecisionFacts facts = new RandomFacts(random).next();
            List<NodeLimit> limits = release.evaluate(facts).limits();
            for (int i = 0; i < limits.size(); i++) {
                CreditNode node = facts.nodes().get(i);
                assertThat(limits.get(i).accountId()).isEqualTo(node.accountId());
                if (node.limit() == null) {
                    assertThat(limits.get(i).limitMinor().isPresent()).isEqualTo(node.holder());
                }
            }
        });
    }

    private static BigInteger exposureAfter(DecisionFacts facts, CreditNode node, Verdict verdict) {
        return BigInteger.valueOf(node.reservedMinor())
                .add(BigInteger.valueOf(node.receivablesMinor()))
                .subtract(BigInteger.valueOf(node.unappliedMinor()))
                .subtract(BigInteger.valueOf(facts.heldMinor()))
                .add(BigInteger.valueOf(verdict.creditAmount().minor()));
    }

    private static Outcome credit(Verdict verdict) {
        List<Finding> credit = verdict.findings().stream()
                .filter(finding -> finding.ruleId().startsWith("credit-limits/"))
                .toList();
        return Resolver.outcome(credit);
    }
}
