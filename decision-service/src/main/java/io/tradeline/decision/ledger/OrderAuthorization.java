package io.tradeline.decision.ledger;

import com.google.protobuf.ByteString;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.type.v1.Money;
import java.util.UUID;

/**
 * An order that holds credit, or waits for a person.
 *
 * @param reservedMinor still reserved, in the order's currency
 * @param creditReservedMinor the same in the account's currency
 * @param reservedUntilMilli when the reservation lapses: a full hour; 0 when nothing is reserved
 * @param decidedOn day of the decision whose amounts these are, in the account's time zone: budgets count it there
 * @param terms the decision's terms, as a {@link io.tradeline.proto.decision.v1.Terms}
 * @param simulated whether it lives on a caller's clock
 */
public record OrderAuthorization(
        UUID id,
        String accountId,
        String creditAccountId,
        Authorization.State state,
        String currency,
        long reservedMinor,
        long capturedMinor,
        long creditReservedMinor,
        long creditCapturedMinor,
        UUID latestDecisionId,
        long reservedUntilMilli,
        String buyerId,
        String costCentreId,
        int decidedOn,
        ByteString terms,
        boolean simulated) {

    /** The state in which a decision leaves an order that holds nothing yet. */
    public static Authorization.State stateAfter(Outcome outcome) {
        return switch (outcome) {
            case OUTCOME_APPROVED -> Authorization.State.STATE_RESERVED;
            case OUTCOME_APPROVAL_REQUIRED -> Authorization.State.STATE_PENDING_APPROVAL;
            case OUTCOME_REVIEW_REQUIRED -> Authorization.State.STATE_PENDING_REVIEW;
            default -> Authorization.State.STATE_DECLINED;
        };
    }

    /** Whether its reservation has lapsed by the moment, although no one has taken it out of the books yet. */
    public boolean isLapsedAt(long epochMilli) {
        return state == Authorization.State.STATE_RESERVED && reservedUntilMilli <= epochMilli;
    }

    /** Whether it waits for a person. */
    public boolean isPending() {
        return state == Authorization.State.STATE_PENDING_APPROVAL || state == Authorization.State.STATE_PENDING_REVIEW;
    }

    /** The same with less reserved and more captured; its state follows. */
    public OrderAuthorization taken(
            long minor, long creditMinor, boolean captured, Authorization.State whenNothingWasCaptured) {
        long reserved = reservedMinor - minor;
        long nowCaptured = captured ? capturedMinor + minor : capturedMinor;
        Authorization.State next = reserved > 0
                ? Authorization.State.STATE_RESERVED
                : nowCaptured > 0 ? Authorization.State.STATE_CAPTURED : whenNothingWasCaptured;
        return new OrderAuthorization(
                id,
                accountId,
                creditAccountId,
                next,
                currency,
                reserved,
                nowCaptured,
                creditReservedMinor - creditMinor,
                captured ? creditCapturedMinor + creditMinor : creditCapturedMinor,
                latestDecisionId,
                reserved > 0 ? reservedUntilMilli : 0,
                buyerId,
                costCentreId,
                decidedOn,
                terms,
                simulated);
    }

    /** For callers, as it is at the moment. */
    public Authorization toProto(long epochMilli) {
        boolean lapsed = isLapsedAt(epochMilli);
        Authorization.State shown = !lapsed
                ? state
                : capturedMinor > 0 ? Authorization.State.STATE_CAPTURED : Authorization.State.STATE_LAPSED;
        Authorization.Builder proto = Authorization.newBuilder()
                .setAuthorizationId(id.toString())
                .setState(shown)
                .setLatestDecisionId(latestDecisionId.toString())
                .setReserved(money(lapsed ? 0 : reservedMinor))
                .setCaptured(money(capturedMinor));
        if (!lapsed && reservedUntilMilli > 0) {
            proto.setReservedUntil(Times.timestamp(reservedUntilMilli));
        }
        return proto.build();
    }

    private Money money(long minor) {
        return Money.newBuilder()
                .setCurrencyCode(currency)
                .setAmountMinor(minor)
                .build();
    }
}
