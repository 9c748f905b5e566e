package io.tradeline.embedded.postgres;

import io.tradeline.embedded.EmbeddedServerException;
import io.tradeline.embedded.process.OwnedProcess;
import io.tradeline.embedded.process.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one server: {@code data}, which PostgreSQL owns, the password of its superuser, and the log. Nothing that is there is ever deleted: what can't be
 * used is an error.
 */
final class DataDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);
    private static final Duration LEFTOVER_GRACE = Duration.ofSeconds(60);
    /** How far the server's own note of its start may lie from the operating system's. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(5);

    private final Path root;

    DataDirectory(Path root) {
        this.root = root;
    }

    Path data() {
        return root.resolve("data");
    }

    Path log() {
        return root.resolve("postgres.log");
    }

    Path pidFile() {
        return root.resolve("postgres.pid");
    }

    private Path passwordFile() {
        return root.resolve("password");
    }

    /** Makes the directory itself, so that it can be locked and reached. */
    void create() {
        try {
            Files.createDirectories(root);
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't make the directory " + root, failure);
        }
    }

    /** Makes the data in a new directory, or checks what is there. */
    void prepare(PostgresBinaries binaries, ServerAccount account, String user) {
        if (isNew()) {
            initialize(binaries, account, user);
        } else {
            check(majorOf(binaries));
            account.requireOwner(data());
        }
    }

    /** Whether no server has ever had its data here. */
    boolean isNew() {
        return !Files.exists(data()) && !Files.exists(passwordFile());
    }

    private void initialize(PostgresBinaries binaries, ServerAccount account, String user) {
        // Built apart and moved into place whole: an initdb that was interrupted leaves nothing that looks like data.
        Path building = root.resolve("data.new-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        Path secret = root.resolve("password.new");
        try {
            Files.createDirectory(
                    building, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            account.own(building);
            writeSecret(secret);
            account.own(secret);
            run(account.command(List.of(
                    binaries.program("initdb").toString(),
                    "--pgdata=" + building,
                    "--username=" + user,
                    "--pwfile=" + secret,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--no-sync",
                    "--no-instructions")));
            Files.move(secret, passwordFile());
            Files.move(building, data());
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't make a new database in " + root, failure);
        }
    }

    private static void writeSecret(Path file) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
    }

    private void run(List<String> command) throws IOException {
        Path output = root.resolve("initdb.log");
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(INITDB_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new EmbeddedServerException(
                        "initdb took longer than " + INITDB_LIMIT.toSeconds() + " s; see " + output);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while making a new database", interrupted);
        }
        if (process.exitValue() != 0) {
            throw new EmbeddedServerException("initdb ended with " + process.exitValue() + " (expected: 0):\n"
                    + Files.readString(output).strip());
        }
    }

    private void check(int major) {
        Path version = data().resolve("PG_VERSION");
        String found = read(version)
                .orElseThrow(() -> damaged(version + " is missing"))
                .strip();
        if (!found.equals(Integer.toString(major))) {
            if (!found.matches("[0-9]{1,3}")) {
                throw damaged(version + ": \"" + found + "\" (expected: " + major + ")");
            }
            throw new EmbeddedServerException(data() + " was written by PostgreSQL " + found + " (expected: " + major
                    + "); nothing was changed. Move it away to start empty, or export it with a PostgreSQL " + found);
        }
        for (String needed : List.of("global/pg_control", "base", "pg_wal", "postgresql.conf", "pg_hba.conf")) {
            if (!Files.exists(data().resolve(needed))) {
                throw damaged(data().resolve(needed) + " is missing");
            }
        }
        password();
    }

    private EmbeddedServerException damaged(String what) {
        return new EmbeddedServerException("the data in " + root + " is damaged: " + what
                + "; nothing was changed. Restore it from a copy, or move the directory away to start empty");
    }

    /** The major version of the programs; it must be the one that wrote the data. */
    private static int majorOf(PostgresBinaries binaries) {
        Path program = binaries.program("postgres");
        try {
            Process process = new ProcessBuilder(program.toString(), "--version").start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            Matcher version = Pattern.compile("\\) (\\d+)").matcher(said);
            if (!version.find()) {
                throw new EmbeddedServerException(program + " --version: \"" + said + "\" (expected: a version)");
            }
            return Integer.parseInt(version.group(1));
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't run " + program, failure);
        }
    }

    /** The superuser's password. */
    String password() {
        String password = read(passwordFile())
                .orElseThrow(() -> damaged(passwordFile() + " is missing"))
                .strip();
        if (password.isEmpty()) {
            throw damaged(passwordFile() + " is empty");
        }
        return password;
    }

    /**
     * Ends a server that a killed program left running on this data. The caller holds the lock on the directory, so that no living program owns that server.
     */
    void endLeftover() {
        Path note = data().resolve("postmaster.pid");
        Optional<String> text = read(note);
        if (text.isEmpty()) {
            return;
        }
        List<String> lines = text.get().lines().map(String::strip).toList();
        if (lines.size() < 3
                || !lines.get(0).matches("\\d{1,18}")
                || !lines.get(2).matches("\\d{1,18}")) {
            throw damaged(
                    note + " is malformed; make sure that no PostgreSQL runs on this data, then remove that file");
        }
        Instant started = Instant.ofEpochSecond(Long.parseLong(lines.get(2)));
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(lines.get(0)));
        if (process.isEmpty()) {
            // The server that starts next cleans up after one that was killed.
            return;
        }
        if (startedAt(process.get(), started)) {
            LOG.info(
                    "ending the PostgreSQL (process {}) that an earlier run left behind",
                    process.get().pid());
            OwnedProcess.end(process.get(), "the PostgreSQL of an earlier run", Signal.INT, LEFTOVER_GRACE);
        } else {
            // Another program has the id by now. PostgreSQL can't tell, and would refuse to start.
            remove(note);
        }
    }

    private static boolean startedAt(ProcessHandle process, Instant started) {
        return process.info()
                .startInstant()
                .map(start -> Duration.between(start, started).abs().compareTo(START_TOLERANCE) <= 0)
                .orElse(true);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't remove " + file, failure);
        }
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't read " + file, failure);
        }
    }
}
