package io.tradeline.embedded.redis;

import io.tradeline.embedded.EmbeddedServerException;
import io.tradeline.embedded.LocalPorts;
import io.tradeline.embedded.PortInUseException;
import io.tradeline.embedded.process.OwnedProcess;
import io.tradeline.embedded.process.ProcessSpec;
import io.tradeline.embedded.process.Signal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server that runs as a child process, on 127.0.0.1 only, while this object is open. It is a cache: nothing is written to disk, and a restarted server is
 * empty. For laptops, tests and demonstrations; not for production.
 *
 * <p>It ends with this program, however that ends. Safe for use by several threads.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final String NAME = "Redis";
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final int PORT_ATTEMPTS = 5;
    private static final int TAIL_LINES = 20;
    private static final int PROBE_MILLIS = 2_000;

    private final RedisOptions options;
    private final Path program;
    private int port;
    private OwnedProcess process;

    private EmbeddedRedis(RedisOptions options, Path program) {
        this.options = options;
        this.program = program;
        this.port = options.port();
        this.process = launch();
    }

    /**
     * Starts a server and waits until it answers. One that a killed program left behind in the same directory is ended first.
     *
     * @throws PortInUseException when the given port is taken
     * @throws EmbeddedServerException when the server can't run here
     */
    public static EmbeddedRedis start(RedisOptions options) {
        Path program = RedisBinary.unpacked(options.cache());
        OwnedProcess.endLeftover(options.directory().resolve("redis.pid"), Signal.TERM, STOP_GRACE);
        return new EmbeddedRedis(options, program);
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
                boolean again = failure instanceof PortInUseException && options.port() == 0;
                if (!again || attempt == PORT_ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    private ProcessSpec spec() {
        List<String> command = List.of(
                program.toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--save",
                "",
                "--appendonly",
                "no",
                "--maxmemory",
                options.maxMemoryMegabytes() + "mb",
                "--maxmemory-policy",
                "allkeys-lru",
                "--daemonize",
                "no");
        return new ProcessSpec(
                NAME,
                command,
                Map.of(),
                options.directory(),
                options.directory().resolve("redis.log"),
                options.directory().resolve("redis.pid"),
                Signal.TERM);
    }

    private void awaitReady(OwnedProcess started) {
        long deadline = System.nanoTime() + options.startLimit().toNanos();
        IOException last = null;
        while (System.nanoTime() < deadline) {
            if (awaitExit(started)) {
                throw diedAtStart(started);
            }
            try {
                // A server that took our port a moment ago would answer too: ours must be alive after the answer.
                ping();
                if (!awaitExit(started)) {
                    return;
                }
            } catch (IOException notYet) {
                last = notYet;
            }
        }
        throw late(last);
    }

    private EmbeddedServerException late(@Nullable IOException last) {
        return new EmbeddedServerException(
                "Redis did not answer within " + options.startLimit().toSeconds() + " s; see "
                        + options.directory().resolve("redis.log"),
                last);
    }

    private void ping() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LocalPorts.loopback(), port), PROBE_MILLIS);
            socket.setSoTimeout(PROBE_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(7), StandardCharsets.US_ASCII);
            if (!answer.equals("+PONG\r\n")) {
                throw new IOException("answer to PING: \"" + answer.strip() + "\" (expected: +PONG)");
            }
        }
    }

    private static boolean awaitExit(OwnedProcess started) {
        try {
            started.onExit().get(20, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException runs) {
            return false;
        } catch (ExecutionException failure) {
            throw new EmbeddedServerException("can't wait for Redis", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while starting Redis", interrupted);
        }
    }

    private EmbeddedServerException diedAtStart(OwnedProcess started) {
        String tail = String.join("\n", started.logTail(TAIL_LINES));
        if (tail.contains("Address already in use")) {
            return new PortInUseException(port, NAME);
        }
        return new EmbeddedServerException("Redis ended while it started. Its last words:\n" + tail);
    }

    /** Address of the server, {@code redis://127.0.0.1:port}. */
    public String url() {
        return "redis://127.0.0.1:" + port();
    }

    /** The port on 127.0.0.1; the same after {@link #restart} unless it was taken meanwhile. */
    public synchronized int port() {
        return port;
    }

    /** Process id of the server. */
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

    /** Ends the server and waits for its end. What it held is gone. */
    public synchronized void stop() {
        process.stop(STOP_GRACE);
    }

    /** Kills the server at once, as a crash would; for tests of faults. */
    public synchronized void kill() {
        process.kill();
    }

    /** Starts the server again, empty, after stopping it when it runs. */
    public synchronized void restart() {
        stop();
        process = launch();
    }

    @Override
    public void close() {
        stop();
    }
}
