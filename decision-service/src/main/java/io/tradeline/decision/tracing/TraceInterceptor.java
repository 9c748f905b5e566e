package io.tradeline.decision.tracing;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Begins a trace with each call, where its caller's ends, and ends it with the answer. Health checks, which come all the time, have none. */
final class TraceInterceptor implements ServerInterceptor {

    private static final String HEALTH = "grpc.health.";
    private static final W3CTraceContextPropagator CALLERS = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Metadata> HEADERS = new TextMapGetter<>() {
        private final Map<String, Metadata.Key<String>> keys = CALLERS.fields().stream()
                .collect(Collectors.toMap(
                        Function.identity(), field -> Metadata.Key.of(field, Metadata.ASCII_STRING_MARSHALLER)));

        @Override
        public Iterable<String> keys(Metadata headers) {
            return List.copyOf(headers.keys());
        }

        @Override
        public @Nullable String get(@Nullable Metadata headers, String field) {
            Metadata.Key<String> key = keys.get(field);
            return headers == null || key == null ? null : headers.get(key);
        }
    };

    private final Tracer tracer;
    private final Clock clock;

    TraceInterceptor(Tracer tracer, Clock clock) {
        this.tracer = tracer;
        this.clock = clock;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        if (method.startsWith(HEALTH)) {
            return next.startCall(call, headers);
        }
        SpanCall trace = new SpanCall(
                tracer, clock, method, CALLERS.extract(io.opentelemetry.context.Context.root(), headers, HEADERS));
        ServerCall<Q, A> traced = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                trace.end(status.getCode());
                super.close(status, trailers);
            }
        };
        return new SimpleForwardingServerCallListener<>(Contexts.interceptCall(
                Context.current().withValue(CallTrace.OfContext.KEY, trace), traced, headers, next)) {
            @Override
            public void onCancel() {
                trace.end(Status.Code.CANCELLED);
                super.onCancel();
            }
        };
    }
}
