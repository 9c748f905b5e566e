package io.tradeline.rules.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Processor time of the measuring threads for each call, as a JMH profiler: unlike the time on the clock, it does not grow while other programs have the processors. What the compiler
 * and the garbage collector do on threads of their own is not in it.
 */
public final class ThreadCpu implements InternalProfiler {
    private static final String WORKER = "-jmh-worker-";
    private static final double NANOS_A_MICRO = 1_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long before;

    @Override
    public String getDescription() {
        return "Processor time of the measuring threads";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = nanos();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double micros = (nanos() - before) / NANOS_A_MICRO;
        long calls = result.getMetadata().getAllOps();
        return List.of(new ScalarResult("cpu", micros / calls, "us/op", AggregationPolicy.AVG));
    }

    private long nanos() {
        return LongStream.of(workers()).map(threads::getThreadCpuTime).sum();
    }

    /** JMH keeps them from one iteration to the next. */
    private long[] workers() {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(thread -> thread.getThreadName().contains(WORKER))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
    }
}
