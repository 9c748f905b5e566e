package io.tradeline.rules.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.resolve.Resolver;
import io.tradeline.rules.verdict.Finding;
import io.tradeline.rules.verdict.Outcome;
import io.tradeline.rules.verdict.RequiredApproval.Side;
import io.tradeline.rules.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final int THREADS = 8;

    private final Release release = ShippedRelease.get();

    @Test
    void theOutcomeIsThatOfTheGravestFinding() {
        Seeds.forAll(2_000, random -> {
            Verdict verdict = release.evaluate(new RandomFacts(random).next());
            assertThat(verdict.outcome()).isEqualTo(Resolver.outcome(verdict.findings()));
            List<Finding> sorted = new ArrayList<>(verdict.findings());
            sorted.sort(Resolver.ORDER);
            assertThat(verdict.findings()).isEqualTo(sorted);
        });
    }

    @Test
    void whoeverIsAskedIsOnTheSideThatTheOutcomeNames() {
        Seeds.forAll(2_000, random -> {
            Verdict verdict = release.evaluate(new RandomFacts(random).next());
            switch (verdict.outcome()) {
                case APPROVED, DECLINED ->
                    assertThat(verdict.requiredApprovals()).isEmpty();
                case APPROVAL_REQUIRED ->
                    assertThat(verdict.requiredApprovals())
                            .isNotEmpty()
                            .allMatch(approval -> approval.side() == Side.BUYER);
                case REVIEW_REQUIRED ->
                    assertThat(verdict.requiredApprovals())
                            .hasSize(1)
                            .allMatch(approval -> approval.side() == Side.FINANCE);
            }
        });
    }

    @Test
    void whatGoesHasTermsThatAddUpToTheOrder() {
        Seeds.forAll(2_000, random -> {
            DecisionFacts facts = new RandomFacts(random).next();
            Verdict verdict = release.evaluate(facts);
            if (verdict.outcome() != Outcome.DECLINED) {
                assertThat(verdict.terms()).isNotNull();
            }
            if (verdict.terms() != null) {
                assertThat(verdict.terms().due().stream()
                                .mapToLong(part -> part.amount().minor())
                                .sum())
                        .isEqualTo(facts.order().amount().minor());
            }
        });
    }

    @Test
    void eightThreadsComeToTheSameVerdictsAsOne() throws Exception {
        RandomFacts facts = new RandomFacts(new Random(42));
        List<DecisionFacts> all = new ArrayList<>();
        List<Verdict> expected = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            DecisionFacts each = facts.next();
            all.add(each);
            expected.add(release.evaluate(each));
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<Verdict>>> work = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int from = thread * 50;
                work.add(() -> {
                    Verdict[] verdicts = new Verdict[all.size()];
                    for (int round = 0; round < 5; round++) {
                        for (int i = 0; i < all.size(); i++) {
                            int at = (from + i) % all.size();
                            verdicts[at] = release.evaluate(all.get(at));
                            assertThat(verdicts[at]).isEqualTo(expected.get(at));
                        }
                    }
                    return List.of(verdicts);
                });
            }
            for (Future<List<Verdict>> verdicts : threads.invokeAll(work)) {
                assertThat(verdicts.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aTraceHasTheSameVerdictAndNamesEveryRuleThatFoundSomething() {
        Seeds.forAll(500, random -> {
            DecisionFacts facts = new RandomFacts(random).next();
            var trace = release.trace(facts);
            assertThat(trace.verdict()).isEqualTo(release.evaluate(facts));
            assertThat(trace.fired())
                    .containsAll(trace.verdict().findings().stream()
                            .map(Finding::ruleId)
                            .toList());
        });
    }
}
