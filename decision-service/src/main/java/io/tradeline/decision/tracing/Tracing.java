package io.tradeline.decision.tracing;

import io.grpc.ServerBuilder;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;

/** What becomes of the traces of calls. */
public interface Tracing {

    /** Nobody asked for traces: nothing is looked at, made or kept. */
    Tracing OFF = new Tracing() {
        @Override
        public void intercept(ServerBuilder<?> server) {
            // Calls go on as they came.
        }

        @Override
        public <T> BatchTrace batch(Collection<T> members, Function<T, CallTrace> trace) {
            return BatchTrace.NONE;
        }

        @Override
        public void close(Duration most) {
            // Nothing runs.
        }
    };

    /** Begins a trace with each call of the server, before all interceptors that it has by now: {@link CallTrace#current()}. */
    void intercept(ServerBuilder<?> server);

    /** Begins the trace of calls that are worked on together. */
    <T> BatchTrace batch(Collection<T> members, Function<T, CallTrace> trace);

    /** Ends, and sends what is left to be sent, so long at most. */
    void close(Duration most);
}
