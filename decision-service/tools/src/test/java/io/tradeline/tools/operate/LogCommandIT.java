package io.tradeline.tools.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.Tradeline;
import io.tradeline.tools.launch.SharedStack;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The command against a running service, whose log then has more. */
@ExtendWith(SharedStack.class)
class LogCommandIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void turnsUpWhatARunningServiceLogs() throws Exception {
        assertThat(run("decisions", "debug", "--for", "60s")).as("%s", err).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("decisions logs at debug until 20");

        assertThat(run()).as("%s", err).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("decisions logs at debug until 20");
        Path log = SharedStack.stack().decisionService().log();
        assertThat(Files.readString(log)).contains("decisions logs at FINE until");

        assertThat(run("decisions", "info", "--for", "1s")).as("%s", err).isEqualTo(ExitCodes.OK);
    }

    @Test
    void aWrongLevelIsNamedWithThoseThereAre() {
        assertThat(run("decisions", "loud")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("level: loud (expected: error, warn, info, debug)");

        assertThat(run("decisions")).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains("log decisions (expected: log CATEGORY LEVEL, or log alone)");
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Tradeline.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(SharedStack.command("log", arguments));
    }
}
