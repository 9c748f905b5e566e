package io.tradeline.tools.simulate;

import java.net.URI;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.RedisClient;

/** Holds the copies in Redis against the books (I3): a copy that has the version of an account's row has its figures, and none is ahead of it. */
final class RedisCopies {
    private static final int VERSION_DIGITS = 16;

    private final String url;
    private final Counters counters;

    RedisCopies(String url, Counters counters) {
        this.url = url;
        this.counters = counters;
    }

    /** Where copies of an account may be: one for each head that it can be below. */
    static List<byte[]> keys(Company company, String account) {
        return company.heads().stream()
                .map(head -> ("tradeline:{" + head + "}:" + account).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /**
     * Looks at all copies, while nobody works.
     *
     * @throws Violation for the first that does not hold
     */
    void check(List<Company> companies, Map<String, BooksView.Row> rows) {
        try (RedisClient redis = RedisClient.create(URI.create(url))) {
            for (Company company : companies) {
                for (String account : company.accounts()) {
                    BooksView.Row row = rows.get(account);
                    for (byte[] key : keys(company, account)) {
                        byte[] copy = redis.get(key);
                        if (copy != null && row != null) {
                            check(account, copy, row);
                            counters.copiesChecked.increment();
                        }
                    }
                }
            }
        }
    }

    /** Forgets what was put there by faults. */
    void forget() {
        try (RedisClient redis = RedisClient.create(URI.create(url))) {
            redis.flushAll();
        }
    }

    static void check(String account, byte[] copy, BooksView.Row row) {
        BooksView.Row found = decode(account, copy);
        if (found.version() > row.version()) {
            throw new Violation("Redis has version " + found.version() + " of the exposure of " + account
                    + " (expected: <= " + row.version() + ", as in PostgreSQL)");
        }
        if (found.version() == row.version() && !found.figures().equals(row.figures())) {
            throw new Violation("Redis has " + found.figures() + " for version " + row.version() + " of " + account
                    + " (expected: " + row.figures() + ")");
        }
    }

    /** The version in hexadecimal digits, a byte for the format, then numbers: version of the facts, and the figures. */
    private static BooksView.Row decode(String account, byte[] copy) {
        try {
            ByteBuffer in = ByteBuffer.wrap(copy);
            byte[] digits = new byte[VERSION_DIGITS];
            in.get(digits);
            long version = Long.parseUnsignedLong(new String(digits, StandardCharsets.US_ASCII), 16);
            in.get();
            number(in);
            return new BooksView.Row(version, new Figures(number(in), number(in), number(in), number(in)));
        } catch (BufferUnderflowException | NumberFormatException garbled) {
            throw new Violation("Redis has something for " + account + " that is no copy", garbled);
        }
    }

    /** Seven bits a byte, the lowest first. */
    private static long number(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                break;
            }
        }
        return value;
    }
}
