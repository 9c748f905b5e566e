package io.tradeline.rules.bench;

import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseCompiler;
import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.rules.samples.SampleFacts;
import io.tradeline.rules.verdict.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Measures the CPU time of one decision's rules, on one thread, warm; trace and terms included. */
public final class RulesBench {

    /** Decisions in a window that give a figure which repeats. */
    private static final int WINDOW = 20_000;

    private static final int WINDOWS = 5;
    private static final int WINDOWS_OF_WARM_UP = 3;
    private static final double NANOS_PER_MICRO = 1_000.0;

    private RulesBench() {}

    /**
     * What one kind of order costs.
     *
     * @param name "approved", "held" or "declined"
     * @param outcome what the rules say
     * @param findings how many findings they make
     * @param cpuMicros CPU time of one evaluation in microseconds, median of several windows
     */
    public record Figure(String name, String outcome, int findings, double cpuMicros) {}

    /**
     * The release's cost by kind of order.
     *
     * @param window decisions in each of a kind's eight windows, three of which warm up; with 20,000 it takes some ten seconds, with much fewer the rules are
     *     still being compiled
     */
    public static List<Figure> run(Release release, int window) {
        release.warmUp();
        return List.of(
                measure(release, window, "approved", SampleFacts.approved()),
                measure(release, window, "held", SampleFacts.held()),
                measure(release, window, "declined", SampleFacts.declined()));
    }

    /** Prints the shipped release's figures. */
    public static void main(String[] args) throws InvalidReleaseException {
        List<String> lines = new ArrayList<>();
        try (Release release = ReleaseCompiler.compile(ReleaseSource.shipped())) {
            for (Figure figure : run(release, WINDOW)) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%-10s %-18s %2d findings %8.1f µs CPU",
                        figure.name,
                        figure.outcome,
                        figure.findings,
                        figure.cpuMicros));
            }
        }
        lines.forEach(System.out::println);
    }

    private static Figure measure(Release release, int window, String name, DecisionFacts facts) {
        Verdict verdict = release.evaluate(facts);
        time(release, facts, window * WINDOWS_OF_WARM_UP);
        double[] windows = new double[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            windows[i] = time(release, facts, window);
        }
        Arrays.sort(windows);
        return new Figure(name, verdict.outcome().name(), verdict.findings().size(), windows[WINDOWS / 2]);
    }

    private static double time(Release release, DecisionFacts facts, int rounds) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        int findings = 0;
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < rounds; i++) {
            findings += release.evaluate(facts).findings().size();
        }
        long nanos = threads.getCurrentThreadCpuTime() - before;
        if (findings < 0) {
            throw new IllegalStateException("findings: " + findings + " (expected: >= 0)");
        }
        return nanos / NANOS_PER_MICRO / rounds;
    }
}
