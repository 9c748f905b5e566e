package io.tradeline.tools.bench.calls;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.tools.bench.load.Workload;
import io.tradeline.tools.bench.orders.BenchOrders;
import io.tradeline.tools.bench.orders.RequestBytes;
import java.util.function.LongFunction;

/**
 * The calls of one decision service as workloads; each of them has connections of its own.
 *
 * @param headers sent with each call
 */
public record DecisionCalls(Client client, String host, int port, Metadata headers) {

    public Workload evaluate(BenchOrders orders) {
        return unary(DecisionMethods.EVALUATE, new RequestBytes(orders)::evaluate);
    }

    public Workload authorize(BenchOrders orders) {
        return unary(DecisionMethods.AUTHORIZE, new RequestBytes(orders)::authorize);
    }

    /** The same orders, on streams. */
    public Workload stream(BenchOrders orders) {
        return new StreamWorkload(client, host, port, headers, orders::requestId, new RequestBytes(orders)::authorize);
    }

    private Workload unary(MethodDescriptor<byte[], Outcome> method, LongFunction<byte[]> requests) {
        return new UnaryWorkload<>(
                client, host, port, method, headers, requests, outcome -> outcome == Outcome.OUTCOME_APPROVED);
    }
}
