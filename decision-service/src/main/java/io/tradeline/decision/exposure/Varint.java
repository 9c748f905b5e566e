package io.tradeline.decision.exposure;

import java.nio.ByteBuffer;

/** Whole numbers in as few bytes as they need: seven bits a byte, the lowest first; signed ones zigzag. */
final class Varint {

    /** Bytes of the largest number. */
    static final int LONGEST = 10;

    private Varint() {}

    static void put(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    static long get(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("varint longer than 10 bytes");
    }

    static void putSigned(ByteBuffer out, long value) {
        put(out, value << 1 ^ value >> 63);
    }

    static long getSigned(ByteBuffer in) {
        long value = get(in);
        return value >>> 1 ^ -(value & 1);
    }

    /** A count of things that follow. */
    static int count(ByteBuffer in, int most) {
        long count = get(in);
        if (count < 0 || count > most) {
            throw new IllegalArgumentException("count: " + count + " (expected: 0 to " + most + ")");
        }
        return (int) count;
    }
}
