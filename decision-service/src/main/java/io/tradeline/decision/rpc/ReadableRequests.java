package io.tradeline.decision.rpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets a method see bytes that are no request of its, as a request that it knows by identity; gRPC itself would end the call with UNKNOWN. */
public final class ReadableRequests {

    private ReadableRequests() {}

    /** The service, one method of which gets the given request in the place of what can't be read. */
    public static <Q, A> ServerServiceDefinition of(
            ServerServiceDefinition service, MethodDescriptor<Q, A> method, Q unreadable) {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>(service.getMethods());
        methods.removeIf(other -> isSame(other.getMethodDescriptor(), method));
        MethodDescriptor<Q, A> lenient = method.toBuilder(
                        new Lenient<>(
                                (MethodDescriptor.PrototypeMarshaller<Q>) method.getRequestMarshaller(), unreadable),
                        method.getResponseMarshaller())
                .build();
        methods.add(ServerMethodDefinition.create(lenient, handler(service, method)));
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        service.getServiceDescriptor().getName())
                .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
        methods.forEach(each -> descriptor.addMethod(each.getMethodDescriptor()));
        ServerServiceDefinition.Builder built = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(built::addMethod);
        return built.build();
    }

    private static boolean isSame(MethodDescriptor<?, ?> one, MethodDescriptor<?, ?> other) {
        return one.getFullMethodName().equals(other.getFullMethodName());
    }

    @SuppressWarnings("unchecked") // the handler of this very method
    private static <Q, A> ServerCallHandler<Q, A> handler(
            ServerServiceDefinition service, MethodDescriptor<Q, A> method) {
        ServerMethodDefinition<?, ?> found = service.getMethod(method.getFullMethodName());
        if (found == null) {
            throw new IllegalArgumentException(method.getFullMethodName() + " (expected: a method of "
                    + service.getServiceDescriptor().getName() + ")");
        }
        return (ServerCallHandler<Q, A>) found.getServerCallHandler();
    }

    private record Lenient<Q>(MethodDescriptor.PrototypeMarshaller<Q> marshaller, Q unreadable)
            implements MethodDescriptor.PrototypeMarshaller<Q> {
        @Override
        public InputStream stream(Q value) {
            return marshaller.stream(value);
        }

        @Override
        public Q parse(InputStream stream) {
            try {
                return marshaller.parse(stream);
            } catch (StatusRuntimeException garbled) {
                return unreadable;
            }
        }

        @Override
        public Class<Q> getMessageClass() {
            return marshaller.getMessageClass();
        }

        @Override
        public @Nullable Q getMessagePrototype() {
            return marshaller.getMessagePrototype();
        }
    }
}
