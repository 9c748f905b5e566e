package io.tradeline.tools.bench.process;

import io.tradeline.embedded.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The files of PostgreSQL's write-ahead log, 16 MB each. A server that has run for a while has them and uses them again. A new one makes each when it is needed, and commits wait for that
 * (60 ms on one machine, where orders fill a file a second): what was measured then would be how zeros are written.
 */
public final class WriteAheadLog {

    private static final int FILE_MEBIBYTES = 16;

    private WriteAheadLog() {}

    /**
     * Has the server make so many files, and keep them.
     *
     * @throws SQLException when it can't
     */
    public static void prepare(EmbeddedPostgres server, int files) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET min_wal_size = '" + files * FILE_MEBIBYTES + "MB'");
            statement.execute("SELECT pg_reload_conf()");
            for (int file = 0; file < files; file++) {
                // A file without anything in it is not left.
                statement.execute("SELECT pg_logical_emit_message(false, 'bench', '')");
                statement.execute("SELECT pg_switch_wal()");
            }
            // From here on they are free to be used again.
            statement.execute("CHECKPOINT");
        }
    }
}
