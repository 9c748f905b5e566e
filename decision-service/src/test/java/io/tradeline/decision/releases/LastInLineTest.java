package io.tradeline.decision.releases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What runs last in line takes nothing from the processes of other sessions either. */
class LastInLineTest {

    @Test
    void theCommandGetsItsWordsAsTheyAreAndItsExitCodeComesBack() throws Exception {
        Process process = start("/bin/sh", "-c", "printf '%s|' \"$@\"; exit 7", "sh", "a b", "", "$HOME \"c\"");

        assertThat(output(process)).isEqualTo("a b||$HOME \"c\"|");
        assertThat(process.exitValue()).isEqualTo(7);
    }

    @Test
    void itIsTheLastThatGetsTheProcessor() throws Exception {
        assumeTrue(has("chrt"), "chrt is not installed");

        assertThat(output(start("chrt", "--pid", "0"))).contains("SCHED_IDLE");
    }

    @Test
    void itsSessionHasTheSmallestShare() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/proc/self/autogroup")), "Linux does not share out among sessions");
        assumeTrue(has("setsid"), "setsid is not installed");

        String group = output(start("cat", "/proc/self/autogroup"));

        assertThat(group).contains("nice 19").isNotEqualTo(Files.readString(Path.of("/proc/self/autogroup")));
    }

    @Test
    void itIsGivenUpFirstWhenMemoryRunsOut() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/oom_score_adj")), "not on Linux");

        assertThat(output(start("cat", "/proc/self/oom_score_adj"))).isEqualTo("1000\n");
    }

    private static boolean has(String program) throws Exception {
        return new ProcessBuilder("/bin/sh", "-c", "command -v " + program)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(LastInLine.command(List.of(command)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String output(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("has ended").isTrue();
        return output;
    }
}
