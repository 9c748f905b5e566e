package io.tradeline.decision.validation;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;

/**
 * Refuses requests that break their contract before anything else looks at them. What a method refuses before it hands its call on, by throwing, goes to the
 * caller in the same way: gRPC itself would answer UNKNOWN. Where a client streams, one bad message is not the end of the others: those methods look at each themselves.
 */
public final class ValidationInterceptor implements ServerInterceptor {

    private final ContractValidator validator = new ContractValidator();

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
            return next.startCall(call, headers);
        }
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                try {
                    validator.require((Message) message);
                } catch (StatusRuntimeException refusal) {
                    refuse(refusal);
                    return;
                }
                super.onMessage(message);
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    try {
                        super.onHalfClose();
                    } catch (StatusRuntimeException refusal) {
                        refuse(refusal);
                    }
                }
            }

            private void refuse(StatusRuntimeException refusal) {
                refused = true;
                Metadata trailers = refusal.getTrailers();
                call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
            }
        };
    }
}
