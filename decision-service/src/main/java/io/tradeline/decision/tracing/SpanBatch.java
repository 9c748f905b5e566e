package io.tradeline.decision.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A batch has a trace of its own, with a link to each of its calls that is recorded: it is the child of none of them more than of the others. What it does is a
 * child of its span, and of the span of each such call, with a link to the batch.
 */
final class SpanBatch implements BatchTrace {

    private final Tracer tracer;
    private final List<SpanCall> calls;
    private final int commands;
    private final Moment began;
    private final Span span;
    private final Context within;
    private boolean committed;

    /**
     * @param calls those that are recorded
     * @param commands how many there are in all
     */
    SpanBatch(Tracer tracer, Clock clock, List<SpanCall> calls, int commands) {
        this.tracer = tracer;
        this.calls = calls;
        this.commands = commands;
        this.began = Moment.now(clock);
        SpanBuilder builder = tracer.spanBuilder("ledger batch")
                .setNoParent()
                .setStartTimestamp(began.epochNanos(), TimeUnit.NANOSECONDS)
                .setAttribute(Words.COMMANDS, (long) commands);
        calls.forEach(call -> builder.addLink(call.context()));
        this.span = builder.startSpan();
        this.within = Context.root().with(span);
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void redis(long beganNanos, int wanted, int found) {
        tell("redis", beganNanos, SpanCall.copies(wanted, found));
    }

    @Override
    public void locked(long beganNanos) {
        tell("lock", beganNanos, Attributes.empty());
    }

    @Override
    public void committed(long beganNanos, boolean locked) {
        committed = true;
        commit(beganNanos, locked);
    }

    @Override
    public void movedOn(long beganNanos) {
        commit(beganNanos, false);
    }

    private void commit(long beganNanos, boolean locked) {
        tell(
                "commit",
                beganNanos,
                Attributes.of(
                        Words.COMMANDS,
                        (long) commands,
                        Words.ON,
                        locked ? "lock" : "condition",
                        Words.COMMITTED,
                        committed));
    }

    private void tell(String name, long beganNanos, Attributes attributes) {
        tracer.spanBuilder(name)
                .setParent(within)
                .setAllAttributes(attributes)
                .setStartTimestamp(began.epochNanosAt(beganNanos), TimeUnit.NANOSECONDS)
                .startSpan()
                .end(began.epochNanosAt(System.nanoTime()), TimeUnit.NANOSECONDS);
        calls.forEach(call -> call.child(name, beganNanos, attributes, span.getSpanContext()));
    }

    @Override
    public void close() {
        span.setAttribute(Words.COMMITTED, committed);
        span.end(began.epochNanosAt(System.nanoTime()), TimeUnit.NANOSECONDS);
    }
}
