package io.tradeline.decision.validation;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.tradeline.decision.refusal.Refusals;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests of one type within limits.
 *
 * <p>What a marshaller throws reaches the caller as UNKNOWN. A request that can't be read is therefore read as a message that stands for that, known by its
 * identity, and {@link ValidationInterceptor} refuses it.
 */
final class BoundedMarshaller<Q extends Message> implements PrototypeMarshaller<Q> {

    /** Smaller requests can't have so many fields that it would matter: they are not counted. */
    private static final int WORTH_COUNTING = 64 * 1024;

    private final PrototypeMarshaller<Q> usual;
    private final Q prototype;
    private final MessageLimits limits;
    private final boolean batch;
    private final Q malformed;
    private final Q tooLarge;

    BoundedMarshaller(Q prototype, MessageLimits limits) {
        this.prototype = prototype;
        this.limits = limits;
        this.usual = (PrototypeMarshaller<Q>) ProtoUtils.marshallerWithRecursionLimit(prototype, MessageLimits.DEEPEST);
        this.batch = prototype.getDescriptorForType().getFields().stream().anyMatch(FieldDescriptor::isRepeated);
        this.malformed = another(prototype);
        this.tooLarge = another(prototype);
    }

    @SuppressWarnings("unchecked") // a message's builder builds such messages
    private static <Q extends Message> Q another(Q prototype) {
        return (Q) prototype.newBuilderForType().build();
    }

    /** Why a request is refused that was read here; null when it was read well. */
    @Nullable StatusRuntimeException refusal(Object request) {
        if (request == malformed) {
            limits.malformed();
            return Refusals.malformed(
                    "the request can't be read as a " + name() + " of at most " + MessageLimits.DEEPEST + " levels");
        }
        if (request == tooLarge) {
            limits.tooLarge();
            return Refusals.malformed("the request is too large (expected: at most " + limits.bytes(batch)
                    + " bytes, and " + MessageLimits.fields(batch) + " fields and items, for a " + name() + ")");
        }
        return null;
    }

    private String name() {
        return prototype.getDescriptorForType().getFullName();
    }

    @Override
    public Q parse(InputStream stream) {
        try {
            // What was compressed doesn't know its length before it is read.
            boolean known = stream instanceof KnownLength;
            if (known && stream.available() > limits.bytes(batch)) {
                return tooLarge;
            }
            return known && stream.available() <= WORTH_COUNTING ? usual.parse(stream) : counted(stream);
        } catch (IOException | StatusRuntimeException unreadable) {
            return malformed;
        }
    }

    @SuppressWarnings("unchecked") // a message's parser parses such messages
    private Q counted(InputStream stream) throws IOException {
        byte[] bytes = stream.readNBytes(limits.bytes(batch) + 1);
        if (bytes.length > limits.bytes(batch)) {
            return tooLarge;
        }
        CodedInputStream counting = CodedInputStream.newInstance(bytes);
        int most = MessageLimits.fields(batch);
        if (count(counting, prototype.getDescriptorForType(), most, 1) > most) {
            return tooLarge;
        }
        CodedInputStream reading = CodedInputStream.newInstance(bytes);
        reading.setRecursionLimit(MessageLimits.DEEPEST);
        Q read = (Q) prototype.getParserForType().parseFrom(reading);
        reading.checkLastTagWas(0);
        return read;
    }

    /** Fields and items as far as the message's type knows them to nest; stops once there are too many. */
    private static int count(CodedInputStream in, Descriptor type, int most, int level) throws IOException {
        int fields = 0;
        while (fields <= most) {
            int tag = in.readTag();
            if (tag == 0) {
                return fields;
            }
            fields++;
            Descriptor nested = level == MessageLimits.DEEPEST ? null : nested(type, tag);
            if (nested != null) {
                int length = in.readRawVarint32();
                int outer = in.pushLimit(length);
                fields += count(in, nested, most - fields, level + 1);
                if (fields <= most) {
                    in.popLimit(outer);
                }
            } else {
                in.skipField(tag);
            }
        }
        return fields;
    }

    /** The type of the message that a field holds; null when it is none, or not known. */
    private static @Nullable Descriptor nested(Descriptor type, int tag) {
        FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
        return field != null
                        && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
                ? field.getMessageType()
                : null;
    }

    @Override
    public InputStream stream(Q request) {
        return usual.stream(request);
    }

    @Override
    public Class<Q> getMessageClass() {
        return usual.getMessageClass();
    }

    @Override
    public Q getMessagePrototype() {
        return prototype;
    }
}
