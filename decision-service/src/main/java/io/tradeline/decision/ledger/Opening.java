package io.tradeline.decision.ledger;

/**
 * What the log says of an order that a decision opened, beside the decision and its facts: of one that holds credit from then on, or waits for a person. It is all
 * that is written of the order until its next step.
 *
 * @param creditReservedMinor what it reserves, in the account's currency; 0 when it waits
 * @param reservedUntilMilli when the reservation lapses: a full hour; 0 when it waits
 * @param decidedOn day of the decision in the account's time zone: budgets count it there
 * @param simulated whether it lives on a caller's clock
 */
public record Opening(long creditReservedMinor, long reservedUntilMilli, int decidedOn, boolean simulated) {}
