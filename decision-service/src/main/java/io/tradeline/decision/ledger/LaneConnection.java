package io.tradeline.decision.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection of a lane, kept from one batch to the next and made anew after a failure. */
final class LaneConnection {

    private static final Logger LOG = LoggerFactory.getLogger(LaneConnection.class);

    private final DataSource dataSource;
    private @Nullable Connection pooled;
    /** What lies in the pool's wrapper, which would look at every value that is read. */
    private @Nullable Connection open;

    LaneConnection(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** In auto-commit mode, unless a transaction has begun on it. */
    Connection open() throws SQLException {
        Connection connection = open;
        if (connection == null) {
            pooled = dataSource.getConnection();
            connection = pooled.unwrap(PgConnection.class);
            connection.setAutoCommit(true);
            open = connection;
        }
        return connection;
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
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException broken) {
                LOG.debug("closing a broken connection failed", broken);
            }
        }
    }
}
