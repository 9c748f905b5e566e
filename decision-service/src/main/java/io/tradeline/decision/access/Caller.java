package io.tradeline.decision.access;

import com.google.protobuf.Timestamp;
import io.grpc.Context;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Times;
import java.time.Clock;
import java.util.Set;

/**
 * Who calls, by a verified token.
 *
 * @param expiresAtMilli when the token is good no more: a stream that is still open then ends
 * @param accounts those that the caller sees
 */
public record Caller(String subject, Set<Scope> scopes, long expiresAtMilli, AccountReach accounts) {

    static final Context.Key<Caller> KEY = Context.key("tradeline-caller");

    /** The caller of the present call. */
    public static Caller current() {
        Caller caller = KEY.get();
        if (caller == null) {
            throw new IllegalStateException("a call got past the access check without a caller");
        }
        return caller;
    }

    /**
     * The moment that a request means: its own, for callers that may say so, or now. In whole milliseconds.
     *
     * @throws io.grpc.StatusRuntimeException PERMISSION_DENIED when the caller may not choose the clock
     */
    public long clockMilli(boolean given, Timestamp requested, Clock now) {
        if (!given) {
            return now.millis();
        }
        if (!scopes.contains(Scope.SIMULATE)) {
            throw Refusals.denied("clock needs the scope " + Scope.SIMULATE.word());
        }
        return Times.epochMilli(requested);
    }
}
