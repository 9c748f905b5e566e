package io.tradeline.decision.exposure;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * Copies in Redis, one string for each account; the accounts of one credit group share a hash tag, so that a cluster keeps them together.
 *
 * <p>One round trip for each batch, bounded by a time-out. After a failure Redis is left alone for a second, so that a Redis that is down or slow costs one
 * time-out a second and not one for each batch.
 */
public final class RedisExposureCache implements ExposureCache {

    private static final Logger LOG = LoggerFactory.getLogger(RedisExposureCache.class);
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration[] ROUND_TRIPS = IntStream.of(
                    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000)
            .mapToObj(micros -> Duration.ofNanos(micros * 1_000L))
            .toArray(Duration[]::new);
    private static final long TTL_SECONDS = Duration.ofDays(2).toSeconds();

    /**
     * Sets each key to its value unless it holds a newer version (its first 16 bytes); what is no string is replaced. A key keeps the time at which it expires:
     * setting a new one takes Redis longer than the value does, and a copy that is missing once in two days costs nothing.
     */
    private static final String WRITE_NEWER = "for i, key in ipairs(KEYS) do "
            + "local version = redis.pcall('GETRANGE', key, '0', '15') "
            + "if type(version) ~= 'string' or version == '' then "
            + "redis.call('SET', key, ARGV[i + 1], 'EX', ARGV[1]) "
            + "elseif version < string.sub(ARGV[i + 1], 1, 16) then "
            + "redis.call('SET', key, ARGV[i + 1], 'KEEPTTL') end end";

    private static final byte[] TTL = Long.toString(TTL_SECONDS).getBytes(StandardCharsets.US_ASCII);

    private final RedisClient client;
    private final AtomicLong retryAtNanos = new AtomicLong(System.nanoTime());
    private final Counter hits;
    private final Counter misses;
    private final Counter failures;
    private final Timer roundTrips;
    private volatile byte[] scriptSha = new byte[0];

    /**
     * @param url redis://[user:password@]host:port; not connected to before the first use
     * @param timeout for connecting and for each round trip
     * @param connections at most
     */
    public RedisExposureCache(URI url, Duration timeout, int connections, MeterRegistry registry) {
        hits = looked(registry, "hit");
        misses = looked(registry, "miss");
        failures = Counter.builder("tradeline.redis.failures")
                .description("Round trips to Redis that failed; after each it is left alone for a second")
                .register(registry);
        roundTrips = Timer.builder("tradeline.redis.round.trip")
                .description("Round trips to Redis, each for a batch of commands")
                .serviceLevelObjectives(ROUND_TRIPS)
                .register(registry);
        int millis = Math.toIntExact(timeout.toMillis());
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .ssl("rediss".equals(url.getScheme()));
        if (url.getUserInfo() != null) {
            String[] userAndPassword = url.getUserInfo().split(":", 2);
            if (!userAndPassword[0].isEmpty()) {
                config.user(userAndPassword[0]);
            }
            if (userAndPassword.length == 2) {
                config.password(userAndPassword[1]);
            }
        }
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMaxWait(timeout);
        pool.setJmxEnabled(false);
        client = RedisClient.builder()
                .hostAndPort(new HostAndPort(url.getHost(), url.getPort() < 0 ? 6379 : url.getPort()))
                .clientConfig(config.build())
                .poolConfig(pool)
                .build();
    }

    private static Counter looked(MeterRegistry registry, String result) {
        return Counter.builder("tradeline.redis.copies")
                .description("Copies of exposures that were looked for in Redis")
                .tag("result", result)
                .register(registry);
    }

    @Override
    public Map<String, NodeRow> exchange(Collection<Key> wrong, Map<Key, NodeRow> newer, Collection<Key> wanted) {
        if (wrong.isEmpty() && newer.isEmpty() && wanted.isEmpty()) {
            return Map.of();
        }
        if (isResting()) {
            misses.increment(wanted.size());
            return Map.of();
        }
        List<Key> keys = List.copyOf(wanted);
        Response<List<byte[]>> values = null;
        Response<Object> written = null;
        long began = System.nanoTime();
        try {
            byte[] sha = newer.isEmpty() || scriptSha.length > 0 ? scriptSha : loadScript();
            try (AbstractPipeline pipeline = client.pipelined()) {
                for (Key key : wrong) {
                    pipeline.del(redisKey(key));
                }
                if (!newer.isEmpty()) {
                    written = pipeline.evalsha(sha, newer.size(), arguments(newer));
                }
                if (!keys.isEmpty()) {
                    values = pipeline.mget(
                            keys.stream().map(RedisExposureCache::redisKey).toArray(byte[][]::new));
                }
                pipeline.sync();
            }
            if (written != null) {
                written.get();
            }
        } catch (JedisNoScriptException forgotten) {
            // Nothing was written: older copies must not stay as if they were the latest.
            scriptSha = new byte[0];
            drop(newer.keySet());
        } catch (JedisException unreachable) {
            rest(unreachable);
            misses.increment(wanted.size());
            return Map.of();
        }
        roundTrips.record(Duration.ofNanos(System.nanoTime() - began));
        return values == null ? Map.of() : decoded(keys, values.get());
    }

    private static byte[][] arguments(Map<Key, NodeRow> rows) {
        int count = rows.size();
        byte[][] arguments = new byte[2 * count + 1][];
        arguments[count] = TTL;
        int i = 0;
        for (Map.Entry<Key, NodeRow> row : rows.entrySet()) {
            arguments[i] = redisKey(row.getKey());
            arguments[count + 1 + i] = row.getValue().encode();
            i++;
        }
        return arguments;
    }

    private Map<String, NodeRow> decoded(List<Key> keys, List<byte @Nullable []> values) {
        Map<String, NodeRow> rows = new HashMap<>(keys.size() * 2);
        List<Key> unreadable = new ArrayList<>(0);
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            byte[] value = values.get(i);
            if (value == null) {
                continue;
            }
            try {
                rows.put(key.accountId(), NodeRow.decode(key.accountId(), value));
            } catch (IllegalArgumentException notACopy) {
                unreadable.add(key);
            }
        }
        drop(unreadable);
        hits.increment(rows.size());
        misses.increment(keys.size() - rows.size());
        return rows;
    }

    private void drop(Collection<Key> keys) {
        exchange(keys, Map.of(), List.of());
    }

    /** Copies found, since the start. */
    public long hits() {
        return (long) hits.count();
    }

    /** Copies not found, or not readable in time, since the start. */
    public long misses() {
        return (long) misses.count();
    }

    /** Round trips that failed, since the start. */
    public long failures() {
        return (long) failures.count();
    }

    @Override
    public void close() {
        client.close();
    }

    private byte[] loadScript() {
        byte[] sha = client.scriptLoad(WRITE_NEWER, "").getBytes(StandardCharsets.US_ASCII);
        scriptSha = sha;
        return sha;
    }

    private boolean isResting() {
        return System.nanoTime() - retryAtNanos.get() < 0;
    }

    private void rest(JedisException failure) {
        failures.increment();
        retryAtNanos.set(System.nanoTime() + RETRY_NANOS);
        LOG.warn("Redis left alone for a second, exposures are read from PostgreSQL: {}", failure.toString());
    }

    private static byte[] redisKey(Key key) {
        return ("tradeline:{" + key.creditAccountId() + "}:" + key.accountId()).getBytes(StandardCharsets.UTF_8);
    }
}
