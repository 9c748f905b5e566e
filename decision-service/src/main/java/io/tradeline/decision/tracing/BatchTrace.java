package io.tradeline.decision.tracing;

/**
 * The trace of one attempt to commit some calls together. What is done for all of them is told once, and stands in the trace of each as well, so that each can be read alone. For one thread.
 */
public interface BatchTrace extends AutoCloseable {

    /** Of a batch in which nobody's trace is recorded. */
    BatchTrace NONE = new BatchTrace() {
        @Override
        public long now() {
            return 0;
        }

        @Override
        public void redis(long beganNanos, int wanted, int found) {}

        @Override
        public void locked(long beganNanos) {}

        @Override
        public void committed(long beganNanos, boolean locked) {}

        @Override
        public void movedOn(long beganNanos) {}

        @Override
        public void close() {}
    };

    /** The present moment by the nano clock; 0 when this is not recorded. */
    long now();

    /** Redis was asked for copies of exposures, and given newer ones. */
    void redis(long beganNanos, int wanted, int found);

    /** The accounts' rows were locked. */
    void locked(long beganNanos);

    /**
     * It was written and committed.
     *
     * @param locked after its rows were locked; otherwise on condition that they had not changed
     */
    void committed(long beganNanos, boolean locked);

    /** It was written in vain: the ledger had moved on. */
    void movedOn(long beganNanos);

    /** The attempt is over. */
    @Override
    void close();
}
