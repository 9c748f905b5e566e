package io.tradeline.decision.ledger;

import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.releases.ActiveRelease;
import io.tradeline.decision.tracing.Tracing;

/** What all lanes of a replica share. */
record LedgerParts(
        AccountDirectory directory,
        ExposureCache cache,
        ActiveRelease active,
        Partitions partitions,
        LedgerMeters meters,
        Tracing tracing) {}
