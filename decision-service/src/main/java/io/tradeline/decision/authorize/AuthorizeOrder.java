package io.tradeline.decision.authorize;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.rules.facts.DecisionKind;
import java.util.List;
import java.util.UUID;

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
        open(
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
        Decision.Builder decision = deliberation.decision();
        return new Applied(
                UUID.fromString(decision.getDecisionId()),
                () -> AuthorizeResponse.newBuilder().setDecision(decision).build(),
                true);
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
