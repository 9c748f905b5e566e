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
 * @param roleLimits largest orders without approval, each role once
 */
public record PurchasingPolicy(
        OptionalLong orderLimitMinor,
        List<ApprovalLevel> approvalLevels,
        boolean purchaseOrderRequired,
        OptionalLong purchaseOrderRequiredAboveMinor,
        List<ItemRule> itemRules,
        Set<String> allowedCategories,
        boolean costCentreRequired,
        Set<String> approvalRoles,
        List<RoleLimit> roleLimits) {

    /** No rules at all. */
    public static final PurchasingPolicy NONE = new PurchasingPolicy(
            OptionalLong.empty(),
            List.of(),
            false,
            OptionalLong.empty(),
            List.of(),
            Set.of(),
            false,
            Set.of(),
            List.of());

    /** The largest of the limits of these roles; empty: none of them has one. */
    public OptionalLong roleOrderLimitMinor(List<String> roles) {
        OptionalLong largest = OptionalLong.empty();
        for (RoleLimit limit : roleLimits) {
            if (roles.contains(limit.role()) && (largest.isEmpty() || limit.orderLimitMinor() > largest.getAsLong())) {
                largest = OptionalLong.of(limit.orderLimitMinor());
            }
        }
        return largest;
    }
}
