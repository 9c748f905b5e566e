package io.tradeline.decision.server;

import static io.tradeline.decision.server.OrderSteps.release;
import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.at;
import static io.tradeline.decision.server.Sample.authorize;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.date;
import static io.tradeline.decision.server.Sample.decided;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.proto.accounts.v1.Buyer;
import io.tradeline.proto.accounts.v1.ContractTerms;
import io.tradeline.proto.accounts.v1.CostCentre;
import io.tradeline.proto.accounts.v1.ItemRule;
import io.tradeline.proto.accounts.v1.PaymentTerms;
import io.tradeline.proto.accounts.v1.Period;
import io.tradeline.proto.accounts.v1.PurchasingPolicy;
import io.tradeline.proto.accounts.v1.RiskFlag;
import io.tradeline.proto.accounts.v1.SpendLimit;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.OrderLine;
import io.tradeline.proto.decision.v1.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each kind of fact that an owner of accounts pushes arrives at the rules, and decides. */
@ExtendWith(SharedService.class)
class AccountFactsIT {

    private static final Map<RiskFlag.Kind, Outcome> FLAGS = Map.of(
            RiskFlag.Kind.KIND_BUREAU_ALERT, Outcome.OUTCOME_DECLINED,
            RiskFlag.Kind.KIND_FRAUD_SUSPECTED, Outcome.OUTCOME_DECLINED,
            RiskFlag.Kind.KIND_CREDIT_HOLD, Outcome.OUTCOME_REVIEW_REQUIRED,
            RiskFlag.Kind.KIND_DEFAULTED, Outcome.OUTCOME_DECLINED);

