package io.tradeline.embedded.postgres;

import io.tradeline.embedded.EmbeddedServerException;
import io.tradeline.embedded.LocalPorts;
import io.tradeline.embedded.PortInUseException;
import io.tradeline.embedded.process.OwnedProcess;
import io.tradeline.embedded.process.ProcessSpec;
import io.tradeline.embedded.process.Signal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL server that runs as a child process, on 127.0.0.1 only, while this object is open. Its data outlives it. For laptops, tests and demonstrations;
 * not for production.
 *
 * <p>It can be stopped and started again; it ends with this program, however that ends. Safe for use by several threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String NAME = "PostgreSQL";
    private static final String USER = "tradeline";
    private static final Duration STOP_GRACE = Duration.ofSeconds(60);
    private static final int PORT_ATTEMPTS = 5;
    private static final int TAIL_LINES = 20;

    /** Sized for a laptop. The log of changes may grow large, so that a benchmark doesn't measure checkpoints. */
    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=100",
            "shared_buffers=256MB",
            "max_wal_size=4GB",
            "checkpoint_timeout=15min",
            "jit=off",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_checkpoints=off");

    private final PostgresOptions options;
    private final DataDirectory directory;
    private final PostgresBinaries binaries;
    private final ServerAccount account;
    private final DirectoryLock lock;
    private int port;
    private OwnedProcess process;
    private boolean closed;

    private EmbeddedPostgres(
            PostgresOptions options,
            DataDirectory directory,
            PostgresBinaries binaries,
            ServerAccount account,
            DirectoryLock lock) {
        this.options = options;
        this.directory = directory;
        this.binaries = binaries;
        this.account = account;
        this.lock = lock;
        this.port = options.port();
        this.process = launch();
    }

    /**
     * Starts a server, on new data when the directory holds none, and waits until it answers.
     *
     * @throws PortInUseException when the given port is taken
     * @throws EmbeddedServerException when the server can't run here, or not on this data; nothing is deleted then
     */
    public static EmbeddedPostgres start(PostgresOptions options) {
        PostgresBinaries binaries = PostgresBinaries.unpacked(options.cache());
        DataDirectory directory = new DataDirectory(options.directory());
        directory.create();
        DirectoryLock lock = DirectoryLock.take(options.directory());
        try {
            ServerAccount account = ServerAccount.choose(options.directory(), binaries.program("postgres"));
            directory.endLeftover();
            if (options.port() != 0) {
                LocalPorts.requireFree(options.port(), NAME);
            }
            directory.prepare(binaries, account, USER);
            EmbeddedPostgres server = new EmbeddedPostgres(options, directory, binaries, account, lock);
            server.createDatabase(options.database());
            return server;
        } catch (RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    private OwnedProcess launch() {
        for (int attempt = 1; ; attempt++) {
            if (options.port() != 0) {
                LocalPorts.requireFree(port, NAME);
            } else if (port == 0 || !LocalPorts.isFree(port)) {
                port = LocalPorts.findFree();
            }
            OwnedProcess started = OwnedProcess.start(spec());
            try {
                awaitReady(started);
                return started;
            } catch (RuntimeException failure) {
                started.kill();
                boolean portTaken = failure instanceof PortInUseException;
                boolean again = portTaken ? options.port() == 0 : failure instanceof PredecessorRuns;
                if (!again || attempt == PORT_ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    private ProcessSpec spec() {
        List<String> command = new ArrayList<>(List.of(
                binaries.program("postgres").toString(), "-D", directory.data().toString(), "-p", "" + port));
        for (List<String> settings : List.of(SETTINGS, options.durability().settings(), options.settings())) {
            for (String setting : settings) {
                command.add("-c");
                command.add(setting);
            }
        }
        return new ProcessSpec(
                NAME,
                account.command(command),
                Map.of(),
                options.directory(),
                directory.log(),
                directory.pidFile(),
                Signal.INT);
    }

    /** The server doesn't say when it is ready but by answering. */
    private void awaitReady(OwnedProcess started) {
        long deadline = System.nanoTime() + options.startLimit().toNanos();
        SQLException last = null;
        while (System.nanoTime() < deadline) {
            if (awaitExit(started, Duration.ofMillis(25))) {
                throw diedAtStart(started);
            }
            try (Connection probe = connect("postgres")) {
                if (probe.isValid(5)) {
                    return;
                }
            } catch (SQLException notYet) {
                last = notYet;
            }
        }
        throw new EmbeddedServerException(
                "PostgreSQL did not answer within " + options.startLimit().toSeconds() + " s; see " + directory.log(),
                last);
    }

    private static boolean awaitExit(OwnedProcess started, Duration limit) {
        try {
            started.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException runs) {
            return false;
        } catch (ExecutionException failure) {
            throw new EmbeddedServerException("can't wait for PostgreSQL", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while starting PostgreSQL", interrupted);
        }
    }

    private EmbeddedServerException diedAtStart(OwnedProcess started) {
        String tail = String.join("\n", started.logTail(TAIL_LINES));
        if (tail.contains("could not bind") || tail.contains("Address already in use")) {
            return new PortInUseException(port, NAME);
        }
        if (tail.contains("pre-existing shared memory block")) {
            return new PredecessorRuns("processes of a killed PostgreSQL still use " + directory.data());
        }
        return new EmbeddedServerException("PostgreSQL ended while it started, in " + options.directory()
                + "; nothing was deleted. Its last words:\n" + tail);
    }

    private void createDatabase(String name) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException failure) {
            close();
            throw new EmbeddedServerException("can't make the database " + name, failure);
        }
    }

    private Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", directory.password());
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    /** Address of the server's database, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl(options.database());
    }

    /** Address of another database on the server. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** The superuser's name. */
    public String user() {
        return USER;
    }

    /**
     * The superuser's password of the server in a directory, for other programs of the same user; empty when no server was ever started there.
     *
     * @throws EmbeddedServerException when its data is damaged, or its password can't be read
     */
    public static Optional<String> passwordIn(Path directory) {
        DataDirectory data = new DataDirectory(directory);
        return data.isNew() ? Optional.empty() : Optional.of(data.password());
    }

    /** The superuser's password, made with the data directory. */
    public String password() {
        return directory.password();
    }

    /** The port on 127.0.0.1; the same after {@link #restart} unless it was taken meanwhile. */
    public synchronized int port() {
        return port;
    }

    /** Process id of the server's main process. */
    public synchronized long pid() {
        return process.pid();
    }

    public synchronized boolean isRunning() {
        return process.isAlive();
    }

    /** Completes when the server's present process ends, for whatever reason. */
    public synchronized CompletableFuture<Void> onExit() {
        return process.onExit().thenAccept(ended -> {});
    }

    /** The last lines of the server's log, the oldest first. */
    public synchronized List<String> logTail(int lines) {
        return process.logTail(lines);
    }

    /** Ends connections, writes everything and waits for the end. The data stays. */
    public synchronized void stop() {
        process.stop(STOP_GRACE);
    }

    /** Kills the server's main process, as a crash would; for tests of faults. */
    public synchronized void kill() {
        process.kill();
    }

    /** Starts the server again on its data, after stopping it when it runs. */
    public synchronized void restart() {
        if (closed) {
            throw new IllegalStateException("PostgreSQL in " + options.directory() + " is closed");
        }
        stop();
        process = launch();
    }

    /** Stops the server for good and gives the directory free. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                stop();
            } finally {
                lock.close();
            }
        }
    }

    /** The last processes of a killed server are about to end; until then a new one refuses to start. */
    private static final class PredecessorRuns extends EmbeddedServerException {
        private static final long serialVersionUID = 1L;

        PredecessorRuns(String message) {
            super(message);
        }
    }
}
