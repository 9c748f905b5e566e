package io.tradeline.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
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
        for (CommandLine command : Tradeline.commandLine().getSubcommands().values()) {
            assertThat(out.toString()).contains("  " + command.getCommandName() + " ");
            assertThat(run(command.getCommandName(), "--help"))
                    .as(command.getCommandName())
                    .isEqualTo(ExitCodes.OK);
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(command.getCommandName())
                    .isNotEmpty();
        }
        assertThat(err.toString()).isEmpty();
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
