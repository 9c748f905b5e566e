package io.tradeline.decision.ledger;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What failures of PostgreSQL mean. */
public final class SqlFailures {

    /** check_violation: also what PostgreSQL says when a row fits no partition. */
    private static final String NO_PARTITION = "23514";

    private static final String DEADLOCK = "40P01";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String READ_ONLY = "25006";

    private static final String UNIQUE_VIOLATION = "23505";

    /** What the schema's function require_all raises. */
    private static final String MOVED_ON = "TL001";

    private SqlFailures() {}

    /** Whether the connection is gone, or the server is going. */
    static boolean isConnectionLost(SQLException failed) {
        String state = failed.getSQLState();
        return failed instanceof SQLNonTransientConnectionException
                || state == null
                || state.startsWith("08")
                || state.startsWith("57P");
    }

    /** Whether the same may go well a moment later: conflicts, lock time-outs, lack of room. */
    static boolean isPassing(SQLException failed) {
        String state = failed.getSQLState();
        return failed instanceof SQLTransientException
                || state != null
                        && (state.startsWith("40")
                                || state.startsWith("53")
                                || state.equals(LOCK_NOT_AVAILABLE)
                                || state.equals(READ_ONLY));
    }

    /** Whether what a batch took for granted turned out otherwise: an account changed, or a request or posting id is taken. */
    static boolean isMovedOn(SQLException failed) {
        String state = failed.getSQLState();
        if (UNIQUE_VIOLATION.equals(state) && failed instanceof PSQLException server) {
            ServerErrorMessage message = server.getServerErrorMessage();
            String constraint = message == null ? null : message.getConstraint();
            return "request_pkey".equals(constraint) || "posting_pkey".equals(constraint);
        }
        return MOVED_ON.equals(state);
    }

    /** Whether it was undone in favour of another transaction: it may be tried again at once. */
    public static boolean isConflict(SQLException failed) {
        return DEADLOCK.equals(failed.getSQLState()) || SERIALIZATION_FAILURE.equals(failed.getSQLState());
    }

    /** Whether a lock was not had within the time that is waited for one. */
    static boolean isHeld(SQLException failed) {
        return LOCK_NOT_AVAILABLE.equals(failed.getSQLState());
    }

    static boolean isNoPartition(SQLException failed) {
        return NO_PARTITION.equals(failed.getSQLState());
    }
}
