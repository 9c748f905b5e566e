package io.tradeline.decision.ledger;

/**
 * One change of one account's exposure, in minor units of its currency.
 *
 * @param exposureVersion of the account after the change
 * @param subject the authorization, posting or account that it is about
 */
public record LedgerEntry(
        String accountId,
        long exposureVersion,
        EntryKind kind,
        String subject,
        long reservedDelta,
        long receivablesDelta,
        long disputedDelta,
        long unappliedDelta,
        long occurredAtMilli) {}
