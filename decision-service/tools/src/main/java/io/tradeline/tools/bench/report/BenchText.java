package io.tradeline.tools.bench.report;

import io.tradeline.tools.bench.orders.BenchAccounts;
import io.tradeline.tools.bench.process.Processes;
import io.tradeline.tools.bench.report.BenchReport.Conditions;
import io.tradeline.tools.bench.report.BenchReport.Ratio;
import io.tradeline.tools.bench.report.BenchReport.Row;
import io.tradeline.tools.text.Amounts;
import io.tradeline.tools.text.Ink;
import io.tradeline.tools.text.TextTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report of a benchmark for people: one table, then what the figures mean. */
public final class BenchText {
    private final Ink ink;

    public BenchText(Ink ink) {
        this.ink = ink;
    }

    /** Lines without their ends. */
    public List<String> render(BenchReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(conditions(report.conditions()));
        lines.add("");
        TextTable table = TextTable.of(
                "what",
                "load",
                "accounts",
                ">per second",
                ">p50 ms",
                ">p95 ms",
                ">p99 ms",
                ">max ms",
                ">approved",
                ">refused",
                ">failed",
                ">service CPU \u00b5s",
                ">PostgreSQL",
                ">Redis",
                ">client",
                ">service RSS MiB",
                ">PostgreSQL",
                ">Redis");
        report.rows().forEach(row -> add(table, row));
        List<String> rows = table.lines("");
        lines.add(ink.bold(rows.get(0)));
        lines.addAll(rows.subList(1, rows.size()));
        lines.add("");
        lines.add(
                "CPU: microseconds of processor time for each answer, by process; of the rules: of the thread that evaluates them."
                        + " Open loops count latency from the scheduled start.");
        lines.add(
                "RSS: resident memory at the row's end; of PostgreSQL's processes together, what they share counted once.");
        lines.add("Refused: calls that the server turned away because its queues were full (RESOURCE_EXHAUSTED);"
                + " failed: all others without an answer.");
        if (!report.ratios().isEmpty()) {
            lines.add("");
            report.ratios().forEach(ratio -> lines.add(ratio(ratio)));
        }
        return lines;
    }

    /** One line for a row that has just been measured. */
    public static String brief(Row row) {
        return String.format(
                        Locale.ROOT,
                        "%-10s %-24s %-8s %9s/s  p50 %s ms  p99 %s ms",
                        row.what(),
                        load(row),
                        row.accounts(),
                        Amounts.count(Math.round(row.rate())),
                        millis(row.p50()),
                        millis(row.p99()))
                + (row.refused() == 0 ? "" : "  " + Amounts.count(row.refused()) + " refused")
                + (row.failed() == 0 ? "" : "  " + Amounts.count(row.failed()) + " failed: " + row.failure());
    }

    private static String conditions(Conditions conditions) {
        return String.format(
                Locale.ROOT,
                "%s, %s, %d cores shared by client, servers and databases, Java %s; %s accounts in companies of %d;"
                        + " %s client; median of %d windows of %s s; in turns: %d rounds of %s s with floor and yardstick, %d without",
                conditions.date(),
                conditions.machine(),
                conditions.cores(),
                conditions.java(),
                Amounts.count(conditions.accounts()),
                BenchAccounts.COMPANY,
                conditions.client(),
                conditions.windows(),
                plain(conditions.windowSeconds()),
                conditions.rounds(),
                plain(conditions.turnSeconds()),
                conditions.fewRounds());
    }

    private static void add(TextTable table, Row row) {
        boolean decides = !row.accounts().isEmpty();
        table.row(
                row.what(),
                load(row),
                row.accounts(),
                Amounts.count(Math.round(row.rate())),
                millis(row.p50()),
                millis(row.p95()),
                millis(row.p99()),
                millis(row.max()),
                decides ? String.format(Locale.ROOT, "%.1f %%", 100 * row.approvedShare()) : "",
                aboveZero(row.refused()),
                aboveZero(row.failed()),
                figure(row.cpuMicros(), Processes.SERVER),
                figure(row.cpuMicros(), Processes.POSTGRES),
                figure(row.cpuMicros(), Processes.REDIS),
                figure(row.cpuMicros(), Processes.CLIENT),
                figure(row.residentMebibytes(), Processes.SERVER),
                figure(row.residentMebibytes(), Processes.POSTGRES),
                figure(row.residentMebibytes(), Processes.REDIS));
    }

    private static String aboveZero(long count) {
        return count == 0 ? "" : Amounts.count(count);
    }

    private static String load(Row row) {
        if (row.targetRate() > 0) {
            return row.load() + ", " + Amounts.count(Math.round(row.targetRate())) + "/s";
        }
        return row.load() + (row.inFlight() == 0 ? "" : ", " + row.inFlight() + " in flight");
    }

    private String ratio(Ratio ratio) {
        String verdict = ratio.isMet() ? ink.green("met") : ink.red("missed");
        String spread = ratio.low() == ratio.high()
                ? ""
                : value(ratio.low()) + " to " + value(ratio.high()) + " in half of the rounds; ";
        return String.format(
                Locale.ROOT,
                "%s: %s (%starget %s %s, %s)",
                ratio.name(),
                value(ratio.value()),
                spread,
                ratio.sense(),
                plain(ratio.target()),
                verdict);
    }

    private static String value(double value) {
        if (value >= 1_000) {
            return Amounts.count(Math.round(value));
        }
        return value == Math.rint(value) ? plain(value) : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String figure(Map<String, Double> figures, String process) {
        Double value = figures.get(process);
        return value == null ? "" : Amounts.count(Math.round(value));
    }

    private static String millis(double value) {
        return value >= 100
                ? Amounts.count(Math.round(value))
                : String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String plain(double value) {
        return value == Math.rint(value)
                ? Amounts.count((long) value)
                : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
