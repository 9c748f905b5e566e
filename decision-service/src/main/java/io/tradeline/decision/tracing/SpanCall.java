package io.tradeline.decision.tracing;

import io.grpc.Status;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A call whose span goes to the collector, if its caller or chance has chosen it. */
final class SpanCall implements CallTrace {

    /** Those that are the server's fault, as OpenTelemetry's conventions for gRPC have it. */
    private static final Set<Status.Code> FAULTS = EnumSet.of(
            Status.Code.UNKNOWN,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.UNIMPLEMENTED,
            Status.Code.INTERNAL,
            Status.Code.UNAVAILABLE,
            Status.Code.DATA_LOSS);

    private final Tracer tracer;
    private final Clock clock;
    private final String method;
    private final Moment began;
    private final Span span;
    private final Context within;
    private final boolean hasCaller;
    /** Also when it has ended: its caller may have stopped waiting for what is told now. */
    private final boolean recorded;
    /** By the nano clock; 0 while it does not wait. */
    private long waitsSince;

    /** @param parent the caller's span, if it has told of one */
    SpanCall(Tracer tracer, Clock clock, String method, Context parent) {
        this(
                tracer,
                clock,
                method,
                Moment.now(clock),
                tracer.spanBuilder(method).setParent(parent),
                parent);
    }

    private SpanCall(Tracer tracer, Clock clock, String method, Moment began, SpanBuilder builder, Context parent) {
        this.tracer = tracer;
        this.clock = clock;
        this.method = method;
        this.began = began;
        this.hasCaller = Span.fromContext(parent).getSpanContext().isValid();
        int slash = method.indexOf('/');
        this.span = builder.setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(began.epochNanos(), TimeUnit.NANOSECONDS)
                .setAttribute(Words.RPC_SYSTEM, "grpc")
                .setAttribute(Words.RPC_SERVICE, method.substring(0, Math.max(0, slash)))
                .setAttribute(Words.RPC_METHOD, method.substring(slash + 1))
                .startSpan();
        this.recorded = span.isRecording();
        this.within = Context.root().with(span);
    }

    boolean isRecorded() {
        return recorded;
    }

    SpanContext context() {
        return span.getSpanContext();
    }

    /** A stream lasts for hours: each of its orders has a trace of its own, which names the stream's. */
    @Override
    public CallTrace order() {
        return new SpanCall(
                tracer,
                clock,
                method,
                Moment.now(clock),
                tracer.spanBuilder(method + " order").setNoParent().addLink(context()),
                Context.root());
    }

    @Override
    public long now() {
        return recorded ? System.nanoTime() : 0;
    }

    @Override
    public void waits() {
        waitsSince = now();
    }

    @Override
    public void taken() {
        if (waitsSince != 0) {
            child("queue", waitsSince, Attributes.empty(), null);
            waitsSince = 0;
        }
    }

    @Override
    public void rules(long beganNanos, String releaseDigest) {
        child("rules", beganNanos, Attributes.of(Words.RELEASE, releaseDigest), null);
    }

    @Override
    public void redis(long beganNanos, int wanted, int found) {
        child("redis", beganNanos, copies(wanted, found), null);
    }

    static Attributes copies(int wanted, int found) {
        return Attributes.of(Words.WANTED, (long) wanted, Words.FOUND, (long) found);
    }

    /**
     * Tells of something that has just ended.
     *
     * @param elsewhere where else it is told of
     */
    void child(String name, long beganNanos, Attributes attributes, @Nullable SpanContext elsewhere) {
        if (!recorded) {
            return;
        }
        SpanBuilder child = tracer.spanBuilder(name)
                .setParent(within)
                .setAllAttributes(attributes)
                .setStartTimestamp(began.epochNanosAt(beganNanos), TimeUnit.NANOSECONDS);
        if (elsewhere != null) {
            child.addLink(elsewhere);
        }
        child.startSpan().end(began.epochNanosAt(System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    @Override
    public void decided(UUID decisionId, String outcome, String releaseDigest) {
        if (recorded) {
            span.setAttribute(Words.DECISION, decisionId.toString())
                    .setAttribute(Words.OUTCOME, outcome)
                    .setAttribute(Words.RELEASE, releaseDigest);
        }
    }

    @Override
    public void end(Status.Code code) {
        if (recorded) {
            span.setAttribute(Words.RPC_STATUS, code.value());
            if (FAULTS.contains(code)) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end(began.epochNanosAt(System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public @Nullable String traceId() {
        return hasCaller || recorded ? context().getTraceId() : null;
    }
}
