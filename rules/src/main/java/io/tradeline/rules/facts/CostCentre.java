package io.tradeline.rules.facts;

import org.jspecify.annotations.Nullable;

/**
 * A part of the customer's organisation that orders are charged to.
 *
 * @param budget what may be spent in a period; null: no budget
 * @param strict whether orders over the budget are refused; otherwise they need approval
 */
public record CostCentre(String id, @Nullable SpendLimit budget, boolean strict) {}
