package io.tradeline.decision.tracing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A span as a collector reads it, by the field numbers of opentelemetry/proto/trace/v1/trace.proto.
 *
 * @param parent the parent span's id; empty for none
 * @param links ids of other spans
 * @param attributes of strings, numbers and truths
 */
public record ReceivedSpan(
        String trace,
        String id,
        String parent,
        String name,
        long kind,
        long startNanos,
        long endNanos,
        Map<String, Object> attributes,
        List<String> links,
        boolean failed) {

    public static final long SERVER = 2;
    private static final long ERROR = 2;

    /** All spans of an ExportTraceServiceRequest. */
    static List<ReceivedSpan> of(byte[] request) throws InvalidProtocolBufferException {
        List<ReceivedSpan> spans = new ArrayList<>();
        for (UnknownFieldSet resource : messages(UnknownFieldSet.parseFrom(request), 1)) {
            for (UnknownFieldSet scope : messages(resource, 2)) {
                for (UnknownFieldSet span : messages(scope, 2)) {
                    spans.add(span(span));
                }
            }
        }
        return spans;
    }

    private static ReceivedSpan span(UnknownFieldSet span) throws InvalidProtocolBufferException {
        Map<String, Object> attributes = new HashMap<>();
        for (UnknownFieldSet attribute : messages(span, 9)) {
            attributes.put(text(attribute, 1), value(messages(attribute, 2).get(0)));
        }
        List<String> links = new ArrayList<>();
        for (UnknownFieldSet link : messages(span, 13)) {
            links.add(hex(link, 2));
        }
        List<UnknownFieldSet> status = messages(span, 15);
        return new ReceivedSpan(
                hex(span, 1),
                hex(span, 2),
                hex(span, 4),
                text(span, 5),
                span.getField(6).getVarintList().get(0),
                span.getField(7).getFixed64List().get(0),
                span.getField(8).getFixed64List().get(0),
                attributes,
                links,
                !status.isEmpty() && status.get(0).getField(3).getVarintList().contains(ERROR));
    }

    private static Object value(UnknownFieldSet value) {
        if (value.hasField(2)) {
            return value.getField(2).getVarintList().get(0) != 0;
        }
        return value.hasField(3) ? value.getField(3).getVarintList().get(0) : text(value, 1);
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet of, int number)
            throws InvalidProtocolBufferException {
        List<UnknownFieldSet> messages = new ArrayList<>();
        for (ByteString bytes : of.getField(number).getLengthDelimitedList()) {
            messages.add(UnknownFieldSet.parseFrom(bytes));
        }
        return messages;
    }

    private static String text(UnknownFieldSet of, int number) {
        return bytes(of, number).toStringUtf8();
    }

    private static String hex(UnknownFieldSet of, int number) {
        return HexFormat.of().formatHex(bytes(of, number).toByteArray());
    }

    private static ByteString bytes(UnknownFieldSet of, int number) {
        Field field = of.getField(number);
        return field.getLengthDelimitedList().isEmpty()
                ? ByteString.EMPTY
                : field.getLengthDelimitedList().get(0);
    }
}
