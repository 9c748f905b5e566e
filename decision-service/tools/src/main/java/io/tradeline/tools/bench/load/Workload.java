package io.tradeline.tools.bench.load;

/** A kind of call whose speed is measured; answers arrive on other threads. */
public interface Workload extends AutoCloseable {

    /**
     * Sends one call and returns at once.
     *
     * @param sequence which call; never twice in one benchmark
     */
    void call(long sequence, Done done);

    @Override
    void close();

    /** Told once for each call how it ended. */
    interface Done {
        /**
         * The call was answered.
         *
         * @param approved whether the order may go on; true for calls that decide nothing
         */
        void answered(boolean approved);

        /**
         * The call got no answer.
         *
         * @param failure a gRPC status RESOURCE_EXHAUSTED counts as the refusal of an overloaded server, anything else as a failure
         */
        void failed(Throwable failure);
    }
}
