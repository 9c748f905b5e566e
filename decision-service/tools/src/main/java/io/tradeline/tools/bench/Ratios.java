package io.tradeline.tools.bench;

import io.tradeline.tools.bench.BenchReport.Ratio;
import io.tradeline.tools.bench.BenchReport.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What the figures mean beside each other. */
final class Ratios {
    static final int IN_FLIGHT = 64;

    private Ratios() {}

    /** Those for which both sides were measured. */
    static List<Ratio> of(List<Row> rows, OptionalDouble rulesMicros) {
        List<Ratio> ratios = new ArrayList<>();
        OptionalDouble authorize = rate(rows, Section.AUTHORIZE, IN_FLIGHT, "zipf");
        divide(
                ratios,
                "Authorize / floor, 64 in flight, Zipf",
                authorize,
                rate(rows, Section.FLOOR, IN_FLIGHT, ""),
                0.25);
        divide(
                ratios,
                "Authorize (64 in flight) / yardstick (16 connections), Zipf",
                authorize,
                rate(rows, Section.YARDSTICK, 16, "zipf"),
                0.8);
        rulesMicros.ifPresent(micros -> ratios.add(new Ratio("rules, CPU \u00b5s a decision", micros, "<=", 60)));
        return ratios;
    }

    private static void divide(
            List<Ratio> ratios, String name, OptionalDouble part, OptionalDouble whole, double target) {
        if (part.isPresent() && whole.isPresent() && whole.getAsDouble() > 0) {
            ratios.add(new Ratio(name, part.getAsDouble() / whole.getAsDouble(), ">=", target));
        }
    }

    private static OptionalDouble rate(List<Row> rows, Section section, int inFlight, String accounts) {
        return rows.stream()
                .filter(row -> row.what().equals(section.title())
                        && row.load().equals("closed")
                        && row.inFlight() == inFlight
                        && row.accounts().equals(accounts))
                .mapToDouble(Row::rate)
                .findFirst();
    }
}
