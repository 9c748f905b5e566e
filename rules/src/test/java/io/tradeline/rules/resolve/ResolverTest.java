package io.tradeline.rules.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.rules.properties.Seeds;
import io.tradeline.rules.verdict.Counterfactual;
import io.tradeline.rules.verdict.Finding;
import io.tradeline.rules.verdict.Outcome;
import io.tradeline.rules.verdict.ReasonCode;
import io.tradeline.rules.verdict.RequiredApproval;
import io.tradeline.rules.verdict.RequiredApproval.Side;
import io.tradeline.rules.verdict.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResolverTest {

    private static final List<Severity> SEVERITIES = List.of(Severity.values());

    @Test
    void noFindingsApprove() {
        assertThat(Resolver.outcome(List.of())).isEqualTo(Outcome.APPROVED);
    }

    @Test
    void eachSeverityHasItsOutcome() {
        assertThat(outcome(Severity.INFO)).isEqualTo(Outcome.APPROVED);
        assertThat(outcome(Severity.ALERT)).isEqualTo(Outcome.APPROVED);
        assertThat(outcome(Severity.APPROVAL)).isEqualTo(Outcome.APPROVAL_REQUIRED);
        assertThat(outcome(Severity.REVIEW)).isEqualTo(Outcome.REVIEW_REQUIRED);
        assertThat(outcome(Severity.DECLINE)).isEqualTo(Outcome.DECLINED);
    }

    @Test
    void anotherFindingNeverMakesTheOutcomeMilder() {
        Seeds.forAll(1_000, random -> {
            List<Finding> findings = new ArrayList<>();
            Outcome before = Outcome.APPROVED;
            for (int i = 0; i < 10; i++) {
                findings.add(finding(random));
                Outcome after = Resolver.outcome(findings);
                assertThat(after).isGreaterThanOrEqualTo(before);
                before = after;
            }
        });
    }

    @Test
    void theOrderOfFindingsDoesNotMatter() {
        Seeds.forAll(500, random -> {
            List<Finding> findings = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                findings.add(finding(random));
            }
            Outcome outcome = Resolver.outcome(findings);
            List<Finding> sorted = new ArrayList<>(findings);
            sorted.sort(Resolver.ORDER);
            Collections.shuffle(findings, random);
            assertThat(Resolver.outcome(findings)).isEqualTo(outcome);
            findings.sort(Resolver.ORDER);
            assertThat(findings.stream().map(Finding::severity).toList())
                    .isEqualTo(sorted.stream().map(Finding::severity).toList());
        });
    }

    @Test
    void findingsThatOnlyDifferInWhatWouldHelpHaveAnOrderToo() {
        Finding manager = needing("manager");
        Finding director = needing("director");
        List<Finding> findings = new ArrayList<>(List.of(manager, director));
        findings.sort(Resolver.ORDER);
        assertThat(findings).containsExactly(director, manager);
        findings = new ArrayList<>(List.of(director, manager));
        findings.sort(Resolver.ORDER);
        assertThat(findings).containsExactly(director, manager);
    }

    @Test
    void theLowestLevelApprovesNextEachRoleOnce() {
        RequiredApproval director = new RequiredApproval(Side.BUYER, "director", 2);
        RequiredApproval manager = new RequiredApproval(Side.BUYER, "manager", 1);
        RequiredApproval buyerLead = new RequiredApproval(Side.BUYER, "buyer-lead", 1);
        assertThat(Resolver.next(List.of(director, manager, buyerLead, manager)))
                .containsExactly(buyerLead, manager);
        assertThat(Resolver.next(List.of())).isEmpty();
    }

    private static Outcome outcome(Severity severity) {
        return Resolver.outcome(List.of(finding(severity, "set/rule", "acme")));
    }

    private static Finding needing(String role) {
        return new Finding(
                "set/rule",
                ReasonCode.ITEM_NEEDS_APPROVAL,
                Severity.APPROVAL,
                "acme",
                List.of(),
                new Counterfactual.Approval(new RequiredApproval(Side.BUYER, role, 1)));
    }

    private static Finding finding(Random random) {
        return finding(
                SEVERITIES.get(random.nextInt(SEVERITIES.size())),
                "set/rule-" + random.nextInt(4),
                "a-" + random.nextInt(3));
    }

    private static Finding finding(Severity severity, String rule, String account) {
        return new Finding(rule, ReasonCode.OVER_LIMIT, severity, account, List.of(), null);
    }
}
