package io.tradeline.tools.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.ExplainResponse;
import io.tradeline.proto.decision.v1.FiredRule;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.type.v1.Money;
import io.tradeline.tools.text.Ink;
import org.junit.jupiter.api.Test;

final class ExplanationTextTest {
    @Test
    void accountsAndRulesFollowTheDecision() {
        ExplainResponse explanation = ExplainResponse.newBuilder()
                .setDecision(Decision.newBuilder()
                        .setOrderId("SO-1")
                        .setAccountId("ACME.BERLIN")
                        .setOutcome(Outcome.OUTCOME_DECLINED)
                        .setAmount(Money.newBuilder().setCurrencyCode("EUR").setAmountMinor(125_000)))
                .addAccounts(Account.newBuilder()
                        .setAccountId("ACME.BERLIN")
                        .setVersion(1_200)
                        .setStatus(AccountStatus.ACCOUNT_STATUS_IN_REVIEW)
                        .setSegment("retail"))
                .addFiredRules(FiredRule.newBuilder()
                        .setRuleId("lifecycle/in-review")
                        .setTimes(1)
                        .setOwner("customer-operations"))
                .addFiredRules(FiredRule.newBuilder()
                        .setRuleId("credit-limits/over-limit")
                        .setTimes(2)
                        .setOwner("credit-risk"))
                .build();

        assertThat(new ExplanationText(Ink.PLAIN).render(explanation))
                .startsWith("DECLINED  order SO-1 of ACME.BERLIN, 1,250.00 EUR")
                .endsWith(
                        "Accounts, as they were",
                        "  account      facts          status     segment  tier",
                        "  ACME.BERLIN  version 1,200  in review  retail",
                        "",
                        "Rules that fired, in order",
                        "  rule                      times  owner",
                        "  lifecycle/in-review           1  customer-operations",
                        "  credit-limits/over-limit      2  credit-risk");
    }
}
