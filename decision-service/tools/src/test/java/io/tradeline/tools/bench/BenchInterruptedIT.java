package io.tradeline.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.Tradeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A benchmark that is stopped half way takes its servers and their data along. */
final class BenchInterruptedIT {

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void leavesNothingBehind(@TempDir Path home) throws Exception {
        Process bench = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dtradeline.home=" + home,
                        Tradeline.class.getName(),
                        "bench",
                        "--only",
                        "yardstick",
                        "--accounts",
                        "500")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = bench.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null && !line.contains("yardstick installed")) {
                line = output.readLine();
            }
            assertThat(line).as("it has begun to measure").isNotNull();
            ProcessHandle postgres = postgres(home);
            assertThat(postgres.isAlive()).isTrue();

            bench.toHandle().destroy();

            // To its end, so that nothing it says can hold it up.
            assertThat(output.lines().toList()).noneMatch(said -> said.contains("left behind"));
            assertThat(bench.waitFor()).isEqualTo(ExitCodes.FAILED);
            assertThat(home.resolve(".tradeline")).isEmptyDirectory();
            assertThat(postgres.isAlive()).isFalse();
        } finally {
            bench.destroyForcibly();
        }
    }

    /** The server that has noted itself in its data directory. */
    private static ProcessHandle postgres(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            Path note = files.filter(file -> file.endsWith("postmaster.pid"))
                    .findAny()
                    .orElseThrow();
            long pid = Long.parseLong(Files.readAllLines(note).get(0).trim());
            return ProcessHandle.of(pid).orElseThrow();
        }
    }
}
