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
 * caller in the same way: gRPC itself would answer UNKNOWN.
 */
public final class ValidationInterceptor implements ServerInterceptor {

    private final ContractValidator validator = new ContractValidator();

    private static void requireRead(ServerCall<?, ?> call, Object message) {
        if (call.getMethodDescriptor().getRequestMarshaller() instanceof BoundedMarshaller<?> bounded) {
            StatusRuntimeException refusal = bounded.refusal(message);
            if (refusal != null) {
                throw refusal;
            }
        }
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                if (refused) {
                    return;
                }
                try {
                    requireRead(call, message);
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
