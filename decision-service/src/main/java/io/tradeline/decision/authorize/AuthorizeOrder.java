package io.tradeline.decision.authorize;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.rules.facts.DecisionKind;
import java.util.List;

/** A new order: decide it, and reserve its credit when it is approved. */
final class AuthorizeOrder extends OrderCommand {

    private final AuthorizeRequest request;

    AuthorizeOrder(AuthorizeRequest request, long clockMilli, boolean simulated) {
        super(request.getRequestId(), request, clockMilli, simulated);
        this.request = request;
    }

    @Override
    public String accountId() {
        return request.getOrder().getAccountId();
    }

    @Override
    public boolean isSpeculative() {
        return true;
    }

    @Override
    public Applied apply(WorkingSet set) {
        Deliberation deliberation = Deliberation.on(
                set, DecisionKind.AUTHORIZE, request.getOrder(), List.of(), Deliberation.Held.NOTHING, clockMilli());
        // Every order that is asked for belongs to the account's habits, approved or not.
        NodeState ordering = deliberation.nodes().get(0);
        Applied applied = open(
                set,
                deliberation,
                request.getOrder(),
                reservedUntil(clockMilli(), request.hasReserveFor(), request.getReserveFor()));
        ordering.habits()
                .ordered(clockMilli(), deliberation.verdict().creditAmount().minor());
        ordering.habitsChanged();
        if (!deliberation.isApproved()) {
            ordering.nextVersion();
        }
        return applied;
    }

    /**
     * The response for a caller, around a decision as it was encoded for the log: it needs no second encoding. Good for being sent only, as its fields are not
     * taken apart.
     */
    static AuthorizeResponse response(ByteString decision) {
        return AuthorizeResponse.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                AuthorizeResponse.DECISION_FIELD_NUMBER,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(decision)
                                        .build())
                        .build())
                .build();
    }

    @Override
    public Message restore(FirstAnswer first) throws InvalidProtocolBufferException {
        if (first.decision() == null) {
            throw new IllegalStateException("the decision of a repeated request was not read");
        }
        return AuthorizeResponse.newBuilder()
                .setDecision(first.decision().decision())
                .build();
    }
}
