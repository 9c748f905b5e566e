package io.tradeline.tools.bench.calls;

import io.grpc.MethodDescriptor;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.EvaluateResponse;
import io.tradeline.proto.decision.v1.Outcome;

/** The decision service's calls as the load generator makes them: a request is bytes, and of the answer only the outcome is read. */
public final class DecisionMethods {
    public static final MethodDescriptor<byte[], Outcome> EVALUATE = DecisionsGrpc.getEvaluateMethod().toBuilder(
                    new BytesMarshaller(), new OutcomeMarshaller(EvaluateResponse.DECISION_FIELD_NUMBER))
            .build();

    public static final MethodDescriptor<byte[], Outcome> AUTHORIZE = DecisionsGrpc.getAuthorizeMethod().toBuilder(
                    new BytesMarshaller(), new OutcomeMarshaller(AuthorizeResponse.DECISION_FIELD_NUMBER))
            .build();

    private DecisionMethods() {}
}
