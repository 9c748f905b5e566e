package io.tradeline.decision.exposure;

import org.jspecify.annotations.Nullable;

/**
 * An account's exposure as this replica itself has last committed it. It is what the ledger has as long as no other replica works on the account: good enough to
 * decide on, since a commit checks it. Thread-safe.
 */
public final class LatestExposure {

    private volatile @Nullable NodeRow row;

    /** Null before the first commit. */
    public @Nullable NodeRow row() {
        return row;
    }

    /** The row of a commit that stands. */
    public void committed(NodeRow now) {
        row = now;
    }
}
