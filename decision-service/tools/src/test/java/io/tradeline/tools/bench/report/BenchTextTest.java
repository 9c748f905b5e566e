package io.tradeline.tools.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.tools.bench.process.Processes;
import io.tradeline.tools.bench.report.BenchReport.Ratio;
import io.tradeline.tools.bench.report.BenchReport.Row;
import io.tradeline.tools.text.Ink;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BenchTextTest {
    private static final List<Row> ROWS = List.of(
            row("floor", "closed", 64, 0, "", 20_000, Map.of(Processes.SERVER, 40.4)),
            row("yardstick", "closed", 16, 0, "zipf", 4_000, Map.of(Processes.POSTGRES, 333.0)),
            row("Authorize", "closed", 64, 0, "zipf", 5_500, Map.of()),
            row("Authorize", Turns.LOAD, 64, 0, "zipf", 5_400, Map.of()),
            row("Authorize", "open", 0, 4_400, "zipf", 4_399.7, Map.of()));

    private static final List<Ratio> RATIOS = List.of(
            new Ratio("Authorize / floor, 64 in flight, Zipf", 0.275, 0.24, 0.31, ">=", 0.25),
            new Ratio("rules, CPU \u00b5s a decision", 61, "<=", 60),
            new Ratio("events a second", 50_288.08, 50_263.9, 50_385.01, ">=", 20_000));

    @Test
    void oneTable() {
        BenchReport report = new BenchReport(
                new BenchReport.Conditions("2026-03-01", "Linux amd64", 2, "17", 100_000, "plain", 0.5, 3, 15, 8, 0.2),
                ROWS,
                RATIOS);

        List<String> lines = new BenchText(Ink.PLAIN).render(report);

        assertThat(lines.get(0))
                .isEqualTo(
                        "2026-03-01, Linux amd64, 2 cores shared by client, servers and databases, Java 17;"
                                + " 100,000 accounts in companies of 10; plain client; median of 3 windows of 0.5 s; in turns: 15 rounds of 0.2 s with floor and yardstick, 8 without");
        assertThat(lines.get(2)).startsWith("what       load                    accounts  per second  p50 ms");
        assertThat(lines.get(3)).startsWith("floor      closed, 64 in flight                  20,000    1.00");
        assertThat(lines.get(6)).startsWith("Authorize  in turns, 64 in flight  zipf           5,400    1.00");
        assertThat(lines.get(7)).startsWith("Authorize  open, 4,400/s           zipf           4,400    1.00");
        assertThat(lines)
                .contains(
                        "Authorize / floor, 64 in flight, Zipf: 0.28 (0.24 to 0.31 in half of the rounds; target >= 0.25, met)",
                        "rules, CPU \u00b5s a decision: 61 (target <= 60, missed)",
                        "events a second: 50,288 (50,264 to 50,385 in half of the rounds; target >= 20,000, met)");
    }

    @Test
    void refusalsAndFailuresAreSaidApart() {
        Row row = row("Evaluate", "open", 0, 4_400, "zipf", 4_399.7, Map.of(), 1_200, 2, "UNAVAILABLE: gone");
        BenchReport report = new BenchReport(
                new BenchReport.Conditions("2026-03-01", "Linux amd64", 2, "17", 100_000, "plain", 0.5, 3, 15, 8, 0.2),
                List.of(row, ROWS.get(0)),
                List.of());

        List<String> lines = new BenchText(Ink.PLAIN).render(report);

        assertThat(lines.get(2)).contains("approved  refused  failed  ");
        assertThat(lines.get(3)).contains("98.0 %    1,200       2");
        assertThat(lines.get(4)).doesNotContain("  0");
        assertThat(lines).anyMatch(line -> line.startsWith("Refused: "));
        assertThat(BenchText.brief(row)).endsWith(" ms  1,200 refused  2 failed: UNAVAILABLE: gone");
        assertThat(BenchText.brief(ROWS.get(0))).endsWith("p99 12.3 ms");
    }

    private static Row row(
            String what,
            String load,
            int inFlight,
            double target,
            String accounts,
            double rate,
            Map<String, Double> cpu) {
        return row(what, load, inFlight, target, accounts, rate, cpu, 0, 0, "");
    }

    private static Row row(
            String what,
            String load,
            int inFlight,
            double target,
            String accounts,
            double rate,
            Map<String, Double> cpu,
            long refused,
            long failed,
            String failure) {
        return new Row(
                what, load, inFlight, target, accounts, rate, 1, 2, 12.34, 250, 0.98, 6_000, refused, failed, failure,
                cpu, Map.of());
    }
}
