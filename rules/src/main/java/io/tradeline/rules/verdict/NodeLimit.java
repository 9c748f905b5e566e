package io.tradeline.rules.verdict;

import java.util.OptionalLong;

/**
 * The limits of one account in force for one decision, in minor units of its currency.
 *
 * @param limitMinor by policy, without tolerance; empty: none of its own on a shared credit
 * @param hardCapMinor beyond this no one may go; empty: none
 * @param source "individual", "segment", "default" or "" without a limit
 * @param ceilingMinor the largest exposure that this verdict allows: limit with tolerance, or what a person with authority approved, within the hard cap; Long.MAX_VALUE without a limit
 */
public record NodeLimit(
        String accountId, OptionalLong limitMinor, OptionalLong hardCapMinor, String source, long ceilingMinor) {}
