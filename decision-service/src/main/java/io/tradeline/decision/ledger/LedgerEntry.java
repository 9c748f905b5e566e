package io.tradeline.decision.ledger;

import java.util.List;

/**
 * One change of exposure, in minor units of the credit's currency: of an account, and alike of those above it in which it counts.
 *
 * @param exposureVersion of the account after the change
 * @param aboveIds accounts above, up to the one that holds the credit
 * @param aboveVersions of their exposures after the change, in the same order
 * @param subject the authorization, posting or account that it is about
 */
public record LedgerEntry(
        String accountId,
        long exposureVersion,
        List<String> aboveIds,
        List<Long> aboveVersions,
        EntryKind kind,
        String subject,
        long reservedDelta,
        long receivablesDelta,
        long disputedDelta,
        long unappliedDelta,
        long occurredAtMilli) {}
