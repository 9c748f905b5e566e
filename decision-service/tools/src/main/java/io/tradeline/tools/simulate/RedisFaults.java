package io.tradeline.tools.simulate;

import io.tradeline.embedded.process.Signal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import redis.clients.jedis.RedisClient;

/** What goes wrong with Redis. */
final class RedisFaults {
    /** Far above the bound of a round trip. */
    private static final long SLOW_MILLIS = 400;

    private static final int VERSION_DIGITS = 16;

    private RedisFaults() {}

    static Fault flushed(Surroundings around) {
        return Fault.once(() -> {
            try (RedisClient redis = client(around)) {
                redis.flushAll();
            }
        });
    }

    static Fault killed(Surroundings around) {
        return Fault.of(around.cluster().redis()::kill, around.cluster().redis()::restart);
    }

    /** SIGSTOP: it takes connections and questions, and answers nothing. */
    static Fault halted(Surroundings around) {
        long pid = around.cluster().redis().pid();
        return Fault.of(
                () -> ProcessHandle.of(pid).ifPresent(Signal.STOP::send),
                () -> ProcessHandle.of(pid).ifPresent(Signal.CONT::send));
    }

    /** Every answer is late. */
    static Fault slow(Surroundings around) {
        return Fault.of(
                () -> around.cluster().redisLink().delay(SLOW_MILLIS),
                () -> around.cluster().redisLink().delay(0));
    }

    /** Old copies are put back in the place of newer ones, as a failover to a replica that lags behind would. */
    static Fault stale(Surroundings around) {
        List<Copy> old = new ArrayList<>();
        return Fault.of(() -> old.addAll(copies(around)), () -> write(around, old));
    }

    /** Values that are no copies at all: random bytes, a list, half of a copy, a copy with one bit turned. */
    static Fault garbage(Surroundings around) {
        return Fault.once(() -> {
            try (RedisClient redis = client(around)) {
                for (Copy copy : copies(around)) {
                    spoil(redis, copy, around.random());
                }
            }
        });
    }

    private static void spoil(RedisClient redis, Copy copy, SplittableRandom random) {
        byte[] value = copy.value();
        switch (random.nextInt(4)) {
            case 0 -> {
                byte[] noise = new byte[1 + random.nextInt(200)];
                random.nextBytes(noise);
                redis.set(copy.key(), noise);
            }
            // In one step: the service writes between any two.
            case 1 ->
                redis.eval(
                        "redis.call('DEL', KEYS[1]) redis.call('LPUSH', KEYS[1], 'a list')"
                                .getBytes(StandardCharsets.UTF_8),
                        List.of(copy.key()),
                        List.of());
            case 2 -> redis.set(copy.key(), Arrays.copyOf(value, value.length / 2));
            default -> {
                byte[] flipped = value.clone();
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                redis.set(copy.key(), flipped);
            }
        }
    }

    /** Each account has another account's copy. */
    static Fault swapped(Surroundings around) {
        return Fault.once(() -> {
            List<Copy> copies = copies(around);
            List<Copy> swapped = new ArrayList<>();
            for (Copy copy : copies) {
                Copy other = copies.get(around.random().nextInt(copies.size()));
                swapped.add(new Copy(copy.key(), other.value()));
            }
            write(around, swapped);
        });
    }

    /** Copies claim versions that are not there yet, so that nothing newer ever takes their place by itself. */
    static Fault future(Surroundings around) {
        return Fault.once(() -> {
            List<Copy> future = new ArrayList<>();
            for (Copy copy : copies(around)) {
                byte[] claimed = copy.value().clone();
                if (claimed.length > VERSION_DIGITS) {
                    claimed[1 + around.random().nextInt(8)] = '1';
                    future.add(new Copy(copy.key(), claimed));
                }
            }
            write(around, future);
        });
    }

    private record Copy(byte[] key, byte[] value) {}

    private static List<Copy> copies(Surroundings around) {
        List<Copy> copies = new ArrayList<>();
        try (RedisClient redis = client(around)) {
            for (Company company : around.companies()) {
                for (String account : company.accounts()) {
                    for (byte[] key : RedisCopies.keys(company, account)) {
                        byte[] value = redis.type(key).equals("string") ? redis.get(key) : null;
                        if (value != null && value.length > 0) {
                            copies.add(new Copy(key, value));
                        }
                    }
                }
            }
        }
        return copies;
    }

    private static void write(Surroundings around, List<Copy> copies) {
        try (RedisClient redis = client(around)) {
            copies.forEach(copy -> redis.set(copy.key(), copy.value()));
        }
    }

    private static RedisClient client(Surroundings around) {
        return RedisClient.create(URI.create(around.cluster().redis().url()));
    }
}
