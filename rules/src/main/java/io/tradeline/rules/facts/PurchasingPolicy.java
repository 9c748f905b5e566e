package io.tradeline.rules.facts;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The customer's own rules for its purchases; amounts in minor units of the account's currency.
 *
 * @param orderLimitMinor largest order without approval, whoever places it; empty: none
 * @param purchaseOrderRequiredAboveMinor above this an order needs a purchase order number; empty: no such amount
 * @param allowedCategories categories that may be bought at all; empty: all
 * @param approvalRoles roles whose every order needs approval
 */
public record PurchasingPolicy(
        OptionalLong orderLimitMinor,
        List<ApprovalLevel> approvalLevels,
        boolean purchaseOrderRequired,
        OptionalLong purchaseOrderRequiredAboveMinor,
        List<ItemRule> itemRules,
        Set<String> allowedCategories,
        boolean costCentreRequired,
        Set<String> approvalRoles) {

    /** No rules at all. */
    public static final PurchasingPolicy NONE = new PurchasingPolicy(
            OptionalLong.empty(), List.of(), false, OptionalLong.empty(), List.of(), Set.of(), false, Set.of());
}
