package io.tradeline.decision.validation;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.feed.v1.SubscribeRequest;
import io.tradeline.proto.operations.v1.SetLogLevelRequest;
import io.tradeline.proto.releases.v1.PublishRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All requests of the contracts, in the classes that the service gets them in. */
public final class RequestMessages {

    private RequestMessages() {}

    /** An empty one of each. */
    static List<Message> all() {
        return Stream.of(
                        AuthorizeRequest.getDescriptor().getFile(),
                        PostReceivablesRequest.getDescriptor().getFile(),
                        UpsertRequest.getDescriptor().getFile(),
                        PublishRequest.getDescriptor().getFile(),
                        SubscribeRequest.getDescriptor().getFile(),
                        SetLogLevelRequest.getDescriptor().getFile())
                .flatMap(file -> file.getServices().stream())
                .flatMap(service -> service.getMethods().stream())
                .map(MethodDescriptor::getInputType)
                .map(RequestMessages::empty)
                .toList();
    }

    /** Every message of ours that stands in a request, by its full name. */
    static Map<String, Descriptor> reachable() {
        Map<String, Descriptor> found = new LinkedHashMap<>();
        all().forEach(request -> collect(request.getDescriptorForType(), found));
        return found;
    }

    private static void collect(Descriptor type, Map<String, Descriptor> found) {
        if (!type.getFullName().startsWith("tradeline.") || found.putIfAbsent(type.getFullName(), type) != null) {
            return;
        }
        for (FieldDescriptor field : type.getFields()) {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                collect(field.getMessageType(), found);
            }
        }
    }

    /** The generated class's instance: messages that are read from a connection are of that class. */
    public static Message empty(Descriptor type) {
        String outer = type.getFile().getOptions().getJavaPackage();
        String name = type.getFullName().substring(type.getFile().getPackage().length() + 1);
        try {
            return (Message) Class.forName(outer + "." + name.replace('.', '$'))
                    .getMethod("getDefaultInstance")
                    .invoke(null);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("no generated class for " + type.getFullName(), missing);
        }
    }
}
