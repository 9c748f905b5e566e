package io.tradeline.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tradeline.embedded.Await;
import io.tradeline.embedded.EmbeddedServerException;
import io.tradeline.embedded.LocalPorts;
import io.tradeline.embedded.PortInUseException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    @TempDir
    private Path temp;

    private PostgresOptions options(String name) {
        return PostgresOptions.in(temp.resolve(name)).withDurability(Durability.NONE);
    }

    private static Connection connect(EmbeddedPostgres server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void dataOutlivesStopRestartAndCrash() throws SQLException {
        long pid;
        try (EmbeddedPostgres server = EmbeddedPostgres.start(options("a"))) {
            execute(server, "CREATE TABLE kept (n int)");
            execute(server, "INSERT INTO kept VALUES (7)");
            int port = server.port();

            server.stop();
            assertThat(server.isRunning()).isFalse();
            server.restart();
            assertThat(server.port()).isEqualTo(port);
            assertThat(query(server, "SELECT n FROM kept")).isEqualTo("7");

            server.kill();
            assertThat(server.isRunning()).isFalse();
            server.restart();
            assertThat(query(server, "SELECT n FROM kept")).isEqualTo("7");
            pid = server.pid();
        }
        Await.gone(pid);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(options("a"))) {
            assertThat(query(server, "SELECT n FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void aCrashedServerStartsAgainInAnotherProgramsPlace() throws SQLException {
        EmbeddedPostgres crashed = EmbeddedPostgres.start(options("a"));
        execute(crashed, "CREATE TABLE kept AS SELECT 7 AS n");
        crashed.kill();
        crashed.close();
        assertThat(temp.resolve("a/data/postmaster.pid")).exists();

        try (EmbeddedPostgres next = EmbeddedPostgres.start(options("a"))) {
            assertThat(query(next, "SELECT n FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void aNoteWhoseProcessIdBelongsToAnotherProgramIsNoObstacle() throws IOException {
        EmbeddedPostgres.start(options("a")).close();
        Path data = temp.resolve("a/data");
        Files.write(
                data.resolve("postmaster.pid"),
                List.of("" + ProcessHandle.current().pid(), data.toString(), "1000000000", "5432", "", "", "0 0"));

        try (EmbeddedPostgres next = EmbeddedPostgres.start(options("a"))) {
            assertThat(next.isRunning()).isTrue();
        }
    }

    @Test
    void durabilityDecidesWhatIsWrittenThrough() throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(
                options("a").withDurability(Durability.FULL).withSettings("work_mem=8MB"))) {
            assertThat(query(server, "SHOW fsync")).isEqualTo("on");
            assertThat(query(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(server, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(query(server, "SHOW max_wal_size")).isEqualTo("4GB");
            assertThat(query(server, "SHOW work_mem")).isEqualTo("8MB");
            assertThat(query(server, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(query(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.start(options("a"))) {
            assertThat(query(server, "SHOW fsync")).isEqualTo("off");
        }
    }

    @Test
    void nobodyComesInWithoutThePassword() {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(options("a"))) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), server.user(), "guess")
                            .close())
                    .withMessageContaining("password authentication failed");
        }
    }

    /** The way of systems that forbid root a user namespace, as many containers do. */
    @Test
    void rootWithoutUserNamespacesRunsItAsNobody() throws IOException, SQLException {
        assumeTrue(isRootOnLinux(), "only root on Linux needs another account");
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        System.setProperty(ServerAccount.FORCED, "nobody");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(options("a"))) {
            assertThat(query(server, "SELECT 'answers'")).isEqualTo("answers");
            assertThat(owner(Path.of("/proc", Long.toString(server.pid())))).isEqualTo(ServerAccount.NOBODY);
        } finally {
            System.clearProperty(ServerAccount.FORCED);
        }
        assertThat(files())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(owner(file)).isEqualTo(ServerAccount.NOBODY));
    }

    private static boolean isRootOnLinux() throws IOException {
        Path own = Path.of("/proc/self");
        return Files.exists(own) && owner(own) == 0;
    }

    private static int owner(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void twoServersRunSideBySide() throws SQLException {
        try (EmbeddedPostgres one = EmbeddedPostgres.start(options("a"));
                EmbeddedPostgres other = EmbeddedPostgres.start(options("b").withDatabase("other"))) {
            assertThat(one.port()).isNotEqualTo(other.port());
            assertThat(query(one, "SELECT current_database()")).isEqualTo("tradeline");
            assertThat(query(other, "SELECT current_database()")).isEqualTo("other");
        }
    }

    @Test
    void oneDirectoryHasOneServer() {
        try (EmbeddedPostgres running = EmbeddedPostgres.start(options("a"))) {
            assertThatExceptionOfType(EmbeddedServerException.class)
                    .isThrownBy(() -> EmbeddedPostgres.start(options("a")))
                    .withMessageContaining("another program runs PostgreSQL in " + temp.resolve("a"));
            assertThat(running.isRunning()).isTrue();
        }
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(LocalPorts.loopback(), 0));
            int port = taken.getLocalPort();
            assertThatExceptionOfType(PortInUseException.class)
                    .isThrownBy(() -> EmbeddedPostgres.start(options("a").withPort(port)))
                    .withMessageContaining("port " + port)
                    .withMessageContaining("--port-offset");
        }
    }

    @Test
    void damagedDataIsAnErrorAndStays() throws IOException {
        EmbeddedPostgres.start(options("a")).close();
        Path version = temp.resolve("a/data/PG_VERSION");
        String right = Files.readString(version);

        Files.delete(version);
        assertRefused("PG_VERSION is missing");
        Files.writeString(version, "");
        assertRefused("PG_VERSION: \"\"");
        Files.writeString(version, "12\n");
        assertRefused("was written by PostgreSQL 12");
        Files.writeString(version, right);

        Path control = temp.resolve("a/data/global/pg_control");
        byte[] whole = Files.readAllBytes(control);
        Files.write(control, new byte[16]);
        assertRefused("nothing was deleted");
        Files.delete(control);
        assertRefused("pg_control is missing");
        Files.write(control, whole);

        EmbeddedPostgres.start(options("a")).close();
    }

    private void assertRefused(String message) throws IOException {
        List<Path> before = files();
        assertThatExceptionOfType(EmbeddedServerException.class)
                .isThrownBy(() -> EmbeddedPostgres.start(options("a")))
                .withMessageContaining(message);
        assertThat(files()).containsAll(before);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(temp.resolve("a/data"))) {
            return files.toList();
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "no directory");
        assertThatExceptionOfType(EmbeddedServerException.class)
                .isThrownBy(() -> EmbeddedPostgres.start(PostgresOptions.in(file.resolve("below"))))
                .withMessageContaining("can't make the directory " + file.resolve("below"));
    }
}
