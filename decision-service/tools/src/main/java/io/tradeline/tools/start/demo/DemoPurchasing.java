package io.tradeline.tools.start.demo;

import io.tradeline.proto.accounts.v1.ApprovalLevel;
import io.tradeline.proto.accounts.v1.Buyer;
import io.tradeline.proto.accounts.v1.CostCentre;
import io.tradeline.proto.accounts.v1.ItemRule;
import io.tradeline.proto.accounts.v1.Period;
import io.tradeline.proto.accounts.v1.PurchasingPolicy;
import io.tradeline.proto.accounts.v1.SpendLimit;
import java.util.List;

/** Who buys for the companies, and the companies' own rules for that. Amounts are minor units of the company's currency. */
final class DemoPurchasing {
    private DemoPurchasing() {}

    static List<Buyer> buyers(DemoCompany company) {
        long order = company.limitMinor() / 40;
        return List.of(
                Buyer.newBuilder()
                        .setBuyerId("buyer-1")
                        .addRoles("buyer")
                        .setOrderLimitMinor(order)
                        .build(),
                Buyer.newBuilder()
                        .setBuyerId("buyer-2")
                        .addRoles("store-manager")
                        .setOrderLimitMinor(order / 2)
                        .setSpendLimit(monthly(order * 2))
                        .addCostCentreIds("kitchen")
                        .build(),
                Buyer.newBuilder()
                        .setBuyerId("buyer-3")
                        .addRoles("buyer")
                        .setSuspended(true)
                        .build(),
                Buyer.newBuilder()
                        .setBuyerId("approver-1")
                        .addRoles("approver-1")
                        .build(),
                Buyer.newBuilder()
                        .setBuyerId("approver-2")
                        .addRoles("approver-2")
                        .build());
    }

    static List<CostCentre> costCentres(DemoCompany company) {
        long budget = company.limitMinor() / 10;
        return List.of(
                centre("kitchen", budget).build(),
                centre("facilities", budget / 2).build(),
                centre("office", budget / 4).setStrict(true).build());
    }

    private static CostCentre.Builder centre(String id, long budget) {
        return CostCentre.newBuilder().setCostCentreId(id).setBudget(monthly(budget));
    }

    private static SpendLimit monthly(long amount) {
        return SpendLimit.newBuilder()
                .setAmountMinor(amount)
                .setPeriod(Period.PERIOD_MONTH)
                .build();
    }

    static PurchasingPolicy policy(DemoCompany company) {
        long limit = company.limitMinor();
        PurchasingPolicy.Builder policy = PurchasingPolicy.newBuilder()
                .addApprovalLevels(ApprovalLevel.newBuilder()
                        .setLevel(1)
                        .setAboveMinor(limit / 20)
                        .setRole("approver-1"))
                .addApprovalLevels(ApprovalLevel.newBuilder()
                        .setLevel(2)
                        .setAboveMinor(limit / 5)
                        .setRole("approver-2"))
                .setPurchaseOrderRequiredAboveMinor(limit / 50)
                .addItemRules(ItemRule.newBuilder().setCategory("tobacco").setEffect(ItemRule.Effect.EFFECT_RESTRICTED))
                .addItemRules(ItemRule.newBuilder()
                        .setCategory("equipment")
                        .setUnitPriceAboveMinor(100_000)
                        .setEffect(ItemRule.Effect.EFFECT_NEEDS_APPROVAL)
                        .setRole("approver-1"));
        return company.number() % 10 == 1 ? policy.setCostCentreRequired(true).build() : policy.build();
    }
}
