package io.tradeline.tools.decide;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.tools.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Reads the request of {@code decide}: the protobuf JSON of an AuthorizeRequest, or of an Order alone. */
final class DecisionFile {
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private DecisionFile() {}

    /**
     * Reads a file, or standard input for "-".
     *
     * @throws CommandException (wrong usage) when it can't be read or is no such JSON
     */
    static AuthorizeRequest read(String file, InputStream standardInput, Supplier<String> requestIds) {
        return parse(file, text(file, standardInput), requestIds);
    }

    /**
     * @param name how the source is named in errors
     * @param requestIds gives the request id where the source has none
     */
    static AuthorizeRequest parse(String name, String json, Supplier<String> requestIds) {
        Struct.Builder fields = Struct.newBuilder();
        merge(name, json, fields, "a JSON object");
        AuthorizeRequest.Builder request = AuthorizeRequest.newBuilder();
        if (fields.containsFields("order")) {
            merge(name, json, request, "an AuthorizeRequest");
        } else {
            merge(name, json, request.getOrderBuilder(), "an Order, or an AuthorizeRequest with the field order");
        }
        if (request.getRequestId().isEmpty()) {
            request.setRequestId(requestIds.get());
        }
        return request.build();
    }

    private static void merge(String name, String json, Message.Builder into, String expected) {
        try {
            JsonFormat.parser().merge(json, into);
        } catch (InvalidProtocolBufferException wrong) {
            throw CommandException.usage(name + ": " + wrong.getMessage() + " (expected: " + expected + ")");
        }
    }

    private static String text(String file, InputStream standardInput) {
        try {
            byte[] bytes = file.equals("-") ? standardInput.readNBytes(MAX_BYTES + 1) : head(Path.of(file));
            if (bytes.length > MAX_BYTES) {
                throw CommandException.usage(file + ": more than " + MAX_BYTES + " bytes (expected: one order)");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw CommandException.usage(file + ": no such file");
        } catch (IOException unreadable) {
            throw CommandException.usage(file + ": can't be read: " + unreadable.getMessage());
        }
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES + 1);
        }
    }
}
