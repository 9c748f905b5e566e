package io.tradeline.decision.validation;

import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;

/** Services whose requests are read within limits. */
public final class BoundedRequests {

    private BoundedRequests() {}

    /** The same service; it needs a {@link ValidationInterceptor}, which refuses what was out of bounds. */
    public static ServerServiceDefinition of(BindableService service, MessageLimits limits) {
        ServerServiceDefinition usual = service.bindService();
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        usual.getServiceDescriptor().getName())
                .setSchemaDescriptor(usual.getServiceDescriptor().getSchemaDescriptor());
        var methods = usual.getMethods().stream()
                .map(method -> bounded(method, limits))
                .toList();
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private static <Q, A> ServerMethodDefinition<Q, A> bounded(
            ServerMethodDefinition<Q, A> method, MessageLimits limits) {
        MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
        return ServerMethodDefinition.create(
                descriptor.toBuilder(
                                marshaller(descriptor.getRequestMarshaller(), limits),
                                descriptor.getResponseMarshaller())
                        .build(),
                method.getServerCallHandler());
    }

    @SuppressWarnings("unchecked") // all our requests, and those of gRPC's own services, are protobuf messages
    private static <Q> MethodDescriptor.Marshaller<Q> marshaller(
            MethodDescriptor.Marshaller<Q> usual, MessageLimits limits) {
        Message prototype =
                (Message) java.util.Objects.requireNonNull(((PrototypeMarshaller<Q>) usual).getMessagePrototype());
        return (MethodDescriptor.Marshaller<Q>) new BoundedMarshaller<>(prototype, limits);
    }
}
