package io.tradeline.decision.ledger;

/**
 * Whether a lane goes by what it can't be sure of, and lets the ledger refuse what does not fit. That is the quicker way as long as it is rarely wrong: as long as this
 * replica is the only one that works on its accounts at the moment. Each disappointment makes the lane do without for a while, twice as long as the last time; as many
 * good batches as that while had make it half as long again.
 */
final class Confidence {

    private final int longestDoubt;
    private int doubt;
    private int batchesLeft;
    private int goodInARow;

    /** @param longestDoubt in batches, after disappointments that follow one another */
    Confidence(int longestDoubt) {
        this.longestDoubt = longestDoubt;
    }

    /** For the next batch. */
    boolean isGiven() {
        if (batchesLeft > 0) {
            batchesLeft--;
            return false;
        }
        return true;
    }

    void kept() {
        if (doubt > 0 && ++goodInARow >= doubt) {
            doubt /= 2;
            goodInARow = 0;
        }
    }

    void broken() {
        doubt = Math.min(longestDoubt, Math.max(1, 2 * doubt));
        batchesLeft = doubt;
        goodInARow = 0;
    }
}
