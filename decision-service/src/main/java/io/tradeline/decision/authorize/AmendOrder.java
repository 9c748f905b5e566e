package io.tradeline.decision.authorize;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.tradeline.decision.ledger.EntryKind;
import io.tradeline.decision.ledger.OrderAuthorization;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.AmendResponse;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.rules.facts.DecisionKind;
import java.util.List;
import java.util.UUID;

/** A changed order in the place of an authorized one. What it holds already is not counted against it; approvals given to the old order are not carried over. */
final class AmendOrder extends OrderStep {

    private final AmendRequest request;

    AmendOrder(AmendRequest request, long clockMilli, boolean simulated) {
        super(request.getRequestId(), request.getAuthorizationId(), request, clockMilli, simulated);
        this.request = request;
    }

    @Override
    public Applied apply(WorkingSet set) {
        OrderAuthorization before = require(set, authorizationId());
        if (!before.isPending()) {
            requireReserved(before, clockMilli());
        }
        requireLatest(before, request.getExpectedDecisionId());
        Deliberation.requireSame("order.account_id", request.getOrder().getAccountId(), before.accountId());
        Deliberation.requireSame(
                "order.amount.currency_code", request.getOrder().getAmount().getCurrencyCode(), before.currency());
        if (request.getOrder().getAmount().getAmountMinor() <= before.capturedMinor()) {
            throw Refusals.invalid(
                    "order.amount.amount_minor",
                    request.getOrder().getAmount().getAmountMinor() + " (expected: > " + before.capturedMinor()
                            + ", which is captured already)");
        }
        Deliberation deliberation = Deliberation.on(
                set,
                DecisionKind.AMEND,
                request.getOrder(),
                List.of(),
                new Deliberation.Held(before.creditReservedMinor() + before.creditCapturedMinor(), before.decidedOn()),
                clockMilli());
        OrderAuthorization after = settle(
                set,
                deliberation,
                request.getOrder(),
                before,
                EntryKind.AMENDED,
                reservedUntil(clockMilli(), request.hasReserveFor(), request.getReserveFor()));
        if (!deliberation.isApproved()) {
            deliberation.nodes().get(0).nextVersion();
        }
        Decision.Builder decision = deliberation.decision();
        Authorization authorization = after.toProto(clockMilli());
        return new Applied(
                UUID.fromString(decision.getDecisionId()),
                () -> AmendResponse.newBuilder()
                        .setDecision(decision)
                        .setAuthorization(authorization)
                        .build(),
                false);
    }

    @Override
    public Message restore(FirstAnswer first) throws InvalidProtocolBufferException {
        return AmendResponse.parseFrom(java.util.Objects.requireNonNull(first.response()));
    }
}
