package io.tradeline.rules.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.rules.release.ReleaseSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RulesCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void digestOfTheShippedRelease() {
        assertThat(run("digest")).isZero();
        assertThat(out.toString().strip()).isEqualTo(ReleaseSource.shipped().digest());
    }

    @Test
    void testRunsTheCases() {
        assertThat(run("test")).isZero();
        assertThat(out.toString()).contains(" cases, 0 failed");
    }

    @Test
    void checkListsTheRuleSets() {
        assertThat(run("check")).isZero();
        assertThat(out.toString())
                .contains("credit-limits")
                .contains("release " + ReleaseSource.shipped().digest());
    }

    @Test
    void checkSaysWhatIsWrong(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("empty"));
        Files.writeString(folder.resolve("empty/notes.txt"), "hello");
        assertThat(run("check", folder.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("empty/notes.txt: file: notes.txt (expected: ruleset.yaml, ")
                .contains(" problems");
    }

    @Test
    void wrongUsageIsTwo(@TempDir Path folder) {
        assertThat(run()).isEqualTo(2);
        assertThat(run("check", folder.resolve("missing").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("missing (expected: a folder with rule sets)");
        assertThat(run("chek")).isEqualTo(2);
    }

    @Test
    void helpNamesTheExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("Exit codes:")
                .contains("check")
                .contains("test")
                .contains("digest");
    }

    private int run(String... arguments) {
        return new CommandLine(new RulesCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
