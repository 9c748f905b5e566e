package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.Tradeline;
import io.tradeline.tools.launch.SharedStack;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command as people call it, on a file: the orders, and then the books that they leave. */
@ExtendWith(SharedStack.class)
class ReplayCommandIT {
    /** Come to more decisions than {@code tradeline audit} replays when nobody says how many. */
    private static final int ROWS = 1_250;

    private static final int CUSTOMERS = 100;

    private final StringWriter out = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void endsWithAnAuditOfEverything() throws IOException {
        Path file = Files.writeString(directory.resolve("orders.csv"), csv(Orders.year(CUSTOMERS, ROWS)));

        assertThat(replay(file)).as("%s", out).isEqualTo(ExitCodes.OK);

        assertThat(out.toString())
                .startsWith("Run ")
                .contains("Outcomes", "APPROVED", "Speed")
                .contains("Audit of " + SharedStack.stack().database().url(), "All of it holds");
        assertThat(audited("decisions, in unbroken chains")).isGreaterThan(1_000);
        assertThat(audited("decisions replayed, equal and within limits"))
                .isEqualTo(audited("decisions, in unbroken chains"));
    }

    @Test
    void aWrongAuditIsRefusedBeforeAnythingIsSent() throws IOException {
        Path file = Files.writeString(directory.resolve("orders.csv"), csv(Orders.year(1, 2)));

        assertThat(replay(file, "--audit", "some")).isEqualTo(ExitCodes.USAGE);

        assertThat(out.toString()).contains("--audit: some (expected: a count from 0, or all)");
    }

    private int replay(Path file, String... options) {
        String[] arguments =
                Stream.concat(Stream.of(options), Stream.of(file.toString())).toArray(String[]::new);
        out.getBuffer().setLength(0);
        return Tradeline.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(SharedStack.command("replay", arguments));
    }

    private long audited(String what) {
        Matcher line = Pattern.compile("\\Q" + what + "\\E +([0-9,]+)").matcher(out.toString());
        assertThat(line.find()).as("%s in %s", what, out).isTrue();
        return Long.parseLong(line.group(1).replace(",", ""));
    }

    private static String csv(OrderRows rows) {
        return rows.orders().stream()
                .map(order -> "%s,%s,%s,%s,1,1,%d.%02d"
                        .formatted(
                                order.orderId(),
                                order.placedAt(),
                                order.customerId(),
                                order.country(),
                                order.totalMinor() / 100,
                                Math.abs(order.totalMinor() % 100)))
                .collect(Collectors.joining("\n", Orders.HEADER, "\n"));
    }
}
