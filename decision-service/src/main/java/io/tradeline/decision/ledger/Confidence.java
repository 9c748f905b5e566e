package io.tradeline.decision.ledger;

/**
 * Whether a lane goes by cached exposures alone, and lets the ledger refuse what does not fit. That is the quicker way as long as this replica is the only one that
 * works on its accounts at the moment. Each disappointment makes the lane lock first for a while, twice as long after each that follows another.
 */
final class Confidence {

    private static final int LONGEST_DOUBT = 64;

    private int doubt;
    private int batchesLeft;

    /** For the next batch. */
    boolean isGiven() {
        if (batchesLeft > 0) {
            batchesLeft--;
            return false;
        }
        return true;
    }

    void kept() {
        doubt = 0;
    }

    void broken() {
        doubt = Math.min(LONGEST_DOUBT, Math.max(1, 2 * doubt));
        batchesLeft = doubt;
    }
}
