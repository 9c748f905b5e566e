package io.tradeline.tools.simulate;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes wrong with PostgreSQL. */
final class PostgresFaults {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresFaults.class);
    private static final int WAVES = 5;
    private static final int MOST_MEGABYTES = 300;

    private PostgresFaults() {}

    /** SIGKILL of its main process: what was committed comes back from its log of changes. */
    static Fault crashed(Surroundings around) {
        return Fault.of(around.cluster().postgres()::kill, around.cluster().postgres()::restart);
    }

    /** A fast shutdown, and a start. */
    static Fault restarted(Surroundings around) {
        return Fault.of(around.cluster().postgres()::stop, around.cluster().postgres()::restart);
    }

    /** Every new transaction may only read, as on a standby after a failover. */
    static Fault readOnly(Surroundings around) {
        return Fault.of(
                () -> execute(around, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"),
                () -> execute(
                        around,
                        "SET default_transaction_read_only = off",
                        "ALTER SYSTEM RESET default_transaction_read_only",
                        "SELECT pg_reload_conf()"));
    }

    /** Not a byte is left: tables can't grow. */
    static Fault diskFull(Surroundings around) {
        return Fault.of(around.cluster().disk()::fill, around.cluster()::healPostgres);
    }

    /** Not a byte is left, and the log of changes has to grow: PostgreSQL gives up, and can't come back until there is room. */
    static Fault logFull(Surroundings around) {
        return Fault.of(
                () -> {
                    around.cluster().disk().fill();
                    writeLog(around);
                },
                around.cluster()::healPostgres);
    }

    /** Until there is no room for it, or for as long as it takes to go round in the files that are there. */
    private static void writeLog(Surroundings around) {
        try {
            for (int megabyte = 0; megabyte < MOST_MEGABYTES; megabyte++) {
                execute(around, "SELECT pg_logical_emit_message(true, 'simulation', repeat('x', 1000000))");
            }
        } catch (SQLException noRoom) {
            LOG.debug("the log of changes is full", noRoom);
        }
    }

    /** The sessions of all instances are ended, again and again, wherever they are. */
    static Fault sessionsEnded(Surroundings around) {
        return Fault.once(() -> {
            for (int wave = 0; wave < WAVES; wave++) {
                execute(
                        around,
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'tradeline-decision-service'");
                LockSupport.parkNanos(
                        TimeUnit.MILLISECONDS.toNanos(around.random().nextInt(300)));
            }
        });
    }

    /** Someone holds the rows of half of the accounts. */
    static Fault rowsLocked(Surroundings around) {
        List<String> locked = new ArrayList<>();
        for (String account : around.accounts()) {
            if (around.random().nextBoolean()) {
                locked.add(account);
            }
        }
        List<Connection> holder = new ArrayList<>();
        return Fault.of(
                () -> {
                    Connection connection = around.cluster().books().connect();
                    holder.add(connection);
                    connection.setAutoCommit(false);
                    try (var statement = connection.prepareStatement(
                            "SELECT 1 FROM account WHERE account_id = ANY (?) ORDER BY account_id FOR UPDATE")) {
                        statement.setArray(1, connection.createArrayOf("text", locked.toArray()));
                        statement.executeQuery().close();
                    }
                },
                () -> {
                    for (Connection connection : holder) {
                        connection.close();
                    }
                });
    }

    private static void execute(Surroundings around, String... commands) throws SQLException {
        try (Connection connection = around.cluster().books().connect();
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }
}