    @TestFactory
    Stream<DynamicTest> aFlagOnTheHeadStopsTheBranch() {
        return Stream.of(RiskFlag.Kind.values())
                .filter(kind -> kind != RiskFlag.Kind.UNRECOGNIZED && kind != RiskFlag.Kind.KIND_UNSPECIFIED)
                .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> {
                    String head = "f-flag-" + kind.getNumber();
                    store(
                            account(head)
                                    .addRiskFlags(RiskFlag.newBuilder()
                                            .setKind(kind)
                                            .setRaisedAt(CLOCK)
                                            .setRaisedBy("bureau-7")),
                            branch(head + "-b", head));

                    Decision decision =
                            decided(Objects.requireNonNull(FLAGS.get(kind)), head + "-1", order(head + "-b", 1_00));

                    assertThat(decision.getFindings(0).getAccountId()).isEqualTo(head);
                    assertThat(decision.getFindings(0).getEvidenceList())
                            .anySatisfy(value -> assertThat(value.getText()).isEqualTo("bureau-7"));
                }));
    }

    @Test
    void aCostCentresBudgetIsSpentGivenBackAndNewInTheNextMonth() {
        store(account("f-budget")
                .setPurchasing(PurchasingPolicy.newBuilder().setCostCentreRequired(true))
                .addCostCentres(
                        CostCentre.newBuilder().setCostCentreId("kitchen").setBudget(monthly(1_000_00))));
        Order.Builder kitchen = order("f-budget", 600_00).setCostCentreId("kitchen");

        Decision first = approved("f-budget-1", kitchen);
        Decision second = decided(Outcome.OUTCOME_APPROVAL_REQUIRED, "f-budget-2", kitchen);
        decided(Outcome.OUTCOME_DECLINED, "f-budget-3", order("f-budget", 1_00));
        decided(Outcome.OUTCOME_DECLINED, "f-budget-4", order("f-budget", 1_00).setCostCentreId("garage"));

        assertThat(reasons(second)).containsExactly("BUDGET_EXCEEDED");
        assertThat(second.getFindings(0).getCounterfactual().getMaximumAmount().getAmountMinor())
                .isEqualTo(400_00);
        approved("f-budget-5", kitchen.clone().setAmount(Sample.euro(400_00)));
        SharedService.service().decisions().release(release("f-budget-6", first).build());
        approved("f-budget-7", kitchen);
        assertThat(SharedService.service()
                        .decisions()
                        .authorize(authorize("f-budget-8", kitchen)
                                .setClock(at(Instant.parse("2025-04-01T09:00:00Z")))
                                .build())
                        .getDecision()
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_APPROVED);
    }

    @Test
    void aBuyersOwnLimitsHoldForThatBuyerOnly() {
        store(account("f-buyer")
                .clearBuyers()
                .addBuyers(Buyer.newBuilder()
                        .setBuyerId("bob")
                        .addRoles("buyer")
                        .setOrderLimitMinor(500_00)
                        .setSpendLimit(monthly(700_00)))
                .addBuyers(Buyer.newBuilder().setBuyerId("ann").addRoles("manager"))
                .addBuyers(Buyer.newBuilder().setBuyerId("eve").setSuspended(true)));

        assertThat(reasons(decided(Outcome.OUTCOME_APPROVAL_REQUIRED, "f-buyer-1", order("f-buyer", 500_01))))
                .containsExactly("BUYER_ORDER_LIMIT");
        approved("f-buyer-2", order("f-buyer", 500_00));
        assertThat(reasons(decided(Outcome.OUTCOME_APPROVAL_REQUIRED, "f-buyer-3", order("f-buyer", 200_01))))
                .containsExactly("BUYER_SPEND_LIMIT");
        approved("f-buyer-4", order("f-buyer", 900_00).setBuyerId("ann"));
        assertThat(reasons(decided(
                        Outcome.OUTCOME_DECLINED,
                        "f-buyer-5",
                        order("f-buyer", 1_00).setBuyerId("eve"))))
                .contains("BUYER_SUSPENDED");
        assertThat(reasons(decided(
                        Outcome.OUTCOME_DECLINED,
                        "f-buyer-6",
                        order("f-buyer", 1_00).setBuyerId("zoe"))))
                .contains("BUYER_UNKNOWN");
    }

    @Test
    void itemsAreRestrictedOrNeedApprovalBySkuCategoryAndPrice() {
        store(account("f-items")
                .setPurchasing(PurchasingPolicy.newBuilder()
                        .addItemRules(
                                ItemRule.newBuilder().setSku("acid-1").setEffect(ItemRule.Effect.EFFECT_RESTRICTED))
                        .addItemRules(ItemRule.newBuilder()
                                .setCategory("furniture")
                                .setUnitPriceAboveMinor(300_00)
                                .setEffect(ItemRule.Effect.EFFECT_NEEDS_APPROVAL)
                                .setRole("manager"))));

        assertThat(reasons(decided(Outcome.OUTCOME_DECLINED, "f-items-1", with(line("acid-1", "chemicals", 5_00)))))
                .containsExactly("ITEM_RESTRICTED");
        assertThat(reasons(decided(
                        Outcome.OUTCOME_APPROVAL_REQUIRED, "f-items-2", with(line("desk", "furniture", 300_01)))))
                .containsExactly("ITEM_NEEDS_APPROVAL");
        approved("f-items-3", with(line("desk", "furniture", 300_00)));
        approved("f-items-4", with(line("pump", "machines", 900_00)));
    }

    @Test
    void aContractsTermsHoldForItsOrdersWhileItRuns() {
        store(account("f-contract")
                .setTerms(net(14))
                .addContractTerms(ContractTerms.newBuilder()
                        .setContractId("frame-25")
                        .setTerms(net(60))
                        .setValidFrom(date("2025-01-01"))
                        .setValidUntil(date("2025-12-31")))
                .addContractTerms(ContractTerms.newBuilder()
                        .setContractId("frame-24")
                        .setTerms(net(90))
                        .setValidUntil(date("2024-12-31"))));

        assertThat(terms("f-contract-1", "")).isEqualTo("account 14");
        assertThat(terms("f-contract-2", "frame-25")).isEqualTo("contract 60");
        assertThat(terms("f-contract-3", "frame-24")).isEqualTo("account 14");
    }

    private static String terms(String requestId, String contractId) {
        Decision decision = approved(requestId, order("f-contract", 1_00).setContractId(contractId));
        return decision.getTerms().getSource() + " "
                + decision.getTerms().getTerms().getNetDays();
    }

    private static PaymentTerms.Builder net(int days) {
        return PaymentTerms.newBuilder().setBasis(PaymentTerms.Basis.BASIS_NET).setNetDays(days);
    }

    private static SpendLimit.Builder monthly(long minor) {
        return SpendLimit.newBuilder().setAmountMinor(minor).setPeriod(Period.PERIOD_MONTH);
    }

    private static OrderLine line(String sku, String category, long unitPrice) {
        return OrderLine.newBuilder()
                .setSku(sku)
                .setCategory(category)
                .setQuantity(1)
                .setUnitPriceMinor(unitPrice)
                .build();
    }

    private static Order.Builder with(OrderLine line) {
        return order("f-items", line.getUnitPriceMinor()).addLines(line);
    }

    private static List<String> reasons(Decision decision) {
        return decision.getFindingsList().stream()
                .filter(finding -> finding.getSeverityValue() > Finding.Severity.SEVERITY_ALERT_VALUE)
                .map(Finding::getReasonCode)
                .toList();
    }
}
