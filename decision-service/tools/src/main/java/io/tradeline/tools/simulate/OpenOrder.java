package io.tradeline.tools.simulate;

import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Outcome;

/** What a client knows of an order of its own: what it was answered last. */
final class OpenOrder {
    final Company company;
    final String accountId;
    final String number;
    final String id;
    Authorization.State state;
    String latestDecisionId;
    long reserved;
    long captured;

    OpenOrder(Company company, String number, Decision decision) {
        this.company = company;
        this.accountId = decision.getAccountId();
        this.number = number;
        this.id = decision.getAuthorizationId();
        this.latestDecisionId = decision.getDecisionId();
        boolean approved = decision.getOutcome() == Outcome.OUTCOME_APPROVED;
        this.reserved = approved ? decision.getAmount().getAmountMinor() : 0;
        this.state = switch (decision.getOutcome()) {
            case OUTCOME_APPROVED -> Authorization.State.STATE_RESERVED;
            case OUTCOME_APPROVAL_REQUIRED -> Authorization.State.STATE_PENDING_APPROVAL;
            case OUTCOME_REVIEW_REQUIRED -> Authorization.State.STATE_PENDING_REVIEW;
            default -> Authorization.State.STATE_DECLINED;
        };
    }

    void now(Authorization authorization) {
        state = authorization.getState();
        latestDecisionId = authorization.getLatestDecisionId();
        reserved = authorization.getReserved().getAmountMinor();
        captured = authorization.getCaptured().getAmountMinor();
    }

    boolean isReserved() {
        return state == Authorization.State.STATE_RESERVED;
    }

    boolean isPending() {
        return state == Authorization.State.STATE_PENDING_APPROVAL || state == Authorization.State.STATE_PENDING_REVIEW;
    }
}
