package io.tradeline.tools.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.Tradeline;
import io.tradeline.tools.launch.SharedStack;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The command against a running service. */
@ExtendWith(SharedStack.class)
class BooksCommandIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void saysHowTheBooksStandAndWhatCannotBeRebuilt() {
        assertThat(run()).as("%s", err).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("No account is known to drift.", "Accounts were compared last at 20");

        assertThat(run("--rebuild-all")).as("%s", err).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).isEmpty();

        assertThat(run("--rebuild", "no-such-account", "--look")).isEqualTo(ExitCodes.FAILED);
        assertThat(out.toString())
                .isEqualToIgnoringNewLines(
                        "no-such-account: not rebuilt: account no-such-account is not known" + System.lineSeparator());
    }

    @Test
    void optionsThatDoNotGoTogetherAreRefused() {
        assertThat(run("--rebuild-all", "--rebuild", "a")).isEqualTo(ExitCodes.USAGE);
        assertThat(run("--look")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("expected: with --rebuild or --rebuild-all");
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Tradeline.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(SharedStack.command("books", arguments));
    }
}
