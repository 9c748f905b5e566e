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
                "--in-flight",
                "1,256",
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
                        "floor closed 1 ",
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
                        "Evaluate closed 1 zipf",
                        "Evaluate closed 256 zipf",
                        "Evaluate closed 64 uniform",
                        "Evaluate open 0 zipf",
                        "Evaluate open 0 zipf",
                        "Authorize closed 1 zipf",
                        "Authorize closed 256 zipf",
                        "Authorize closed 64 uniform",
                        "Authorize open 0 zipf",
                        "Authorize open 0 zipf",
                        "AuthorizeStream closed 1 zipf",
                        "AuthorizeStream closed 256 zipf",
                        "AuthorizeStream closed 64 uniform",
                        "AuthorizeStream open 0 zipf",
                        "AuthorizeStream open 0 zipf",
                        "floor in turns 64 ",
                        "yardstick in turns 16 zipf",
                        "Authorize in turns 64 zipf",
                        "AuthorizeStream in turns 64 zipf");
        assertThat(report.getAsJsonArray("ratios")).hasSize(5);
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
        long mostRefused = row.get("load").getAsString().equals("open")
                ? row.get("answers").getAsLong()
                : 0;
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
