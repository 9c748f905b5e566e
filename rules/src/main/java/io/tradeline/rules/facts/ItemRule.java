package io.tradeline.rules.facts;

import java.util.OptionalLong;

/**
 * A customer's rule on what is bought; all conditions that are set must hold for a line to match.
 *
 * @param sku empty: any
 * @param category empty: any
 * @param unitPriceAboveMinor in minor units of the account's currency; empty: any price
 * @param role for NEEDS_APPROVAL, who may approve; empty: the role of the first approval level
 */
public record ItemRule(String sku, String category, OptionalLong unitPriceAboveMinor, Effect effect, String role) {

    /** What follows from a match. */
    public enum Effect {
        RESTRICTED,
        NEEDS_APPROVAL
    }

    /**
     * Whether a line meets the rule.
     *
     * @param unitPriceMinor the line's unit price in minor units of the account's currency
     */
    public boolean matches(OrderLine line, long unitPriceMinor) {
        return (sku.isEmpty() || sku.equals(line.sku()))
                && (category.isEmpty() || category.equals(line.category()))
                && (unitPriceAboveMinor.isEmpty() || unitPriceMinor > unitPriceAboveMinor.getAsLong());
    }
}
