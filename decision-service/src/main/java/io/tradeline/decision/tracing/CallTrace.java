package io.tradeline.decision.tracing;

import io.grpc.Context;
import io.grpc.Status;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The trace of one call, or of one order of a stream. What happened is told after it has, with the moment when it began; by one thread at a time, except for {@link #end}.
 */
public interface CallTrace {

    /** Of calls that nobody wants to know about. */
    CallTrace NONE = new NoTrace();

    /** The trace of the call whose gRPC context this is. */
    static CallTrace current() {
        return OfContext.KEY.get();
    }

    /** A trace for one order of the stream that this call is. */
    CallTrace order();

    /** The present moment by the nano clock; 0 when this is not recorded. */
    long now();

    /** It waits for a thread from now on. */
    void waits();

    /** A thread has it in hand: the waiting, if it waited, is over. */
    void taken();

    /** The rules have run. */
    void rules(long beganNanos, String releaseDigest);

    /** Redis was asked for copies of exposures, for this call alone. */
    void redis(long beganNanos, int wanted, int found);

    /** A decision was committed. */
    void decided(UUID decisionId, String outcome, String releaseDigest);

    /** It was answered, or refused; the first time counts. */
    void end(Status.Code code);

    /** By which its trace is found; null when it has none. */
    @Nullable String traceId();

    /** Until it is closed, the thread's lines of the log name the trace, if there is one. */
    default Logged inLogs() {
        String id = traceId();
        if (id == null) {
            return Logged.WITHOUT;
        }
        MDC.put(Logged.FIELD, id);
        return () -> MDC.remove(Logged.FIELD);
    }

    /** That lines of the log name a trace. */
    interface Logged extends AutoCloseable {
        String FIELD = "traceId";
        Logged WITHOUT = () -> {};

        @Override
        void close();
    }

    /** Keeps the key out of sight. */
    final class OfContext {
        static final Context.Key<CallTrace> KEY = Context.keyWithDefault("call-trace", NONE);

        private OfContext() {}
    }
}
