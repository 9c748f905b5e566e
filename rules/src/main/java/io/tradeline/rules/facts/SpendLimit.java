package io.tradeline.rules.facts;

/** A sum of money that may be spent in each period, in minor units of the account's currency. */
public record SpendLimit(long amountMinor, Period period) {}
