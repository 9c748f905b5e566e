package io.tradeline.rules.facts;

/** What is due on a day, in minor units of the account's currency. */
public record DueAmount(int epochDay, long openMinor) {}
