package io.tradeline.rules.benchmarks;

import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseCompiler;
import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.rules.samples.SampleFacts;
import io.tradeline.rules.verdict.Verdict;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One decision by the shipped release on an account of two levels, with trace, findings and terms, and without any input or output. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ShippedRules {
    /** Compiling takes seconds: once in a Java, also where JMH runs without forks. */
    private static final class Compiled {
        static final Release RELEASE = shipped();

        private static Release shipped() {
            try {
                Release release = ReleaseCompiler.compile(ReleaseSource.shipped());
                release.warmUp(false);
                return release;
            } catch (InvalidReleaseException invalid) {
                throw new IllegalStateException("the shipped release is not valid", invalid);
            }
        }
    }

    /** What comes out of it. */
    @Param({"approved", "held", "declined"})
    public String order = "approved";

    private DecisionFacts facts = SampleFacts.approved();
    private final Release release = Compiled.RELEASE;

    @Setup
    public void chooseOrder() {
        facts = switch (order) {
            case "approved" -> SampleFacts.approved();
            case "held" -> SampleFacts.held();
            case "declined" -> SampleFacts.declined();
            default ->
                throw new IllegalArgumentException("order: " + order + " (expected: approved, held or declined)");
        };
    }

    @Benchmark
    public Verdict evaluate() {
        return release.evaluate(facts);
    }
}
