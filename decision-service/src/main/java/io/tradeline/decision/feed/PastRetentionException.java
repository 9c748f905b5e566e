package io.tradeline.decision.feed;

/** Events that were asked for are not there any more. */
final class PastRetentionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long oldest;

    /** @param oldest first sequence that can still be read */
    PastRetentionException(long wanted, long oldest) {
        super("events from " + wanted + " on (expected: from " + oldest + " on, older ones are not retained)");
        this.oldest = oldest;
    }

    long oldest() {
        return oldest;
    }
}
