package io.tradeline.decision.server;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Keeps gRPC's own services from repeating what they were asked for in their refusals: it may be anything, a token or a name included. Ours choose their words themselves. */
final class OwnWords implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!call.getMethodDescriptor().getFullMethodName().startsWith("grpc.health.")) {
            return next.startCall(call, headers);
        }
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        super.close(
                                status.getCode() == Status.Code.NOT_FOUND
                                        ? status.withDescription("the service is not known")
                                        : status,
                                trailers);
                    }
                },
                headers);
    }
}
