package io.tradeline.embedded.process;

import io.tradeline.embedded.EmbeddedServerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child process that this program started, and the only one that it will end. It runs in a session of its own, its output goes to a bounded log, it is noted
 * in a file while it runs, and it is ended when this program goes away in whatever manner.
 */
public final class OwnedProcess {
    /** Two files of this size at most for each process. */
    private static final long LOG_LIMIT_BYTES = 8L << 20;

    /** There is no shell to watch over the process there: the next start ends by its note what a killed one left. */
    private static final boolean IS_WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final ProcessSpec spec;
    private final Process process;
    private final BoundedLog log;
    private final Thread logWriter;

    private OwnedProcess(ProcessSpec spec, Process process, BoundedLog log, Thread logWriter) {
        this.spec = spec;
        this.process = process;
        this.log = log;
        this.logWriter = logWriter;
    }

    /**
     * Starts a process.
     *
     * @throws EmbeddedServerException when the program can't be run
     */
    public static OwnedProcess start(ProcessSpec spec) {
        try {
            Files.createDirectories(spec.log().toAbsolutePath().getParent());
            Files.createDirectories(spec.directory());
            ProcessBuilder builder = new ProcessBuilder(OwnSession.of(spec.command()))
                    .directory(spec.directory().toFile())
                    .redirectErrorStream(true);
            builder.environment().putAll(spec.environment());
            Process process = builder.start();
            process.getOutputStream().close();
            BoundedLog log = new BoundedLog(spec.log(), LOG_LIMIT_BYTES);
            Thread writer = new Thread(() -> write(log, process.getInputStream()), "log of " + spec.name());
            writer.setDaemon(true);
            writer.start();
            PidRecord.of(process.toHandle()).write(spec.pidFile());
            if (!IS_WINDOWS) {
                OrphanGuard guard = OrphanGuard.over(process.toHandle(), spec.stopSignal());
                process.onExit().thenRun(guard::dismiss);
            }
            return new OwnedProcess(spec, process, log, writer);
        } catch (IOException failure) {
            throw new EmbeddedServerException(
                    "can't run " + spec.name() + " (" + spec.command().get(0) + ")", failure);
        }
    }

    private static void write(BoundedLog log, InputStream output) {
        try (output) {
            log.copy(output);
        } catch (IOException failure) {
            throw new UncheckedIOException("can't write a log", failure);
        }
    }

    /**
     * Ends a process that an earlier run noted in a file and left behind, and removes the note.
     *
     * @return whether there was one to end
     * @throws EmbeddedServerException when it does not end
     */
    public static boolean endLeftover(Path pidFile, Signal signal, Duration grace) {
        Optional<ProcessHandle> leftover = PidRecord.read(pidFile).flatMap(PidRecord::alive);
        leftover.ifPresent(process -> end(process, "leftover process", signal, grace));
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't remove " + pidFile, failure);
        }
        return leftover.isPresent();
    }

    /**
     * Asks a process to end and waits; after the grace it is killed.
     *
     * @throws EmbeddedServerException when it does not even end then
     */
    public static void end(ProcessHandle process, String name, Signal signal, Duration grace) {
        signal.send(process);
        if (await(process.onExit(), grace)) {
            return;
        }
        Signal.KILL.send(process);
        if (!await(process.onExit(), KILL_LIMIT)) {
            throw new EmbeddedServerException(name + " (process " + process.pid() + ") does not end");
        }
    }

    private static boolean await(CompletableFuture<?> exit, Duration limit) {
        try {
            exit.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException failure) {
            throw new EmbeddedServerException("can't wait for a process", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while waiting for a process to end", interrupted);
        }
    }

    /** What people call it. */
    public String name() {
        return spec.name();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code, once it has ended. */
    public Optional<Integer> exitCode() {
        return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
    }

    /** Completes when the process has ended, by itself or by us. */
    public CompletableFuture<OwnedProcess> onExit() {
        return process.onExit().thenApply(ended -> this);
    }

    /** Where its output goes. */
    public Path log() {
        return spec.log();
    }

    /** The last lines of its output, the oldest first. Of an ended process nothing is missing. */
    public List<String> logTail(int lines) {
        if (!process.isAlive()) {
            joinLogWriter();
        }
        return log.tail(lines);
    }

    private void joinLogWriter() {
        try {
            // A grandchild may hold the pipe open: don't wait for it.
            logWriter.join(1_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it in good order, after {@code grace} by force. Nothing happens when it has ended already. */
    public void stop(Duration grace) {
        end(process.toHandle(), spec.name(), spec.stopSignal(), grace);
        forget();
    }

    /** Kills it at once, as a fault would. */
    public void kill() {
        end(process.toHandle(), spec.name(), Signal.KILL, KILL_LIMIT);
        forget();
    }

    private void forget() {
        try {
            Files.deleteIfExists(spec.pidFile());
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't remove " + spec.pidFile(), failure);
        }
    }
}
