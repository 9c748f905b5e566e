package io.tradeline.rules.facts;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A person who orders or approves for the customer.
 *
 * @param orderLimitMinor largest order without approval, in the account's currency; empty: no limit of the person's own
 * @param spendLimit largest sum of orders in a period; null: none
 * @param costCentreIds cost centres that the person may charge; empty: all of the account's
 */
public record Buyer(
        String id,
        List<String> roles,
        OptionalLong orderLimitMinor,
        @Nullable SpendLimit spendLimit,
        Set<String> costCentreIds,
        boolean suspended) {

    public boolean hasRole(String role) {
        return roles.contains(role);
    }

    public boolean mayCharge(String costCentreId) {
        return costCentreIds.isEmpty() || costCentreIds.contains(costCentreId);
    }
}
