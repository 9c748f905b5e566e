package io.tradeline.decision.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection of a lane, kept from one batch to the next and taken anew from the pool after a failure. */
final class LaneConnection {

    private static final Logger LOG = LoggerFactory.getLogger(LaneConnection.class);

    private static final int ANSWERS_WITHIN_SECONDS = 2;

    /** For so long, connections of the pool that don't answer are passed over. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(3).toNanos();

    private final DataSource dataSource;
    private @Nullable Connection pooled;
    /** What lies in the pool's wrapper, which would look at every value that is read. */
    private @Nullable Connection open;

    private boolean kept;

    LaneConnection(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * In auto-commit mode, unless a transaction has begun on it. One that is taken from the pool has answered.
     *
     * @throws SQLException when PostgreSQL can't be reached
     */
    Connection open() throws SQLException {
        Connection connection = open;
        if (connection == null) {
            connection = answering();
            connection.setAutoCommit(true);
            open = connection;
        }
        return connection;
    }

    /** The pool's connections may have been ended while nobody used them. */
    private Connection answering() throws SQLException {
        long began = System.nanoTime();
        while (true) {
            Connection wrapper = dataSource.getConnection();
            pooled = wrapper;
            Connection connection = wrapper.unwrap(PgConnection.class);
            if (connection.isValid(ANSWERS_WITHIN_SECONDS)) {
                return connection;
            }
            // The pool throws away what comes back closed.
            connection.close();
            close();
            if (System.nanoTime() - began > PATIENCE_NANOS) {
                throw new SQLNonTransientConnectionException("no connection of the pool answers");
            }
        }
    }

    /** A batch has been worked through on it. */
    void worked() {
        kept = true;
    }

    /** Whether it is from an earlier batch, so that its end may have gone unnoticed since. */
    boolean isKept() {
        return kept;
    }

    /** Ends the transaction, if there is one; whether the connection is of no more use. */
    boolean rollback() {
        Connection connection = open;
        if (connection == null) {
            return true;
        }
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            return connection.isClosed();
        } catch (SQLException broken) {
            LOG.debug("rollback failed", broken);
            return true;
        }
    }

    void close() {
        Connection connection = pooled;
        pooled = null;
        open = null;
        kept = false;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException broken) {
                LOG.debug("closing a broken connection failed", broken);
            }
        }
    }
}
