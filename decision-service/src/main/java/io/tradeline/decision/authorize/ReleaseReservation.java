package io.tradeline.decision.authorize;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.EntryKind;
import io.tradeline.decision.ledger.OrderAuthorization;
import io.tradeline.decision.ledger.Receivable;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.ReleaseResponse;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.proto.type.v1.Money;
import java.util.List;

/** The order was cancelled, wholly or in part: its credit is given back. */
final class ReleaseReservation extends OrderStep {

    private final ReleaseRequest request;

    ReleaseReservation(ReleaseRequest request, long clockMilli, boolean simulated) {
        super(request.getRequestId(), request.getAuthorizationId(), request, clockMilli, simulated);
        this.request = request;
    }

    @Override
    public Applied apply(WorkingSet set) {
        OrderAuthorization before = require(set, authorizationId());
        OrderAuthorization after;
        if (before.isPending()) {
            if (request.hasAmount()) {
                throw Refusals.precondition(
                        "NOT_RESERVED",
                        "authorization " + before.id()
                                + " waits and reserves nothing (expected: no amount, to end it)");
            }
            after = before.taken(0, 0, false, Authorization.State.STATE_RELEASED);
        } else {
            requireReserved(before, clockMilli());
            after = giveBack(set, before, amount(before, request.hasAmount(), request.getAmount()), clockMilli());
        }
        set.put(after);
        set.tell(Event.Kind.KIND_RELEASED, before.accountId(), before.id().toString(), clockMilli(), List.of());
        ReleaseResponse response = ReleaseResponse.newBuilder()
                .setAuthorization(after.toProto(clockMilli()))
                .build();
        return new Applied(before.id(), () -> response, false);
    }

    @Override
    public Message restore(FirstAnswer first) throws InvalidProtocolBufferException {
        return ReleaseResponse.parseFrom(java.util.Objects.requireNonNull(first.response()));
    }

    /** Gives so much of a reservation back. */
    static OrderAuthorization giveBack(WorkingSet set, OrderAuthorization order, long minor, long clockMilli) {
        return giveBack(set, order, minor, clockMilli, EntryKind.RELEASED, Authorization.State.STATE_RELEASED);
    }

    static OrderAuthorization giveBack(
            WorkingSet set,
            OrderAuthorization order,
            long minor,
            long clockMilli,
            EntryKind kind,
            Authorization.State whenNothingWasCaptured) {
        long creditMinor = Receivable.share(order.creditReservedMinor(), minor, order.reservedMinor());
        List<NodeState> nodes = set.nodes(set.path(order.accountId()));
        release(nodes, order.reservedUntilMilli(), creditMinor);
        uncharge(set, order, creditMinor);
        set.enter(nodes, kind, order.id().toString(), -creditMinor, 0, 0, 0, clockMilli);
        return order.taken(minor, creditMinor, false, whenNothingWasCaptured);
    }

    /** The amount that a request means: what it says, or all that is reserved. */
    static long amount(OrderAuthorization order, boolean given, Money amount) {
        if (!given) {
            return order.reservedMinor();
        }
        Deliberation.requireSame("amount.currency_code", amount.getCurrencyCode(), order.currency());
        if (amount.getAmountMinor() <= 0) {
            throw Refusals.invalid("amount.amount_minor", amount.getAmountMinor() + " (expected: > 0)");
        }
        if (amount.getAmountMinor() > order.reservedMinor()) {
            throw Refusals.precondition(
                    "MORE_THAN_RESERVED",
                    amount.getAmountMinor() + " " + order.currency() + " minor units (expected: <= "
                            + order.reservedMinor() + ", which is left of the reservation)");
        }
        return amount.getAmountMinor();
    }
}
