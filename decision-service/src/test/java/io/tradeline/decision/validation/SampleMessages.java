package io.tradeline.decision.validation;

import build.buf.validate.FieldRules;
import build.buf.validate.ValidateProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes messages that keep their contract, and values on both sides of each limit. */
public final class SampleMessages {

    /** What matches, and what doesn't, for each pattern of the contracts. A pattern that isn't here fails the tests. */
    private static final Map<String, Texts> PATTERNS = Map.of(
            "^[A-Za-z0-9._:/-]{1,64}$", new Texts(64, "a", "a/b", "", "a b", "a\n", "ä"),
            "^[A-Za-z0-9._:-]{1,64}$", new Texts(64, "a", "a:b", "", "a/b", "a\n", "a\u0000"),
            "^[A-Za-z0-9._:-]{0,64}$", new Texts(64, "", "a-b", "a/b", "a\n", "\n", "é"),
            "^[A-Z]{3}$", new Texts(3, "EUR", "XXX", "EU", "eur", "EUR\n", "EURO"),
            "^([A-Z]{2})?$", new Texts(2, "", "DE", "D", "de", "DE\n", "DEU"),
            "^[0-9a-f]{64}$",
                    new Texts(
                            64,
                            "0".repeat(64),
                            "f".repeat(64),
                            "",
                            "0".repeat(63),
                            "F".repeat(64),
                            "0".repeat(64) + "\n"),
            "^([0-9a-f]{64})?$",
                    new Texts(64, "", "a".repeat(64), "g".repeat(64), "0".repeat(65), "\n", "0".repeat(63)),
            "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
                    new Texts(
                            36,
                            "018bcfe5-6800-7abc-8def-0123456789ab",
                            "00000000-0000-0000-0000-000000000000",
                            "",
                            "018BCFE5-6800-7abc-8def-0123456789ab",
                            "018bcfe568007abc8def0123456789ab",
                            "018bcfe5-6800-7abc-8def-0123456789ab\n"),
            "^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$",
                    new Texts(
                            36,
                            "",
                            "018bcfe5-6800-7abc-8def-0123456789ab",
                            "018bcfe5",
                            "018BCFE5-6800-7abc-8def-0123456789ab",
                            "018bcfe568007abc8def0123456789ab",
                            "018bcfe5-6800-7abc-8def-0123456789ab\n"),
            "^[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*$",
                    new Texts(200, "a", "a/b.drl", "", "/a", "a/../b", "a\n"));

    private record Texts(
            int longest, String good, String alsoGood, String bad, String worse, String odd, String foreign) {
        List<Object> inside() {
            return List.of(good, alsoGood);
        }

        List<Object> outside() {
            return List.of(bad, worse, odd, foreign, "a".repeat(longest + 1));
        }
    }

    /** Values just inside and just outside of a field's limits. */
    record Values(List<Object> inside, List<Object> outside) {}

    private SampleMessages() {}

    public static FieldRules rules(FieldDescriptor field) {
        return field.getOptions().getExtension(ValidateProto.field);
    }

    /** Whether a field declares anything. */
    public static boolean isRuled(FieldDescriptor field) {
        return field.getOptions().hasExtension(ValidateProto.field);
    }

    /**
     * The values around the limits of a field, or of the items of a repeated one.
     *
     * @throws IllegalArgumentException for a kind of rule that is not known here
     */
    static Values values(FieldDescriptor field, FieldRules rules) {
        return switch (rules.getTypeCase()) {
            case STRING -> strings(field, rules);
            case BYTES ->
                new Values(
                        List.of(bytes(0), bytes(rules.getBytes().getMaxLen())),
                        List.of(bytes(rules.getBytes().getMaxLen() + 1)));
            case INT32 ->
                new Values(
                        List.of(rules.getInt32().getGte(), rules.getInt32().getLte()),
                        List.of(rules.getInt32().getGte() - 1, rules.getInt32().getLte() + 1, Integer.MIN_VALUE));
            case INT64 ->
                new Values(
                        List.of(rules.getInt64().getGte(), rules.getInt64().getLte()),
                        List.of(rules.getInt64().getGte() - 1, rules.getInt64().getLte() + 1, Long.MIN_VALUE));
            case ENUM -> enums(field, rules);
            case DURATION ->
                new Values(
                        List.of(
                                rules.getDuration().getGte(),
                                rules.getDuration().getLte()),
                        List.of(
                                nanos(rules.getDuration().getGte().getSeconds() - 1, 999_999_999),
                                nanos(rules.getDuration().getLte().getSeconds(), 1)));
            case TIMESTAMP ->
                new Values(
                        List.of(
                                rules.getTimestamp().getGte(),
                                moment(rules.getTimestamp().getLt().getSeconds() - 1, 999_999_999)),
                        List.of(
                                moment(rules.getTimestamp().getGte().getSeconds() - 1, 999_999_999),
                                rules.getTimestamp().getLt()));
            default ->
                throw new IllegalArgumentException(field.getFullName() + " has the rule " + rules.getTypeCase()
                        + " (expected: one with samples here)");
        };
    }

    /** Values just outside of a field's limits. */
    public static List<Object> outside(FieldDescriptor field) {
        return values(field, rules(field)).outside();
    }

