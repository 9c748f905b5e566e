package io.tradeline.tools.bench.load;

import io.tradeline.tools.bench.process.Costs;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What was measured of one workload under one load.
 *
 * @param median the window that counts: of a closed loop the one with the median rate, of an open one that with the median p99
 * @param costs of each process over all windows
 * @param answers in all windows
 * @param approved of them
 * @param refused calls in all windows that an overloaded server turned away
 * @param failed all other calls in all windows that got no answer
 * @param failure what the first of them said; empty when none failed
 * @param warmUpSeconds how long the load ran before the first window
 */
public record Measurement(
        Meter.Window median,
        Costs costs,
        long answers,
        long approved,
        long refused,
        long failed,
        String failure,
        double warmUpSeconds) {

    /**
     * From windows that follow each other.
     *
     * @param by which figure of a window is the one whose median counts
     * @param failure what the first failed call said; empty when none failed
     */
    static Measurement of(
            List<Meter.Window> windows,
            ToDoubleFunction<Meter.Window> by,
            Costs costs,
            String failure,
            double warmUpSeconds) {
        return new Measurement(
                median(windows.stream(), by),
                costs,
                windows.stream().mapToLong(Meter.Window::answers).sum(),
                windows.stream().mapToLong(Meter.Window::approved).sum(),
                windows.stream().mapToLong(Meter.Window::refused).sum(),
                windows.stream().mapToLong(Meter.Window::failed).sum(),
                failure,
                warmUpSeconds);
    }

    /** Stretches of one open load as one measurement. */
    public static Measurement together(List<Measurement> stretches) {
        return new Measurement(
                median(stretches.stream().map(Measurement::median), Meter.Window::p99),
                stretches.stream().map(Measurement::costs).reduce(Costs::and).orElseThrow(),
                stretches.stream().mapToLong(Measurement::answers).sum(),
                stretches.stream().mapToLong(Measurement::approved).sum(),
                stretches.stream().mapToLong(Measurement::refused).sum(),
                stretches.stream().mapToLong(Measurement::failed).sum(),
                stretches.stream()
                        .map(Measurement::failure)
                        .filter(failure -> !failure.isEmpty())
                        .findFirst()
                        .orElse(""),
                stretches.get(0).warmUpSeconds());
    }

    private static Meter.Window median(Stream<Meter.Window> windows, ToDoubleFunction<Meter.Window> by) {
        List<Meter.Window> sorted =
                windows.sorted(Comparator.comparingDouble(by)).toList();
        return sorted.get(sorted.size() / 2);
    }
}
