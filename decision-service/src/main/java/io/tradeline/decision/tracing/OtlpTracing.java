package io.tradeline.decision.tracing;

import io.grpc.ServerBuilder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Sends spans to an OpenTelemetry collector, as OTLP over HTTP.
 *
 * <p>A call is recorded when its caller's span is, and otherwise by chance, as often as the ratio says. A batch is recorded when one of its calls is.
 */
public final class OtlpTracing implements Tracing {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MOST_LINKS = 256;

    private final Clock clock;
    private final SpanQueue queue;
    private final Tracer calls;
    private final Tracer batches;

    /**
     * @param endpoint base of the collector's address: traces go to v1/traces below it
     * @param ratio of the calls whose callers say nothing, 0 to 1
     * @param capacity spans that may wait to be sent
     */
    public OtlpTracing(URI endpoint, double ratio, int capacity, Clock clock, MeterRegistry meters) {
        this.clock = clock;
        String traces = endpoint.toString().replaceFirst("/+$", "") + "/v1/traces";
        this.queue = new SpanQueue(
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(traces)
                        .setCompression("gzip")
                        .setConnectTimeout(PATIENCE)
                        .setTimeout(PATIENCE)
                        // What is not taken now is not worth a second try while more comes.
                        .setRetryPolicy(null)
                        .build(),
                traces,
                capacity,
                PATIENCE);
        Resource resource = Resource.create(Attributes.of(
                Words.SERVICE,
                "tradeline-decision-service",
                Words.INSTANCE,
                UUID.randomUUID().toString()));
        this.calls = tracer(resource, Sampler.parentBased(Sampler.traceIdRatioBased(ratio)));
        this.batches = tracer(resource, Sampler.alwaysOn());
        counter(meters, "tradeline.trace.spans.sent", "Spans that the collector took", SpanQueue::sent);
        dropped(meters, "queue", SpanQueue::noRoom);
        dropped(meters, "endpoint", SpanQueue::notTaken);
        Gauge.builder("tradeline.trace.spans.waiting", queue, SpanQueue::waiting)
                .description("Spans that wait to be sent")
                .register(meters);
        Gauge.builder("tradeline.trace.spans.waiting.limit", () -> capacity)
                .description("Spans that may wait to be sent: tradeline.tracing.queue-capacity")
                .register(meters);
    }

    private Tracer tracer(Resource resource, Sampler sampler) {
        return SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(sampler)
                .setSpanLimits(
                        SpanLimits.builder().setMaxNumberOfLinks(MOST_LINKS).build())
                .addSpanProcessor(queue)
                .build()
                .get("io.tradeline.decision");
    }

    private void counter(MeterRegistry meters, String name, String description, ToDoubleFunction<SpanQueue> count) {
        FunctionCounter.builder(name, queue, count).description(description).register(meters);
    }

    private void dropped(MeterRegistry meters, String why, ToDoubleFunction<SpanQueue> count) {
        FunctionCounter.builder("tradeline.trace.spans.dropped", queue, count)
                .description("Spans that were dropped: the queue was full, or the endpoint did not take them")
                .tag("why", why)
                .register(meters);
    }

    @Override
    public void intercept(ServerBuilder<?> server) {
        server.intercept(new TraceInterceptor(calls, clock));
    }

    @Override
    public <T> BatchTrace batch(Collection<T> members, Function<T, CallTrace> trace) {
        List<SpanCall> recorded = new ArrayList<>(0);
        for (T member : members) {
            if (trace.apply(member) instanceof SpanCall call && call.isRecorded()) {
                recorded.add(call);
            }
        }
        return recorded.isEmpty() ? BatchTrace.NONE : new SpanBatch(batches, clock, recorded, members.size());
    }

    @Override
    public void close(Duration most) {
        queue.close(most);
    }
}
