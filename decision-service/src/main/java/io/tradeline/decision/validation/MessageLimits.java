package io.tradeline.decision.validation;

import java.util.concurrent.atomic.LongAdder;

/**
 * How large requests may be, and how many were refused for their form.
 *
 * <p>A request is counted by its fields and items as well as by its bytes: an empty item takes two bytes on the wire and a hundred in memory.
 */
public final class MessageLimits {

    /** Our messages nest in five levels. */
    static final int DEEPEST = 16;

    private static final int MOST_FIELDS = 25_000;

    /** 500 postings of 160 allocations each have as many. */
    private static final int MOST_BATCH_FIELDS = 250_000;

    private final int mostBytes;
    private final int mostBatchBytes;
    private final LongAdder malformed = new LongAdder();
    private final LongAdder tooLarge = new LongAdder();

    /**
     * @param mostBytes of a request about one thing
     * @param mostBatchBytes of a request that is a list
     */
    public MessageLimits(int mostBytes, int mostBatchBytes) {
        this.mostBytes = mostBytes;
        this.mostBatchBytes = mostBatchBytes;
    }

    int bytes(boolean batch) {
        return batch ? mostBatchBytes : mostBytes;
    }

    /** Fields and items, at all levels together. */
    static int fields(boolean batch) {
        return batch ? MOST_BATCH_FIELDS : MOST_FIELDS;
    }

    /** The largest request there may be. */
    public int largest() {
        return Math.max(mostBytes, mostBatchBytes);
    }

    void malformed() {
        malformed.increment();
    }

    void tooLarge() {
        tooLarge.increment();
    }

    /** Requests that were no message of their method. */
    public long malformedRequests() {
        return malformed.sum();
    }

    /** Requests of too many bytes, fields or levels. */
    public long tooLargeRequests() {
        return tooLarge.sum();
    }
}
