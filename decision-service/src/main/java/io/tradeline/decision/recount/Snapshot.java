package io.tradeline.decision.recount;

import java.sql.Connection;
import java.sql.SQLException;

/** Short transactions that see one moment. */
final class Snapshot {

    private Snapshot() {}

    /** What is done in one. */
    interface Work<T> {
        T on(Connection connection) throws SQLException, Lease.LostException;
    }

    /**
     * Does the work and commits it.
     *
     * @param connection in auto-commit mode
     */
    static <T> T of(Connection connection, Work<T> work) throws SQLException, Lease.LostException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        boolean done = false;
        try {
            T result = work.on(connection);
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                connection.rollback();
            }
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(true);
        }
    }
}
