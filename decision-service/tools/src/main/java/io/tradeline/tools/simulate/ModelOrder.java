package io.tradeline.tools.simulate;

import io.grpc.Status;
import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.ResolveRequest;
import org.jspecify.annotations.Nullable;

/** An order of the model, as far as it matters, and what can't be done with it. Amounts in euro cents. */
final class ModelOrder {
    final String id;
    final String accountId;
    Authorization.State state = Authorization.State.STATE_DECLINED;
    String latestDecisionId = "";
    long amount;
    long reserved;
    long captured;
    long untilMilli;
    /** An order that was declined at once is no authorization. */
    boolean opened;

    boolean approvedByBuyer;
    boolean approvedByFinance;

    ModelOrder(String id, String accountId) {
        this.id = id;
        this.accountId = accountId;
    }

    boolean isPending() {
        return state == Authorization.State.STATE_PENDING_APPROVAL || state == Authorization.State.STATE_PENDING_REVIEW;
    }

    boolean isReserved() {
        return state == Authorization.State.STATE_RESERVED;
    }

    /** @param clockMilli 0 for the service's clock, by which nothing lapses here */
    private boolean isLapsedAt(long clockMilli) {
        return isReserved() && clockMilli > 0 && untilMilli <= clockMilli;
    }

    /** Why an amendment is refused; null when it is not. */
    Status.@Nullable Code refusal(AmendRequest request, long clockMilli) {
        if (!opened) {
            return Status.Code.NOT_FOUND;
        }
        if (!isPending() && (isLapsedAt(clockMilli) || !isReserved())) {
            return Status.Code.FAILED_PRECONDITION;
        }
        if (isOther(request.getExpectedDecisionId())) {
            return Status.Code.ABORTED;
        }
        return request.getOrder().getAmount().getAmountMinor() <= captured ? Status.Code.INVALID_ARGUMENT : null;
    }

    /** Why a person's answer is refused; null when it is not. */
    Status.@Nullable Code refusal(ResolveRequest request) {
        if (!opened) {
            return Status.Code.NOT_FOUND;
        }
        if (!isPending()) {
            return Status.Code.FAILED_PRECONDITION;
        }
        return isOther(request.getExpectedDecisionId()) ? Status.Code.ABORTED : null;
    }

    /**
     * Why a capture is refused; null when it is not.
     *
     * @param known whether the account has an item of that number
     */
    Status.@Nullable Code refusal(CaptureRequest request, boolean known, long clockMilli) {
        if (!opened) {
            return Status.Code.NOT_FOUND;
        }
        boolean tooMuch = request.hasAmount() && request.getAmount().getAmountMinor() > reserved;
        if (isLapsedAt(clockMilli) || !isReserved() || tooMuch) {
            return Status.Code.FAILED_PRECONDITION;
        }
        return known ? Status.Code.ALREADY_EXISTS : null;
    }

    /** Why a release is refused; null when it is not. */
    Status.@Nullable Code refusal(ReleaseRequest request, long clockMilli) {
        if (!opened) {
            return Status.Code.NOT_FOUND;
        }
        if (isPending()) {
            return request.hasAmount() ? Status.Code.FAILED_PRECONDITION : null;
        }
        boolean tooMuch = request.hasAmount() && request.getAmount().getAmountMinor() > reserved;
        return isLapsedAt(clockMilli) || !isReserved() || tooMuch ? Status.Code.FAILED_PRECONDITION : null;
    }

    private boolean isOther(String expectedDecisionId) {
        return !expectedDecisionId.isEmpty() && !expectedDecisionId.equals(latestDecisionId);
    }
}
