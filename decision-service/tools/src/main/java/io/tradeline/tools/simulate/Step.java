package io.tradeline.tools.simulate;

import com.google.protobuf.Message;
import io.tradeline.proto.decision.v1.AmendResponse;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.ResolveResponse;
import org.jspecify.annotations.Nullable;

/**
 * One step that a client took, with its final answer.
 *
 * @param id its request id or posting id
 * @param client who took it
 * @param number its place among the client's steps
 * @param authorizationId the order that it is about; empty for a new order and for postings
 * @param releases whether the client, by what it knew of its order, gives reserved credit back with it
 */
record Step(
        String id,
        String client,
        long number,
        String company,
        String accountId,
        String authorizationId,
        boolean releases,
        Message request,
        Answer<?> answer) {

    /** The decision that it was answered with; null when there is none. */
    @Nullable Decision decision() {
        Message message = answer.message();
        if (message instanceof AuthorizeResponse authorized) {
            return authorized.getDecision();
        }
        if (message instanceof AmendResponse amended) {
            return amended.getDecision();
        }
        return message instanceof ResolveResponse resolved ? resolved.getDecision() : null;
    }

    /** For a person who looks for it. */
    String name() {
        Decision decision = decision();
        return request.getDescriptorForType().getName() + " " + id + " of " + accountId
                + (decision == null ? "" : ", decision " + decision.getDecisionId());
    }
}
