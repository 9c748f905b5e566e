package io.tradeline.rules.release;

import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.samples.SampleFacts;
import java.time.Duration;
import java.util.List;

/** Runs a release over made-up facts of different kinds, so that its first real decision is not its slowest. */
final class WarmUp {

    private static final int ROUNDS = 4_000;

    /** Then it ends, on a machine that is slow or busy: whoever activates a release waits for it. */
    private static final long LONGEST_NANOS = Duration.ofSeconds(15).toNanos();

    private WarmUp() {}

    /** @param givesWay whether it leaves most of the processor to others */
    static void run(Release release, boolean givesWay) {
        List<DecisionFacts> samples = SampleFacts.all();
        long end = System.nanoTime() + LONGEST_NANOS;
        Stretches stretches = new Stretches(givesWay);
        for (int round = 0; round < ROUNDS && end - System.nanoTime() > 0; round++) {
            for (DecisionFacts sample : samples) {
                release.evaluate(sample);
                stretches.pause();
            }
        }
    }
}
