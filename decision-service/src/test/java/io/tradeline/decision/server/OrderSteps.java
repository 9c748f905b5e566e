package io.tradeline.decision.server;

import static io.tradeline.decision.server.OrderSteps.approve;
import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.order;

import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.RequiredApproval;
import io.tradeline.proto.decision.v1.ResolveRequest;
import io.tradeline.proto.decision.v1.ResolveRequest.Verdict;

/** Requests for what can become of an order, as they go well. */
final class OrderSteps {

    private OrderSteps() {}

    static CaptureRequest.Builder capture(String requestId, Decision order, String document) {
        return CaptureRequest.newBuilder()
                .setRequestId(requestId)
                .setAuthorizationId(order.getAuthorizationId())
                .setDocumentId(document)
                .setClock(CLOCK);
    }

    static ReleaseRequest.Builder release(String requestId, Decision order) {
        return ReleaseRequest.newBuilder()
                .setRequestId(requestId)
                .setAuthorizationId(order.getAuthorizationId())
                .setReason("cancelled")
                .setClock(CLOCK);
    }

    static AmendRequest.Builder amend(String requestId, Decision order, Order.Builder changed) {
        return AmendRequest.newBuilder()
                .setRequestId(requestId)
                .setAuthorizationId(order.getAuthorizationId())
                .setOrder(changed)
                .setClock(CLOCK);
    }

    static ResolveRequest.Builder approve(String requestId, Decision order, String who, String role) {
        return ResolveRequest.newBuilder()
                .setRequestId(requestId)
                .setAuthorizationId(order.getAuthorizationId())
                .setVerdict(Verdict.VERDICT_APPROVE)
                .setSide(RequiredApproval.Side.SIDE_BUYER)
                .setResolverId(who)
                .setRole(role)
                .setReason("needed")
                .setClock(CLOCK);
    }

    static ResolveRequest.Builder finance(String requestId, Decision order) {
        return approve(requestId, order, "fin-1", "credit-analyst").setSide(RequiredApproval.Side.SIDE_FINANCE);
    }
}
