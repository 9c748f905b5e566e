package io.tradeline.rules.facts;

import java.time.Instant;
import java.util.List;

/**
 * Everything that one decision rests on; with a release it gives the same verdict whenever and wherever it is evaluated.
 *
 * @param clock the moment to decide for, in whole milliseconds
 * @param nodes from the ordering account up to the one that holds the credit; at least one
 * @param heldMinor what an amended order has reserved already, in the account's currency; not counted against the new amount
 */
public record DecisionFacts(
        DecisionKind kind,
        Order order,
        Instant clock,
        Account account,
        List<CreditNode> nodes,
        Signals signals,
        List<Resolution> resolutions,
        long heldMinor) {}
