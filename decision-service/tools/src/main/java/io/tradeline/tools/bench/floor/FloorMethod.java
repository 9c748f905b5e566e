package io.tradeline.tools.bench.floor;

import com.google.protobuf.Empty;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.tradeline.tools.bench.calls.BytesMarshaller;

/** A call that carries nothing and does nothing: what gRPC itself costs. */
public final class FloorMethod {
    static final String SERVICE = "tradeline.bench.Floor";

    static final MethodDescriptor<Empty, Empty> CALL = MethodDescriptor.<Empty, Empty>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Call"))
            .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
            .build();

    /** The same for the load generator, which hands over bytes to every server. */
    public static final MethodDescriptor<byte[], Empty> FROM_BYTES =
            CALL.toBuilder(new BytesMarshaller(), CALL.getResponseMarshaller()).build();

    private FloorMethod() {}
}
