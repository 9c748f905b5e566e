package io.tradeline.decision.server;

import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

/** What became of the files of TLS, counted since the start. */
public final class TlsMeters {

    private final LongAdder loads = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile Instant expiresAt = Instant.EPOCH;

    void loaded(Instant expires) {
        loads.increment();
        expiresAt = expires;
    }

    void failed() {
        failures.increment();
    }

    /** Certificates taken into use, the first ones included. */
    public long loads() {
        return loads.sum();
    }

    /** Times that new files were of no use, so that the last good ones stayed. */
    public long loadFailures() {
        return failures.sum();
    }

    /** When the service's own certificate ends; the epoch without TLS. */
    public Instant expiresAt() {
        return expiresAt;
    }
}
