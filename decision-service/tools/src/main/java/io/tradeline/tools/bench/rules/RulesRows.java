package io.tradeline.tools.bench.rules;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.process.Processes;
import io.tradeline.tools.bench.report.BenchReport.Row;
import io.tradeline.tools.bench.report.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The rules of the shipped release alone, on one thread: what a decision costs before anything is read or written. */
public final class RulesRows {
    private static final String APPROVED = "approved";
    private static final double MICROS = 1e6;
    private static final int ITERATIONS_A_WINDOW = 5;

    private RulesRows() {}

    /**
     * One row for each kind of order. The rate is what one core would do.
     *
     * @param directory for files that are not needed afterwards
     * @param window as of the loads; five iterations are as long
     * @param isForked whether each kind of order is measured in a Java of its own
     * @throws CommandException when it can't be measured
     */
    public static List<Row> measure(Path directory, Duration window, boolean isForked) {
        return JmhRun.measure(directory, window.dividedBy(ITERATIONS_A_WINDOW), isForked).stream()
                .map(RulesRows::row)
                .toList();
    }

    /** Processor time of an order that is approved. */
    public static OptionalDouble approvedMicros(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.load().equals(APPROVED))
                .mapToDouble(row -> row.cpuMicros().getOrDefault(Processes.CLIENT, 0.0))
                .findFirst();
    }

    private static Row row(JmhResult result) {
        return new Row(
                Section.RULES.title(),
                result.kind(),
                0,
                0,
                "",
                MICROS / result.cpuMicros(),
                result.millis(50),
                result.millis(95),
                result.millis(99),
                result.millis(100),
                result.kind().equals(APPROVED) ? 1 : 0,
                0,
                0,
                0,
                "",
                Map.of(Processes.CLIENT, result.cpuMicros()),
                Map.of());
    }
}
