package io.tradeline.tools.simulate;

import com.google.protobuf.Message;
import io.tradeline.tools.client.RpcFailure;
import org.jspecify.annotations.Nullable;

/**
 * The final answer to a call: a message, or a refusal that repeating would not change.
 *
 * @param sentNanos when the first attempt was sent
 * @param answeredNanos when the answer arrived
 * @param attempts how often it was sent
 */
record Answer<R extends Message>(
        long sentNanos,
        long answeredNanos,
        int attempts,
        @Nullable R message,
        @Nullable RpcFailure refusal) {

    /** The message of a call that can't be refused here. */
    R orViolation(String what) {
        if (message == null) {
            throw new Violation(what + ": refused with " + (refusal == null ? "nothing" : refusal.summary())
                    + " (expected: an answer)");
        }
        return message;
    }

    /** What a caller sees of it, in one line. */
    String summary() {
        return refusal != null ? refusal.summary() : String.valueOf(message).replace('\n', ' ');
    }
}
