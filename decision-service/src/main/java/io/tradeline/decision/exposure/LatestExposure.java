package io.tradeline.decision.exposure;

import org.jspecify.annotations.Nullable;

/**
 * An account's exposure as this replica has last committed it, or else read it with the account's facts. It is what the ledger has as long as no other replica works on the
 * account: good enough to decide on, since a commit checks it. Thread-safe.
 */
public final class LatestExposure {

    private volatile @Nullable NodeRow row;

    /** Null when the facts were stored by this replica and nothing was committed since. */
    public @Nullable NodeRow row() {
        return row;
    }

    /** The row of a commit that stands, or as the ledger has it. */
    public void update(NodeRow now) {
        row = now;
    }
}
