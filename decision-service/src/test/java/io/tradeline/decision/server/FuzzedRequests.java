package io.tradeline.decision.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.tradeline.decision.validation.SampleMessages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests as no one should send them: bytes at random, and messages that were good once. */
final class FuzzedRequests {

    private final Message prototype;
    private final Random random;
    private final List<String> planted;

    /** Ids of what there is, by the name of the field that takes them. */
    private final Map<String, String> known;

    FuzzedRequests(Message prototype, Random random, List<String> planted, Map<String, String> known) {
        this.prototype = prototype;
        this.random = random;
        this.planted = planted;
        this.known = known;
    }

    byte[] next() {
        return switch (random.nextInt(13)) {
            case 0 -> noise(random.nextInt(2_000));
            case 1 -> flipped(sample().toByteArray());
            case 2 -> cut(sample().toByteArray());
            case 3 -> anything().toByteArray();
            case 4 -> filled(sample(), true).toByteArray();
            case 5 -> repeated((byte) 0x7b, 1 + random.nextInt(20_000));
            case 6 -> joined(sample().toByteArray(), noFields());
            case 7 -> joined(sample().toByteArray(), new byte[] {0x0a, 2, (byte) 0xc3, 0x28});
            case 8 -> manyItems(random.nextInt(150_000));
            case 9 -> random.nextInt(10) == 0 ? noise(3_000_000) : noise(100_000);
            case 10 -> nested(2 + random.nextInt(200));
            default -> filled(sample(), false).toByteArray();
        };
    }

    private Message sample() {
        return isOurs() ? SampleMessages.valid(prototype.getDescriptorForType()) : prototype;
    }

    private Message anything() {
        return isOurs() ? SampleMessages.any(prototype.getDescriptorForType(), random) : prototype;
    }

    private boolean isOurs() {
        return prototype.getDescriptorForType().getFullName().startsWith("tradeline.");
    }

    /** With other values in its fields: what was planted in all texts, or else the ids of what there is, and numbers from the ends of their range. */
    private Message filled(Message message, boolean plant) {
        Message.Builder changed = message.toBuilder();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isMapField()) {
                continue;
            }
            boolean nested = field.getJavaType() == JavaType.MESSAGE;
            if (field.isRepeated()) {
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                    Object item = message.getRepeatedField(field, i);
                    changed.setRepeatedField(
                            field, i, nested ? filled((Message) item, plant) : value(field, item, plant));
                }
            } else if (!nested) {
                changed.setField(field, value(field, message.getField(field), plant));
            } else if (message.hasField(field)) {
                changed.setField(field, filled((Message) message.getField(field), plant));
            }
        }
        return changed.build();
    }

    private Object value(FieldDescriptor field, Object usual, boolean plant) {
        if (field.getJavaType() == JavaType.STRING) {
            String id = known.get(field.getName());
            return plant ? planted.get(random.nextInt(planted.size())) : id != null ? id : usual;
        }
        if (plant || random.nextInt(3) > 0) {
            return usual;
        }
        return switch (field.getJavaType()) {
            case INT -> any(Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE);
            case LONG -> any(Long.MIN_VALUE, -1L, 0L, 1L, 1_000_000_000_000_000L, Long.MAX_VALUE);
            case BOOLEAN -> random.nextBoolean();
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(any(-1, 0, 1, 99, Integer.MAX_VALUE));
            case BYTE_STRING -> ByteString.copyFrom(noise(random.nextInt(200)));
            default -> usual;
        };
    }

    @SafeVarargs
    private <T> T any(T... values) {
        return values[random.nextInt(values.length)];
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] flipped(byte[] bytes) {
        for (int i = 0; i < 1 + bytes.length / 20 && bytes.length > 0; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private byte[] cut(byte[] bytes) {
        return bytes.length == 0 ? bytes : Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    private static byte[] repeated(byte what, int times) {
        byte[] bytes = new byte[times];
        Arrays.fill(bytes, what);
        return bytes;
    }

    /** Fields that no contract has. */
    private byte[] noFields() {
        return written(out -> {
            for (int i = random.nextInt(2_000); i >= 0; i--) {
                out.writeInt64(1_000 + random.nextInt(1_000), random.nextLong());
            }
        });
    }

    /** Empty items of each list that the message has, or of its first field. */
    private byte[] manyItems(int count) {
        List<FieldDescriptor> lists = prototype.getDescriptorForType().getFields().stream()
                .filter(FieldDescriptor::isRepeated)
                .toList();
        int number = lists.isEmpty() ? 1 : lists.get(0).getNumber();
        return written(out -> {
            for (int i = 0; i < count; i++) {
                out.writeBytes(number, ByteString.EMPTY);
            }
        });
    }

    /** Each level the only field of the one around it. */
    private byte[] nested(int levels) {
        byte[] inner = noise(10);
        for (int i = 0; i < levels; i++) {
            ByteString around = ByteString.copyFrom(inner);
            int number = 1 + random.nextInt(8);
            inner = written(out -> out.writeBytes(number, around));
        }
        return inner;
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writing.to(out);
            out.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
