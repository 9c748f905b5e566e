package io.tradeline.decision.validation;

import build.buf.validate.BytesRules;
import build.buf.validate.DurationRules;
import build.buf.validate.EnumRules;
import build.buf.validate.FieldRules;
import build.buf.validate.Int32Rules;
import build.buf.validate.Int64Rules;
import build.buf.validate.StringRules;
import build.buf.validate.TimestampRules;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A limit on one value. */
interface ValueCheck {

    /** No limit. */
    ValueCheck NONE = value -> null;

    /** What is wrong with a value: the value and the expectation; null when nothing is. */
    @Nullable String problem(Object value);

    /**
     * The check for a field's values, or for the items of a repeated field.
     *
     * @throws IllegalArgumentException for a rule that is not known here
     */
    static ValueCheck of(FieldDescriptor field, FieldRules rules) {
        return switch (rules.getTypeCase()) {
            case STRING -> string(field, known(field, rules.getString(), Set.of("pattern", "min_len", "max_len")));
            case BYTES -> bytes(known(field, rules.getBytes(), Set.of("max_len")));
            case INT32 -> int32(known(field, rules.getInt32(), Set.of("gte", "lte")));
            case INT64 -> int64(known(field, rules.getInt64(), Set.of("gte", "lte")));
            case ENUM -> enumeration(known(field, rules.getEnum(), Set.of("defined_only", "not_in")));
            case DURATION -> duration(known(field, rules.getDuration(), Set.of("gte", "lte")));
            case TIMESTAMP -> timestamp(known(field, rules.getTimestamp(), Set.of("gte", "lt")));
            case REPEATED -> {
                known(field, rules.getRepeated(), Set.of("min_items", "max_items", "items"));
                yield rules.getRepeated().hasItems()
                        ? of(field, rules.getRepeated().getItems())
                        : NONE;
            }
            case TYPE_NOT_SET -> NONE;
            default -> throw unknown(field, rules.getTypeCase().name());
        };
    }

    private static <R extends Message> R known(FieldDescriptor field, R rules, Set<String> names) {
        rules.getAllFields().keySet().stream()
                .map(FieldDescriptor::getName)
                .filter(name -> !names.contains(name))
                .findAny()
                .ifPresent(name -> {
                    throw unknown(field, name);
                });
        return rules;
    }

    private static IllegalArgumentException unknown(FieldDescriptor field, String rule) {
        return new IllegalArgumentException(
                field.getFullName() + " has the rule " + rule + " (expected: one that the validator knows)");
    }

    /**
     * What is wrong with a text, without the text: it may be a name, a tax id or a token that was put in the wrong field, and refusals end up in logs.
     *
     * <p>Patterns must speak of the whole text: with `find`, Java's $ would let a line break at the end pass, which RE2's does not.
     */
    private static ValueCheck string(FieldDescriptor field, StringRules rules) {
        if (rules.hasPattern()
                && !(rules.getPattern().startsWith("^") && rules.getPattern().endsWith("$"))) {
            throw unknown(field, "pattern " + rules.getPattern());
        }
        Predicate<String> matches = rules.hasPattern() ? matches(rules.getPattern()) : text -> true;
        long least = rules.getMinLen();
        long most = rules.hasMaxLen() ? rules.getMaxLen() : Long.MAX_VALUE;
        return value -> {
            String text = (String) value;
            // A string has at most as many characters as chars, and at least half as many: counting them is rarely
            // needed.
            int characters = text.length() > most || text.length() < 2 * least
                    ? text.codePointCount(0, text.length())
                    : text.length();
            if (characters > most || characters < least) {
                return characters + " characters (expected: "
                        + (most == Long.MAX_VALUE ? ">= " + least : least + " to " + most) + ")";
            }
            if (!matches.test(text)) {
                return characters + " characters (expected: " + rules.getPattern() + ")";
            }
            return null;
        };
    }

    private static Predicate<String> matches(String pattern) {
        return CharacterRun.of(pattern)
                .<Predicate<String>>map(run -> run)
                .orElseGet(() -> Pattern.compile(pattern).asMatchPredicate());
    }

    private static ValueCheck bytes(BytesRules rules) {
        long most = rules.getMaxLen();
        return value -> ((ByteString) value).size() > most
                ? ((ByteString) value).size() + " bytes (expected: <= " + most + ")"
                : null;
    }

    private static ValueCheck int32(Int32Rules rules) {
        return range(
                rules.hasGte() ? rules.getGte() : Integer.MIN_VALUE,
                rules.hasLte() ? rules.getLte() : Integer.MAX_VALUE);
    }

    private static ValueCheck int64(Int64Rules rules) {
        return range(
                rules.hasGte() ? rules.getGte() : Long.MIN_VALUE, rules.hasLte() ? rules.getLte() : Long.MAX_VALUE);
    }

    private static ValueCheck range(long least, long most) {
        return value -> {
            long number = ((Number) value).longValue();
            return number < least || number > most ? number + " (expected: " + least + " to " + most + ")" : null;
        };
    }

    private static ValueCheck enumeration(EnumRules rules) {
        return value -> {
            EnumValueDescriptor word = (EnumValueDescriptor) value;
            boolean undefined = rules.getDefinedOnly() && word.getIndex() < 0;
            if (undefined || rules.getNotInList().contains(word.getNumber())) {
                return (undefined ? String.valueOf(word.getNumber()) : word.getName()) + " (expected: one of "
                        + word.getType().getValues().stream()
                                .filter(known -> !rules.getNotInList().contains(known.getNumber()))
                                .map(EnumValueDescriptor::getName)
                                .toList()
                        + ")";
            }
            return null;
        };
    }

    private static ValueCheck duration(DurationRules rules) {
        long least = rules.getGte().getSeconds();
        long most = rules.getLte().getSeconds();
        return value -> {
            Duration duration = (Duration) value;
            boolean beyond = duration.getSeconds() == most && duration.getNanos() > 0;
            return duration.getSeconds() < least || duration.getSeconds() > most || beyond
                    ? duration.getSeconds() + " seconds (expected: " + least + " to " + most + ")"
                    : null;
        };
    }

    private static ValueCheck timestamp(TimestampRules rules) {
        long least = rules.getGte().getSeconds();
        long before = rules.getLt().getSeconds();
        return value -> {
            long seconds = ((Timestamp) value).getSeconds();
            return seconds < least || seconds >= before
                    ? instant(seconds) + " (expected: from " + instant(least) + " to before " + instant(before) + ")"
                    : null;
        };
    }

    private static String instant(long seconds) {
        return Math.abs(seconds) > 1L << 40
                ? seconds + " seconds"
                : java.time.Instant.ofEpochSecond(seconds).toString();
    }
}
