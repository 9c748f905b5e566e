package io.tradeline.tools.bench.floor;

import io.tradeline.tools.CommandException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The {@link FloorServer} in its own process, with the same Java. */
public final class FloorProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private FloorProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @throws CommandException when it does not come up */
    public static FloorProcess start() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            Process process = new ProcessBuilder(
                            java, "-Xmx256m", "-cp", System.getProperty("java.class.path"), FloorServer.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            if (line == null || !line.matches("[0-9]+")) {
                process.destroyForcibly();
                throw CommandException.environment("the floor server did not start: " + line + " (expected: its port)");
            }
            return new FloorProcess(process, Integer.parseInt(line));
        } catch (IOException failed) {
            throw CommandException.environment("the floor server can't be started: " + failed.getMessage(), failed);
        }
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    /** Ends the process, and waits for it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
