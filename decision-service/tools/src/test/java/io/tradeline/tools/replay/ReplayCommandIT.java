package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.embedded.postgres.Durability;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.Tradeline;
import io.tradeline.tools.launch.LocalStack;
import io.tradeline.tools.launch.Ports;
import io.tradeline.tools.launch.StackOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as people call it, on a file: the orders, and then the books that they leave. */
class ReplayCommandIT {
    /** Come to more decisions than {@code tradeline audit} replays when nobody says how many. */
    private static final int ROWS = 1_250;

    private static final int CUSTOMERS = 100;

    private final Ports ports = Ports.free();
    private final StringWriter out = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void endsWithAnAuditOfEverything() throws IOException {
        Path file = Files.writeString(directory.resolve("orders.csv"), csv(Orders.year(CUSTOMERS, ROWS)));
        try (LocalStack stack = LocalStack.start(
                StackOptions.in(directory.resolve("stack")).withPorts(ports).withDurability(Durability.NONE))) {
            assertThat(replay(file)).as("%s", out).isEqualTo(ExitCodes.OK);

            assertThat(out.toString())
                    .startsWith("Run ")
                    .contains("Outcomes", "APPROVED", "Speed")
                    .contains("Audit of " + stack.database().url(), "All of it holds");
            assertThat(audited("decisions, in unbroken chains")).isGreaterThan(1_000);
            assertThat(audited("decisions replayed, equal and within limits"))
                    .isEqualTo(audited("decisions, in unbroken chains"));
        }
    }

    @Test
    void aWrongAuditIsRefusedBeforeAnythingIsSent() throws IOException {
        Path file = Files.writeString(directory.resolve("orders.csv"), csv(Orders.year(1, 2)));

        assertThat(replay(file, "--audit", "some")).isEqualTo(ExitCodes.USAGE);

        assertThat(out.toString()).contains("--audit: some (expected: a count from 0, or all)");
    }

    private int replay(Path file, String... options) {
        List<String> words = new ArrayList<>(List.of(
                "replay",
                "--port-offset",
                Integer.toString(ports.offset()),
                "--data-dir",
                directory.resolve("stack").toString()));
        Collections.addAll(words, options);
        words.add(file.toString());
        out.getBuffer().setLength(0);
        return Tradeline.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(words.toArray(String[]::new));
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
