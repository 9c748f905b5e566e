package io.tradeline.tools.start;

import static org.assertj.core.api.Assertions.fail;

import io.tradeline.embedded.process.PidRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A {@code tradeline start} in a process of its own, called as people call it: the script, which hands over to Java. */
final class StartedTradeline implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final Process process;
    private final Path data;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> reading;

    private StartedTradeline(Process process, Path data) {
        this.process = process;
        this.data = data;
        this.reading = CompletableFuture.runAsync(this::read);
    }

    static StartedTradeline start(Path data, int portOffset, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("start", "--data-dir", data.toString(), "--port-offset", Integer.toString(portOffset)));
        arguments.addAll(List.of(options));
        ScriptHome home = ScriptHome.make(data.resolveSibling("home")).withServices();
        Path elsewhere = Files.createDirectories(data.resolveSibling("elsewhere"));
        ProcessBuilder builder = home.call(arguments).directory(elsewhere.toFile());
        builder.environment().remove("TRADELINE_DATABASE_URL");
        builder.environment().remove("TRADELINE_REDIS_URL");
        // What lives for seconds is not worth compiling well.
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        return new StartedTradeline(builder.start(), data);
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** All that it has said. */
    String output() {
        return String.join("\n", lines);
    }

    /** Waits until everything runs. */
    StartedTradeline awaitRunning() {
        return awaitOutput("Ctrl-C stops everything");
    }

    StartedTradeline awaitOutput(String text) {
        await(text, () -> output().contains(text) || !process.isAlive());
        if (!output().contains(text)) {
            fail("ended without having said \"" + text + "\":\n" + output());
        }
        return this;
    }

    /** Waits for a condition, and fails with all output when it does not come true. */
    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("not within " + LIMIT.toMinutes() + " minutes: " + what + "\n" + output());
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Ends it as a terminal or a service manager does, and waits. */
    int terminate() {
        // Through the handle: the process object would close the output at once.
        process.toHandle().destroy();
        return awaitExit();
    }

    /** Ends it without its knowing. */
    void kill() {
        process.toHandle().destroyForcibly();
        awaitExit();
    }

    int awaitExit() {
        await("end of start", () -> !process.isAlive());
        await("end of its output", reading::isDone);
        return process.exitValue();
    }

    /** The processes that it has started, as noted in its data directory. */
    List<ProcessHandle> children() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.toString().endsWith(".pid"))
                    .filter(file -> !file.toString().endsWith("postmaster.pid"))
                    .flatMap(file -> PidRecord.read(file).flatMap(PidRecord::alive).stream())
                    .toList();
        }
    }

    ProcessHandle child(String note) {
        return PidRecord.read(data.resolve(note)).flatMap(PidRecord::alive).orElseThrow();
    }

    void awaitGone(List<ProcessHandle> processes) {
        for (ProcessHandle one : processes) {
            await("end of " + one.pid(), () -> !one.isAlive());
        }
    }

    @Override
    public void close() {
        terminate();
    }
}
