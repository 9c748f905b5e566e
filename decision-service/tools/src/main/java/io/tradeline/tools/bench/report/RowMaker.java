package io.tradeline.tools.bench.report;

import io.tradeline.tools.bench.load.Measurement;
import io.tradeline.tools.bench.load.Meter;
import io.tradeline.tools.bench.report.BenchReport.Row;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns what was measured into rows of the report. */
public final class RowMaker {
    private RowMaker() {}

    public static Row closed(Section section, int inFlight, String accounts, Measurement measured) {
        return row(section, "closed", inFlight, 0, accounts, measured);
    }

    public static Row open(Section section, double rate, String accounts, Measurement measured) {
        return row(section, "open", 0, rate, accounts, measured);
    }

    /** @param load "calm", or what is beside the orders */
    public static Row beside(String load, double rate, String accounts, Measurement measured) {
        return row(Section.AUTHORIZE, load, 0, rate, accounts, measured);
    }

    /** Of one of those who follow the feed: events a second, and how late they were. */
    public static Row followed(Measurement measured) {
        return row(Section.FEED, "followed", 0, 0, "", measured);
    }

    public static Row inTurns(Section section, int inFlight, String accounts, Measurement measured) {
        return row(section, Turns.LOAD, inFlight, 0, accounts, measured);
    }

    private static Row row(
            Section section, String load, int inFlight, double rate, String accounts, Measurement measured) {
        Map<String, Double> cpu = new LinkedHashMap<>();
        Map<String, Double> resident = new LinkedHashMap<>();
        for (String process : measured.costs().cpuSeconds().keySet()) {
            measured.costs().cpuMicros(process, measured.answers()).ifPresent(micros -> cpu.put(process, micros));
            measured.costs().residentMebibytes(process).ifPresent(mebibytes -> resident.put(process, mebibytes));
        }
        Meter.Window median = measured.median();
        return new Row(
                section.title(),
                load,
                inFlight,
                rate,
                accounts,
                median.rate(),
                median.p50(),
                median.p95(),
                median.p99(),
                median.max(),
                measured.answers() == 0 ? 0 : (double) measured.approved() / measured.answers(),
                measured.answers(),
                measured.refused(),
                measured.failed(),
                measured.failure(),
                cpu,
                resident);
    }
}
