package io.tradeline.decision.access;

import io.grpc.Status;
import java.util.concurrent.atomic.LongAdder;

/** What happened at the door, counted since the start. Nothing here is by caller: callers are as many as tokens name. */
public final class AccessMeters {

    private final LongAdder keyReads = new LongAdder();
    private final LongAdder keyFailures = new LongAdder();
    private final LongAdder unauthenticated = new LongAdder();
    private final LongAdder denied = new LongAdder();
    private final LongAdder tooOften = new LongAdder();
    private final LongAdder tooManyCalls = new LongAdder();
    private final LongAdder tooManyStreams = new LongAdder();
    private volatile int keys;

    void keys(int count) {
        keys = count;
        keyReads.increment();
    }

    void keysFailed() {
        keyFailures.increment();
    }

    void refused(Status.Code code) {
        if (code == Status.Code.UNAUTHENTICATED) {
            unauthenticated.increment();
        } else if (code == Status.Code.PERMISSION_DENIED) {
            denied.increment();
        }
    }

    void tooOften() {
        tooOften.increment();
    }

    void tooMany(boolean streams) {
        (streams ? tooManyStreams : tooManyCalls).increment();
    }

    /** Public keys by which tokens are verified now. */
    public int keys() {
        return keys;
    }

    /** Reads of the key set that went well, the first one included. */
    public long keyReads() {
        return keyReads.sum();
    }

    /** Reads of the key set that failed, so that the last good one stayed. */
    public long keyReadFailures() {
        return keyFailures.sum();
    }

    /** Calls without a good token. */
    public long unauthenticated() {
        return unauthenticated.sum();
    }

    /** Calls with a token that does not allow the method. Accounts out of reach are not among them: they are unknown. */
    public long denied() {
        return denied.sum();
    }

    /** Calls beyond their caller's rate. */
    public long tooOftenCalls() {
        return tooOften.sum();
    }

    /** Calls beyond what their caller may have under way. */
    public long tooManyCalls() {
        return tooManyCalls.sum();
    }

    /** Streams beyond what their caller may have under way. */
    public long tooManyStreams() {
        return tooManyStreams.sum();
    }
}
