package io.tradeline.tools.bench;

import io.tradeline.rules.bench.RulesBench;
import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseCompiler;
import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.process.Processes;
import io.tradeline.tools.bench.report.BenchReport.Row;
import io.tradeline.tools.bench.report.Section;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The rules of the shipped release alone, on one thread of this process: what a decision costs before anything is read or written. */
final class RulesRows {
    private static final String APPROVED = "approved";
    private static final double MICROS = 1e6;
    /** Makes a window of five seconds one of 20,000 decisions. */
    private static final int DECISIONS_A_SECOND = 4_000;
    // Held, because a logger that nobody holds forgets its level.
    private static final Logger DROOLS = Logger.getLogger("org.drools");

    private RulesRows() {}

    /**
     * One row for each kind of order. The rate is what one core would do.
     *
     * @param window as of the loads; the rules take less time, but are measured the shorter the shorter those are
     */
    static List<Row> measure(Duration window) {
        int decisions = Math.toIntExact(window.toMillis() * DECISIONS_A_SECOND / 1_000);
        DROOLS.setLevel(Level.WARNING);
        try (Release release = ReleaseCompiler.compile(ReleaseSource.shipped())) {
            return RulesBench.run(release, decisions).stream()
                    .map(RulesRows::row)
                    .toList();
        } catch (InvalidReleaseException invalid) {
            throw CommandException.failed("the shipped release is not valid: " + invalid.getMessage(), invalid);
        }
    }

    /** Processor time of an order that is approved. */
    static OptionalDouble approvedMicros(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.load().equals(APPROVED))
                .mapToDouble(row -> row.cpuMicros().getOrDefault(Processes.CLIENT, 0.0))
                .findFirst();
    }

    private static Row row(RulesBench.Figure figure) {
        double millis = figure.cpuMicros() / 1000;
        return new Row(
                Section.RULES.title(),
                figure.name(),
                0,
                0,
                "",
                MICROS / figure.cpuMicros(),
                millis,
                millis,
                millis,
                millis,
                figure.name().equals(APPROVED) ? 1 : 0,
                0,
                0,
                0,
                "",
                Map.of(Processes.CLIENT, figure.cpuMicros()),
                Map.of());
    }
}
