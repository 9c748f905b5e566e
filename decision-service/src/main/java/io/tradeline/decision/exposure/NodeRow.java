package io.tradeline.decision.exposure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An account's exposure as PostgreSQL holds it, and as Redis has a copy of it. Amounts in minor units of the account's currency.
 *
 * @param factsVersion version of the account's facts when the row was read
 * @param version version of the exposure; grows with each change
 * @param logSequence place of the account's latest decision in its log
 * @param logHash the head of that log's chain
 */
public record NodeRow(
        String accountId,
        long factsVersion,
        long version,
        long reservedMinor,
        long receivablesMinor,
        long disputedMinor,
        long unappliedMinor,
        byte[] book,
        byte[] habits,
        long logSequence,
        byte[] logHash) {

    private static final int VERSION_DIGITS = 16;
    private static final int FORMAT = 2;

    /** Whether a decision made on one would be the same on the other. */
    public boolean sameFigures(NodeRow other) {
        return version == other.version
                && factsVersion == other.factsVersion
                && reservedMinor == other.reservedMinor
                && receivablesMinor == other.receivablesMinor
                && disputedMinor == other.disputedMinor
                && unappliedMinor == other.unappliedMinor
                && Arrays.equals(book, other.book)
                && Arrays.equals(habits, other.habits)
                && logSequence == other.logSequence
                && Arrays.equals(logHash, other.logHash);
    }

    /** For the cache: the version as 16 hexadecimal digits, which Redis can compare, then everything else. */
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(
                VERSION_DIGITS + 1 + 9 * Varint.LONGEST + book.length + habits.length + logHash.length);
        out.put(digits(version));
        out.put((byte) FORMAT);
        Varint.put(out, factsVersion);
        Varint.put(out, reservedMinor);
        Varint.put(out, receivablesMinor);
        Varint.put(out, disputedMinor);
        Varint.put(out, unappliedMinor);
        Varint.put(out, book.length);
        out.put(book);
        Varint.put(out, habits.length);
        out.put(habits);
        Varint.put(out, logSequence);
        Varint.put(out, logHash.length);
        out.put(logHash);
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * Reads a cached copy.
     *
     * @throws IllegalArgumentException when it is not one; the cache is not to be trusted
     */
    public static NodeRow decode(String accountId, byte[] cached) {
        try {
            ByteBuffer in = ByteBuffer.wrap(cached);
            byte[] digits = new byte[VERSION_DIGITS];
            in.get(digits);
            long version = HexFormat.fromHexDigitsToLong(new String(digits, StandardCharsets.US_ASCII));
            if (in.get() != FORMAT) {
                throw new IllegalArgumentException("format of cached exposure");
            }
            NodeRow row = new NodeRow(
                    accountId,
                    Varint.get(in),
                    version,
                    Varint.get(in),
                    Varint.get(in),
                    Varint.get(in),
                    Varint.get(in),
                    bytes(in),
                    bytes(in),
                    Varint.get(in),
                    bytes(in));
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("cached exposure is too long");
            }
            return row;
        } catch (java.nio.BufferUnderflowException truncated) {
            throw new IllegalArgumentException("cached exposure is too short", truncated);
        }
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[Varint.count(in, in.remaining())];
        in.get(bytes);
        return bytes;
    }

    private static byte[] digits(long version) {
        byte[] digits = new byte[VERSION_DIGITS];
        for (int i = 0; i < VERSION_DIGITS; i++) {
            digits[i] = (byte) Character.forDigit((int) (version >>> 60 - 4 * i & 0xF), 16);
        }
        return digits;
    }
}
