package io.tradeline.decision.rpc;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Counts and times calls by method and status: {@code grpc_server_processing_duration_seconds} and the like. */
public final class CallMeters {

    private static final Duration[] LATENCIES = IntStream.of(
                    1, 2, 5, 10, 15, 25, 50, 75, 100, 250, 500, 1000, 2500, 5000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private CallMeters() {}

    public static MetricCollectingServerInterceptor interceptor(MeterRegistry registry) {
        return new MetricCollectingServerInterceptor(
                registry, UnaryOperator.identity(), timer -> timer.serviceLevelObjectives(LATENCIES));
    }
}
