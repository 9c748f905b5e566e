package io.tradeline.decision.tracing;

import io.grpc.Status;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps nothing and costs nothing. */
final class NoTrace implements CallTrace {

    @Override
    public CallTrace order() {
        return this;
    }

    @Override
    public long now() {
        return 0;
    }

    @Override
    public void waits() {}

    @Override
    public void taken() {}

    @Override
    public void rules(long beganNanos, String releaseDigest) {}

    @Override
    public void redis(long beganNanos, int wanted, int found) {}

    @Override
    public void decided(UUID decisionId, String outcome, String releaseDigest) {}

    @Override
    public void end(Status.Code code) {}

    @Override
    public @Nullable String traceId() {
        return null;
    }
}
