package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.decided;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc.DecisionsBlockingStub;
import io.tradeline.proto.decision.v1.ExplainRequest;
import io.tradeline.proto.decision.v1.ExplainResponse;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.proto.decision.v1.FiredRule;
import io.tradeline.proto.decision.v1.GetRequest;
import io.tradeline.proto.decision.v1.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Explain: the data of an explanation. */
@ExtendWith(SharedService.class)
class ExplainContractIT {

    private final DecisionsBlockingStub decisions = SharedService.service().decisions("read");

    @Test
    void aHeldOrderIsExplainedByFactsAndFiredRules() {
        store(account("x-head"), branch("x-branch", "x-head"));
        Decision held = decided(Outcome.OUTCOME_REVIEW_REQUIRED, "x-held-1", order("x-branch", 12_000_00));

        ExplainResponse explained = explain(held.getDecisionId());

        assertThat(explained.getDecision()).isEqualTo(held);
        assertThat(explained.getFacts())
                .isEqualTo(decisions
                        .get(GetRequest.newBuilder()
                                .setDecisionId(held.getDecisionId())
                                .build())
                        .getFacts());
        assertThat(explained.getAccountsList())
                .containsExactly(
                        branch("x-branch", "x-head").build(), account("x-head").build());
        assertThat(rules(explained))
                .doesNotHaveDuplicates()
                .containsAll(
                        held.getFindingsList().stream().map(Finding::getRuleId).toList())
                .contains("credit-limits/over-limit");
        assertThat(explained.getFiredRulesList())
                .filteredOn(rule -> rule.getRuleId().equals("credit-limits/over-limit"))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.getTimes()).as("only the head has a limit").isEqualTo(1);
                    assertThat(rule.getOwner()).isEqualTo("credit-risk");
                });
    }

    @Test
    void anExplanationKeepsToTheFactsOfItsTime() {
        store(account("x-then").setSegment("retail"));
        Decision decision = approved("x-then-1", order("x-then", 100_00));
        Account.Builder changed = account("x-then").setSegment("wholesale").setVersion(2);
        store(changed);

        ExplainResponse explained = explain(decision.getDecisionId());

        assertThat(explained.getAccountsList())
                .containsExactly(account("x-then").setSegment("retail").build());
        assertThat(explained.getDecision()).isEqualTo(decision);
    }

    @Test
    void anUnknownDecisionAndAWrongIdAreRefused() {
        Refusal.of(() -> explain("00000000-0000-7000-8000-000000000000")).is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal.of(() -> explain("x")).isInvalid("decision_id");
    }

    @Test
    void whoMayOnlyDecideIsNotShownTheFactsOfAccounts() {
        Refusal.of(() -> SharedService.service()
                        .decisions("decide")
                        .explain(ExplainRequest.newBuilder()
                                .setDecisionId("00000000-0000-7000-8000-000000000000")
                                .build()))
                .is(Code.PERMISSION_DENIED, "PERMISSION_DENIED");
    }

    private ExplainResponse explain(String decisionId) {
        return decisions.explain(
                ExplainRequest.newBuilder().setDecisionId(decisionId).build());
    }

    private static List<String> rules(ExplainResponse explained) {
        return explained.getFiredRulesList().stream().map(FiredRule::getRuleId).toList();
    }
}
