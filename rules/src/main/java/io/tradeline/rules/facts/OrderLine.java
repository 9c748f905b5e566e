package io.tradeline.rules.facts;

/** One line of an order; the unit price in minor units of the order's currency. */
public record OrderLine(String sku, String category, long quantity, long unitPriceMinor) {}
