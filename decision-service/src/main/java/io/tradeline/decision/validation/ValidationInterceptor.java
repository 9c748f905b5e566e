package io.tradeline.decision.validation;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that break their contract before anything else looks at them. What a method refuses before it hands its call on, by throwing, goes to the
 * caller in the same way: gRPC itself would answer UNKNOWN. Where a client streams, one bad message is not the end of the others: those methods look at each themselves.
 */
public final class ValidationInterceptor implements ServerInterceptor {

    private final ContractValidator validator = new ContractValidator();

    /** The refusal of the message that is just being handed to a method whose client streams; not set when it could be read. */
    private static final Context.Key<StatusRuntimeException> UNREAD = Context.key("tradeline-unread");

    /** For methods whose clients stream: why the message that they have just been given is none; null when it could be read. */
    public static @Nullable StatusRuntimeException unread() {
        return UNREAD.get();
    }

    private static @Nullable StatusRuntimeException unread(ServerCall<?, ?> call, Object message) {
        return call.getMethodDescriptor().getRequestMarshaller() instanceof BoundedMarshaller<?> bounded
                ? bounded.refusal(message)
                : null;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!call.getMethodDescriptor().getType().clientSendsOneMessage()) {
            return marking(call, next.startCall(call, headers));
        }
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                if (refused) {
                    return;
                }
                StatusRuntimeException unread = unread(call, message);
                if (unread != null) {
                    refuse(unread);
                    return;
                }
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

    private static <Q> ServerCall.Listener<Q> marking(ServerCall<Q, ?> call, ServerCall.Listener<Q> listener) {
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onMessage(Q message) {
                StatusRuntimeException unread = unread(call, message);
                if (unread == null) {
                    super.onMessage(message);
                } else {
                    Context.current().withValue(UNREAD, unread).run(() -> super.onMessage(message));
                }
            }
        };
    }
}
