package io.tradeline.tools.launch;

import io.tradeline.embedded.process.OwnedProcess;
import io.tradeline.embedded.process.ProcessSpec;
import io.tradeline.embedded.process.Signal;
import io.tradeline.tools.CommandException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A service in a Java process of its own. It ends with this program, however that ends. Safe for use by several threads. */
public final class ServiceProcess implements AutoCloseable {
    /** Longer than a service takes to end: tradeline.drain, 30 s, and 10 s of last steps (see DecisionServer). */
    private static final Duration STOP_GRACE = Duration.ofSeconds(50);

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);
    private static final int TAIL_LINES = 30;

    private final ServiceSpec spec;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PROBE_LIMIT)
            .build();
    private OwnedProcess process;

    private ServiceProcess(ServiceSpec spec) {
        this.spec = spec;
        this.process = launch();
    }

    /** Starts a service without waiting for it. One that a killed program noted in the same place and left behind is ended first. */
    public static ServiceProcess start(ServiceSpec spec) {
        OwnedProcess.endLeftover(spec.pidFile(), Signal.TERM, STOP_GRACE);
        return new ServiceProcess(spec);
    }

    private OwnedProcess launch() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(spec.jvmOptions());
        command.add("-jar");
        command.add(spec.jar().toString());
        return OwnedProcess.start(new ProcessSpec(
                spec.name(),
                command,
                spec.environment(),
                spec.pids(),
                spec.logs().resolve(spec.name() + ".log"),
                spec.pidFile(),
                Signal.TERM));
    }

    /** What people call it. */
    public String name() {
        return spec.name();
    }

    public synchronized long pid() {
        return process.pid();
    }

    public synchronized boolean isRunning() {
        return process.isAlive();
    }

    /** Where it answers on HTTP. */
    public URI httpAddress() {
        return URI.create("http://127.0.0.1:" + spec.httpPort());
    }

    /** Where its output goes. */
    public synchronized Path log() {
        return process.log();
    }

    /** The last lines of its output, the oldest first. */
    public synchronized List<String> logTail(int lines) {
        return process.logTail(lines);
    }

    /** Completes when its present process ends, for whatever reason. */
    public synchronized CompletableFuture<Void> onExit() {
        return process.onExit().thenAccept(ended -> {});
    }

    /** Whether it says that it is ready. */
    public boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(httpAddress().resolve("/q/health/ready"))
                .timeout(PROBE_LIMIT)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted while waiting for " + name(), interrupted);
        }
    }

    /**
     * Waits until it is ready.
     *
     * @throws CommandException when it ends, or isn't ready in time; the message has the last lines of its log
     */
    public ServiceProcess awaitReady(Duration limit) {
        CompletableFuture<Void> exit = onExit();
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            if (ended(exit)) {
                throw CommandException.failed(lastWords(name() + " ended while it started"));
            }
            // A stranger on the port would answer too: ours must be alive after the answer.
            if (isReady() && isRunning()) {
                return this;
            }
        }
        throw CommandException.failed(lastWords(name() + " is not ready after " + limit.toSeconds() + " s"));
    }

    private static boolean ended(CompletableFuture<Void> exit) {
        try {
            exit.get(100, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException runs) {
            return false;
        } catch (ExecutionException failure) {
            throw CommandException.failed("can't wait for a service", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted while waiting for a service", interrupted);
        }
    }

    /** What happened, and the last lines of the log. */
    public synchronized String lastWords(String what) {
        String code =
                process.exitCode().map(exit -> " (exit code " + exit + ")").orElse("");
        List<String> tail = process.logTail(TAIL_LINES);
        return what + code + ". Its log, " + process.log() + (tail.isEmpty() ? ", is empty." : ", ends with:\n  ")
                + String.join("\n  ", tail);
    }

    /** Lets it finish what it has accepted, and waits for its end. */
    public synchronized void stop() {
        process.stop(STOP_GRACE);
    }

    /** Kills it at once, as a crash would; for tests of faults. */
    public synchronized void kill() {
        process.kill();
    }

    /** Starts it again, after stopping it when it runs. Does not wait until it is ready. */
    public synchronized void restart() {
        stop();
        process = launch();
    }

    @Override
    public void close() {
        stop();
    }
}
