package io.tradeline.decision.server;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.refusal.Refusals;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Serves so many connections at the same time. gRPC has no way to turn another one away, so that its calls are refused until there is room, and it ends idle. */
public final class ConnectionCount extends ServerTransportFilter implements ServerInterceptor {

    private static final Attributes.Key<Boolean> BEYOND = Attributes.Key.create("tradeline-connection-beyond");

    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();

    ConnectionCount(int most) {
        this.most = most;
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        return open.incrementAndGet() <= most
                ? attributes
                : attributes.toBuilder().set(BEYOND, true).build();
    }

    @Override
    public void transportTerminated(Attributes attributes) {
        open.decrementAndGet();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (call.getAttributes().get(BEYOND) == null || open.get() <= most) {
            return next.startCall(call, headers);
        }
        refused.increment();
        StatusRuntimeException refusal = Refusals.unavailable("this instance serves as many connections as it may");
        Metadata trailers = refusal.getTrailers();
        call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
        return new ServerCall.Listener<>() {};
    }

    /** Connections at this moment. */
    public int open() {
        return open.get();
    }

    /** Calls refused because their connection came when there were too many. */
    public long refusedCalls() {
        return refused.sum();
    }
}
