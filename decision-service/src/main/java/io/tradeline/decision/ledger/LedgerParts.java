package io.tradeline.decision.ledger;

import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.releases.ActiveRelease;
import io.tradeline.decision.tracing.Tracing;

/**
 * What all lanes of a replica share.
 *
 * @param confidence that copies are what the ledger is, and can be written on without a lock
 */
record LedgerParts(
        AccountDirectory directory,
        Copies copies,
        Confidence confidence,
        ActiveRelease active,
        Partitions partitions,
        LedgerMeters meters,
        Tracing tracing) {}
