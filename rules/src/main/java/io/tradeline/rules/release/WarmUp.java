package io.tradeline.rules.release;

import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.samples.SampleFacts;
import java.util.List;

/** Runs a release over made-up facts of different kinds, so that its first real decision is not its slowest. */
final class WarmUp {

    private static final int ROUNDS = 4_000;

    private WarmUp() {}

    static void run(Release release) {
        List<DecisionFacts> samples = SampleFacts.all();
        for (int round = 0; round < ROUNDS; round++) {
            for (DecisionFacts sample : samples) {
                release.evaluate(sample);
            }
        }
    }
}
