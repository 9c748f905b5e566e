package io.tradeline.tools.bench.rules;

import io.tradeline.tools.text.Json;
import java.util.List;
import java.util.Map;

/** What JMH says of one kind of order, as far as it is of use here. The names are those of its JSON. */
record JmhResult(Map<String, String> params, Metric primaryMetric, Map<String, Metric> secondaryMetrics) {
    private static final String KIND = "order";
    private static final String CPU = "cpu";

    /**
     * A figure in microseconds for each call.
     *
     * @param scorePercentiles by their names: "50.0"
     */
    record Metric(double score, Map<String, Double> scorePercentiles) {}

    static List<JmhResult> parse(String json) {
        return List.of(Json.read(json, JmhResult[].class));
    }

    /** "approved", "held" or "declined". */
    String kind() {
        return require(params, KIND);
    }

    /** Processor time of a call. */
    double cpuMicros() {
        return require(secondaryMetrics, CPU).score();
    }

    /** Time on the clock that so many calls in a hundred took at most. */
    double millis(double percent) {
        return require(primaryMetric.scorePercentiles(), Double.toString(percent)) / 1_000;
    }

    private static <V> V require(Map<String, V> map, String name) {
        V value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException("JMH's result: " + map.keySet() + " (expected: with " + name + ")");
        }
        return value;
    }
}
