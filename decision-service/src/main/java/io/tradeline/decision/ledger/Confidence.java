package io.tradeline.decision.ledger;

/**
 * Whether the lanes go by what they can't be sure of, and let the ledger refuse what does not fit. That is the quicker way as long as it is rarely wrong: as long as this
 * replica is the only one that works on its accounts at the moment. Each disappointment makes them do without for a while, twice as long as the last time; as many
 * good batches as that while had make it half as long again.
 * What one lane meets with holds for all: any of them may have any account in hand next. Thread-safe.
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
    synchronized boolean isGiven() {
        if (batchesLeft > 0) {
            batchesLeft--;
            return false;
        }
        return true;
    }

    /** Whether it was disappointed lately. */
    synchronized boolean isShaken() {
        return doubt > 0;
    }

    synchronized void kept() {
        if (doubt > 0 && ++goodInARow >= doubt) {
            doubt /= 2;
            goodInARow = 0;
        }
    }

    synchronized void broken() {
        doubt = Math.min(longestDoubt, Math.max(1, 2 * doubt));
        batchesLeft = doubt;
        goodInARow = 0;
    }
}
