package io.tradeline.decision.rpc;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.tracing.CallTrace;

/** Where the answer to a command goes. Exactly one of the two is called, once, after the command's transaction has ended. */
public interface Reply {

    void answer(Message response);

    void refuse(StatusRuntimeException refusal);

    /** Whether no one waits any more: a command that was not begun then has no effect. */
    default boolean isGone() {
        return false;
    }

    /** Called when whoever answers has done with what it had in hand: an answer that waits for others, to be sent together with them, is sent now. */
    default void flush() {}

    /** The trace of what is answered. */
    default CallTrace trace() {
        return CallTrace.NONE;
    }
}
