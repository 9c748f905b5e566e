package io.tradeline.decision.authorize;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.tradeline.decision.ledger.EntryKind;
import io.tradeline.decision.ledger.OrderAuthorization;
import io.tradeline.decision.ledger.StoredDecision;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionFacts;
import io.tradeline.proto.decision.v1.ResolveRequest;
import io.tradeline.proto.decision.v1.ResolveResponse;
import io.tradeline.rules.facts.DecisionKind;
import io.tradeline.rules.facts.Resolution;
import io.tradeline.rules.verdict.RequiredApproval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A person's answer to an order that waits: the order is decided again, today, with the answer as a fact. */
final class ResolveOrder extends OrderStep {

    private final ResolveRequest request;

    ResolveOrder(ResolveRequest request, long clockMilli, boolean simulated) {
        super(request.getRequestId(), request.getAuthorizationId(), request, clockMilli, simulated);
        this.request = request;
    }

    @Override
    public boolean readsLatestDecision() {
        return true;
    }

    @Override
    public Applied apply(WorkingSet set) {
        OrderAuthorization before = require(set, authorizationId());
        if (!before.isPending()) {
            throw Refusals.precondition(
                    "NOT_PENDING",
                    "authorization " + before.id() + " is " + stateName(before.state())
                            + " (expected: PENDING_APPROVAL or PENDING_REVIEW)");
        }
        requireLatest(before, request.getExpectedDecisionId());
        StoredDecision latest = set.latestDecision(before);
        DecisionFacts waiting = facts(latest);
        List<Resolution> resolutions = new ArrayList<>();
        waiting.getResolutionsList().forEach(earlier -> resolutions.add(FactsMapper.resolution(earlier)));
        resolutions.add(new Resolution(
                request.getVerdict() == ResolveRequest.Verdict.VERDICT_APPROVE,
                RequiredApproval.Side.values()[request.getSideValue() - 1],
                request.getResolverId(),
                request.getRole(),
                request.getReason(),
                Instant.ofEpochMilli(clockMilli()),
                creditAmount(latest)));
        Deliberation deliberation = Deliberation.on(
                set, DecisionKind.RESOLVE, waiting.getOrder(), resolutions, Deliberation.Held.NOTHING, clockMilli());
        OrderAuthorization after = settle(
                set,
                deliberation,
                waiting.getOrder(),
                before,
                EntryKind.RESERVED,
                reservedUntil(clockMilli(), request.hasReserveFor(), request.getReserveFor()));
        if (!deliberation.isApproved()) {
            deliberation.nodes().get(0).nextVersion();
        }
        Decision.Builder decision = deliberation.decision();
        io.tradeline.proto.decision.v1.Authorization authorization = after.toProto(clockMilli());
        return new Applied(
                UUID.fromString(decision.getDecisionId()),
                () -> ResolveResponse.newBuilder()
                        .setDecision(decision)
                        .setAuthorization(authorization)
                        .build(),
                false);
    }

    @Override
    public Message restore(FirstAnswer first) throws InvalidProtocolBufferException {
        return ResolveResponse.parseFrom(java.util.Objects.requireNonNull(first.response()));
    }

    private static DecisionFacts facts(StoredDecision decision) {
        try {
            return decision.decisionFacts();
        } catch (InvalidProtocolBufferException unreadable) {
            throw new IllegalStateException("facts of decision " + decision.id() + " can't be read", unreadable);
        }
    }

    /** What the person saw, and answers for. */
    private static long creditAmount(StoredDecision decision) {
        try {
            return decision.decision().getCreditAmount().getAmountMinor();
        } catch (InvalidProtocolBufferException unreadable) {
            throw new IllegalStateException("decision " + decision.id() + " can't be read", unreadable);
        }
    }
}