    private static Values strings(FieldDescriptor field, FieldRules rules) {
        if (rules.getString().hasPattern()) {
            Texts texts = PATTERNS.get(rules.getString().getPattern());
            if (texts == null) {
                throw new IllegalArgumentException(field.getFullName() + " has the pattern "
                        + rules.getString().getPattern() + " (expected: one with samples here)");
            }
            return new Values(texts.inside(), texts.outside());
        }
        int least = Math.toIntExact(rules.getString().getMinLen());
        int most = Math.toIntExact(rules.getString().getMaxLen());
        // Characters are counted, not bytes or halves of surrogate pairs.
        List<Object> inside = List.of("é".repeat(Math.max(1, least)), "x".repeat(most), "😀".repeat(most));
        return least == 0
                ? new Values(inside, List.of("x".repeat(most + 1), "😀".repeat(most + 1)))
                : new Values(inside, List.of("x".repeat(least - 1), "x".repeat(most + 1), "😀".repeat(most + 1)));
    }

    private static Values enums(FieldDescriptor field, FieldRules rules) {
        List<EnumValueDescriptor> known = field.getEnumType().getValues();
        EnumValueDescriptor unknown = field.getEnumType().findValueByNumberCreatingIfUnknown(known.size() + 50);
        List<Object> inside = List.copyOf(known.stream()
                .filter(value -> !rules.getEnum().getNotInList().contains(value.getNumber()))
                .toList());
        return rules.getEnum().getNotInCount() == 0
                ? new Values(inside, List.of(unknown))
                : new Values(inside, List.of(known.get(0), unknown));
    }

    private static ByteString bytes(long length) {
        return ByteString.copyFrom(new byte[Math.toIntExact(length)]);
    }

    private static Duration nanos(long seconds, int nanos) {
        return Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }

    private static Timestamp moment(long seconds, int nanos) {
        return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }

    /** The smallest message that keeps the contract: everything that must be set is. */
    public static Message valid(Descriptor type) {
        Message.Builder message = RequestMessages.empty(type).newBuilderForType();
        for (OneofDescriptor oneof : type.getRealOneofs()) {
            FieldDescriptor first = oneof.getField(0);
            message.setField(first, choice(first));
        }
        for (FieldDescriptor field : type.getFields()) {
            if (field.getRealContainingOneof() != null) {
                continue;
            }
            FieldRules rules = rules(field);
            if (field.isRepeated()) {
                for (long i = 0; i < rules.getRepeated().getMinItems(); i++) {
                    message.addRepeatedField(field, item(field, null));
                }
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                if (rules.getRequired()) {
                    boolean bounded = rules.getTypeCase() != FieldRules.TypeCase.TYPE_NOT_SET;
                    message.setField(
                            field, bounded ? values(field, rules).inside().get(0) : valid(field.getMessageType()));
                }
            } else if (!field.hasPresence() && rules.getTypeCase() != FieldRules.TypeCase.TYPE_NOT_SET) {
                message.setField(field, values(field, rules).inside().get(0));
            }
        }
        return message.build();
    }

    /** An item of a repeated field: a valid one, or one at random. */
    static Object item(FieldDescriptor field, @org.jspecify.annotations.Nullable Random random) {
        FieldRules items = rules(field).getRepeated().getItems();
        return switch (field.getJavaType()) {
            case MESSAGE -> random == null ? valid(field.getMessageType()) : any(field.getMessageType(), random);
            case STRING ->
                random == null
                        ? "x"
                        : items.getTypeCase() == FieldRules.TypeCase.TYPE_NOT_SET ? "x" : pick(field, items, random);
            case ENUM -> random == null ? values(field, items).inside().get(0) : pick(field, items, random);
            default ->
                throw new IllegalArgumentException(field.getFullName() + " has items of " + field.getJavaType()
                        + " (expected: messages, strings or enums)");
        };
    }

    /** A value of a field of a oneof that keeps its limits. */
    static Object choice(FieldDescriptor field) {
        return isMessage(field)
                ? valid(field.getMessageType())
                : values(field, rules(field)).inside().get(0);
    }

    private static boolean isMessage(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    }

    /** A message at random: every part of it may keep its contract or break it. */
    public static Message any(Descriptor type, Random random) {
        Message.Builder message = RequestMessages.empty(type).newBuilderForType();
        for (OneofDescriptor oneof : type.getRealOneofs()) {
            int index = random.nextInt(oneof.getFieldCount() + 1);
            if (index < oneof.getFieldCount()) {
                FieldDescriptor field = oneof.getField(index);
                message.setField(
                        field,
                        isMessage(field) ? any(field.getMessageType(), random) : pick(field, rules(field), random));
            }
        }
        for (FieldDescriptor field : type.getFields()) {
            if (field.getRealContainingOneof() != null || random.nextInt(10) == 0) {
                continue;
            }
            if (field.isRepeated()) {
                for (int i = random.nextInt(4); i > 0; i--) {
                    message.addRepeatedField(field, item(field, random));
                }
            } else if (rules(field).getTypeCase() != FieldRules.TypeCase.TYPE_NOT_SET) {
                message.setField(field, pick(field, rules(field), random));
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && field.getMessageType().getFullName().startsWith("tradeline.")) {
                message.setField(field, any(field.getMessageType(), random));
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                message.setField(field, message.newBuilderForField(field).build());
            }
        }
        return message.build();
    }

    private static Object pick(FieldDescriptor field, FieldRules rules, Random random) {
        Values values = values(field, rules);
        List<Object> from = random.nextInt(6) == 0 ? values.outside() : values.inside();
        return from.get(random.nextInt(from.size()));
    }
}
