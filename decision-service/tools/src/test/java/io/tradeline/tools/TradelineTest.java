package io.tradeline.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.tools.launch.TradelineHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TradelineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Tradeline.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void everyCommandHasHelp() {
        assertThat(run("--help")).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("Exit codes:");
        for (String name : Tradeline.commandLine().getSubcommands().keySet()) {
            assertThat(out.toString()).contains("  " + name + " ");
        }
        assertHelp(Tradeline.commandLine(), List.of());
        assertThat(err.toString()).isEmpty();
    }

    private void assertHelp(CommandLine parent, List<String> path) {
        parent.getSubcommands().forEach((name, command) -> {
            List<String> words = new ArrayList<>(path);
            words.add(name);
            assertThat(run(Stream.concat(words.stream(), Stream.of("--help")).toArray(String[]::new)))
                    .as("%s", words)
                    .isEqualTo(ExitCodes.OK);
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as("%s", words)
                    .isNotEmpty();
            assertHelp(command, words);
        });
    }

    @Test
    void everyCommandThatTheReadmeNamesIsThere() throws IOException {
        List<String> named = Pattern.compile("^\\| `\\./tradeline ([a-z]+)( [^`]*)?` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(TradelineHome.directory().resolve("README.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        Tradeline.commandLine().getSubcommands().keySet());
    }

    @Test
    void rulesAreCheckedTestedAndNamed(@TempDir Path temp) throws IOException {
        Path good = Files.createDirectory(temp.resolve("good"));
        copyTree(TradelineHome.directory().resolve("rules/src/main/resources/rulesets"), good);
        Files.deleteIfExists(good.resolve("index.txt"));
        String digest = ReleaseSource.shipped().digest();
        assertThat(run("rules", "check", good.toString())).as(err.toString()).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("credit-limits").contains("release " + digest);
        assertThat(run("rules", "test", good.toString())).as(out.toString()).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains(" cases, 0 failed");
        assertThat(run("rules", "digest", good.toString())).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).endsWith("failed" + System.lineSeparator() + digest + System.lineSeparator());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void rulesThatAreBrokenFailByFileAndLine(@TempDir Path temp) throws IOException {
        Path set = Files.createDirectory(temp.resolve("lifecycle"));
        Files.writeString(set.resolve("ruleset.yaml"), "id: lifecycle\nphase: never\n");
        for (String command : List.of("check", "test")) {
            assertThat(run("rules", command, temp.toString())).as(command).isEqualTo(ExitCodes.FAILED);
            assertThat(err.toString()).contains("lifecycle/ruleset.yaml:2:").contains(" problems");
        }
        assertThat(run("rules", "check", temp.resolve("nowhere").toString())).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("nowhere (expected: a folder with rule sets)");
        assertThat(run("rules")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("Missing command: check, test or digest");
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Test
    void saysItsVersion() {
        assertThat(run("--version")).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).startsWith("tradeline ").contains("Java ");
    }

    @Test
    void anUnknownCommandIsWrongUsageWithASuggestion() {
        assertThat(run("tokn")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("tokn").contains("token");
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(run()).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("Missing command").contains("start");
    }

    @Test
    void aWrongTimeIsWrongUsage() {
        assertThat(run("token", "--ttl", "long")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("'long' (expected: a time such as 90s, 30m, 12h or 7d)");
    }

    @Test
    void aTokenIsPrintedAndNothingElse(@TempDir Path temp) {
        assertThat(run("token", "--data-dir", temp.toString(), "--scope", "decide,simulate", "--ttl", "30m"))
                .isEqualTo(ExitCodes.OK);
        assertThat(out.toString().strip()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
        assertThat(run("token", "--data-dir", temp.toString(), "--scope", "all"))
                .isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void anAuditWhereNothingWasStartedSaysSo(@TempDir Path temp) {
        assertThat(run("audit", "--data-dir", temp.toString())).isEqualTo(ExitCodes.ENVIRONMENT);
        assertThat(err.toString())
                .contains("there are no books in " + temp)
                .contains("start it first")
                .doesNotContain("damaged");
        assertThat(temp).isEmptyDirectory();
    }
}
