package io.tradeline.tools.bench.load;

import java.sql.SQLException;

/** A kind of call that keeps its thread and its connection busy until it is answered. */
public interface BlockingWorkload {

    /** A connection for one thread. */
    Session open() throws SQLException;

    /** One thread's connection. */
    interface Session extends AutoCloseable {
        /**
         * Makes one call.
         *
         * @param sequence which call; never twice in one benchmark
         * @return whether the order may go on
         */
        boolean call(long sequence) throws SQLException;

        @Override
        void close() throws SQLException;
    }
}
