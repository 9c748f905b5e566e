package io.tradeline.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.Tradeline;
import io.tradeline.tools.bench.process.Processes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A quick run over everything: each row is there and plausible. How fast it is, is no test's business. */
final class BenchIT {
    @TempDir
    private Path directory;

    @Test
    void everyRowIsThere() {
        StringWriter out = new StringWriter();
        CommandLine commandLine = Tradeline.commandLine();
        commandLine.setOut(new PrintWriter(out, true));

        int code = commandLine.execute(
                "bench",
                "--quick",
                "--json",
                "--seconds",
                "0.2",
                "--accounts",
                "500",
                "--many-accounts",
                "2000",
                "--in-flight",
                "256",
                "--data-dir",
                directory.toString());

        assertThat(code).isEqualTo(ExitCodes.OK);
        JsonObject report = JsonParser.parseString(out.toString()).getAsJsonObject();
        List<String> rows = new ArrayList<>();
        for (JsonElement element : report.getAsJsonArray("rows")) {
            JsonObject row = element.getAsJsonObject();
            rows.add(name(row));
            plausible(row);
        }
        assertThat(rows)
                .containsExactly(
                        "disk open 0 ",
                        "floor closed 256 ",
                        "floor open 0 ",
                        "floor open 0 ",
                        "yardstick closed 16 zipf",
                        "yardstick closed 16 uniform",
                        "yardstick closed 64 zipf",
                        "yardstick closed 64 uniform",
                        "rules approved 0 ",
                        "rules held 0 ",
                        "rules declined 0 ",
                        "Evaluate closed 256 zipf",
                        "Evaluate closed 64 uniform",
                        "Evaluate open 0 zipf",
                        "Evaluate open 0 zipf",
                        "Authorize closed 256 zipf",
                        "Authorize closed 64 uniform",
                        "disk open 0 ",
                        "Authorize open 0 zipf",
                        "Authorize open 0 zipf",
                        "AuthorizeStream closed 256 zipf",
                        "AuthorizeStream closed 64 uniform",
                        "disk open 0 ",
                        "AuthorizeStream open 0 zipf",
                        "AuthorizeStream open 0 zipf",
                        "Authorize in turns 64 uniform",
                        "Authorize in turns 64 one",
                        "Authorize calm 0 zipf",
                        "Authorize swap 0 zipf",
                        "Authorize in turns 64 uniform of 1,000",
                        "Authorize in turns 64 uniform of 2,000",
                        "Authorize in turns 64 zipf of 1,000",
                        "Authorize in turns 64 zipf of 2,000",
                        "floor in turns 64 ",
                        "yardstick in turns 16 zipf",
                        "Authorize in turns 64 zipf",
                        "AuthorizeStream in turns 64 zipf",
                        "Authorize calm 0 zipf",
                        "Authorize backfill 0 zipf",
                        "Authorize calm 0 zipf",
                        "Authorize followed 0 zipf",
                        "feed followed 0 ");
        assertThat(targets(report))
                .containsExactly(
                        "rules, CPU \u00b5s a decision",
                        "Authorize, open loop at 70 % of its maximum, p99 ms",
                        "AuthorizeStream, open loop at 70 % of its maximum, p99 ms",
                        "Authorize on one account / uniform, 64 in flight",
                        "swaps of the release, calls without an answer",
                        "swaps of the release, p99 during one / before it",
                        "Authorize on 2,000 accounts / on 1,000, uniform",
                        "Authorize on 2,000 accounts / on 1,000, Zipf",
                        "RSS of the service on 2,000 accounts, MB",
                        "Authorize / floor, 64 in flight, Zipf",
                        "Authorize (64 in flight) / yardstick (16 connections), Zipf",
                        "AuthorizeStream / floor, 64 in flight, Zipf",
                        "AuthorizeStream (64 in flight) / yardstick (16 connections), Zipf",
                        "feed read from far behind, calls without an answer",
                        "feed read from far behind, p99 during it / before it",
                        "feed read from far behind, events a second",
                        "feed followed by 10, calls without an answer",
                        "feed followed by 10, p99 during it / before it",
                        "feed followed by 10, an event after its order was sent, p99 ms");
    }

    private static List<String> targets(JsonObject report) {
        // Resident memory is known on Linux only.
        return report.getAsJsonArray("ratios").asList().stream()
                .map(ratio -> ratio.getAsJsonObject().get("name").getAsString())
                .toList();
    }

    private static String name(JsonObject row) {
        return row.get("what").getAsString() + " " + row.get("load").getAsString() + " "
                + row.get("inFlight").getAsInt() + " " + row.get("accounts").getAsString();
    }

    private static void plausible(JsonObject row) {
        String name = name(row);
        assertThat(row.get("failed").getAsLong())
                .as("%s: %s", name, row.get("failure").getAsString())
                .isZero();
        // An open loop goes on whatever the answers do. When the machine is half as fast as it was in the closed loops,
        // seven tenths of their rate are 1.4 times what the server can do, and it rightly refuses two calls of seven.
        long mostRefused =
                row.get("targetRate").getAsDouble() > 0 ? row.get("answers").getAsLong() : 0;
        assertThat(row.get("refused").getAsLong()).as(name).isLessThanOrEqualTo(mostRefused);
        assertThat(row.get("rate").getAsDouble()).as(name).isPositive();
        double p50 = row.get("p50").getAsDouble();
        double p99 = row.get("p99").getAsDouble();
        assertThat(p50).as(name).isPositive().isLessThanOrEqualTo(p99);
        assertThat(p99).as(name).isLessThanOrEqualTo(row.get("max").getAsDouble());
        boolean decides = !row.get("accounts").getAsString().isEmpty();
        if (decides) {
            assertThat(row.get("approvedShare").getAsDouble()).as(name).isBetween(0.9, 1.0);
        }
        assertThat(row.getAsJsonObject("cpuMicros").has(Processes.CLIENT))
                .as(name)
                .isTrue();
        if (decides && OS.LINUX.isCurrentOs()) {
            assertThat(row.getAsJsonObject("residentMebibytes")
                            .get(Processes.POSTGRES)
                            .getAsDouble())
                    .as(name)
                    .isGreaterThan(10);
        }
    }
}
