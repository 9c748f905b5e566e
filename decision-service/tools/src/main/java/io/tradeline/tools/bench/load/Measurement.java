package io.tradeline.tools.bench.load;

import io.tradeline.tools.bench.process.Costs;
import java.util.Comparator;
import java.util.List;

/**
 * What was measured of one workload under one load.
 *
 * @param median the window with the median rate
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

    /** @param failure what the first failed call said; empty when none failed */
    public static Measurement of(List<Meter.Window> windows, Costs costs, String failure, double warmUpSeconds) {
        List<Meter.Window> sorted = windows.stream()
                .sorted(Comparator.comparingDouble(Meter.Window::rate))
                .toList();
        return new Measurement(
                sorted.get(sorted.size() / 2),
                costs,
                windows.stream().mapToLong(Meter.Window::answers).sum(),
                windows.stream().mapToLong(Meter.Window::approved).sum(),
                windows.stream().mapToLong(Meter.Window::refused).sum(),
                windows.stream().mapToLong(Meter.Window::failed).sum(),
                failure,
                warmUpSeconds);
    }
}
