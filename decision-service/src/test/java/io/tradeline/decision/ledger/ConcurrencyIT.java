package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.decision.audit.Audit;
import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.ledger.OrderWorkload.Trouble;
import io.tradeline.decision.releases.CompiledOnce;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.decision.server.TestAccounts;
import io.tradeline.proto.accounts.v1.CreditMode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/** Two instances, many clients, and trouble underneath: I1, I2, I3 hold, against a plain model and by audit. */
class ConcurrencyIT {

    private static final int CLIENTS = 12;
    private static final int ORDERS = 60;

    @TempDir
    static Path directory;

    static ServiceFixture fixture;
    static List<ServiceFixture.Instance> instances;

    private final long seed = Long.getLong("tradeline.seed", System.nanoTime());

    @BeforeAll
    static void start() throws Exception {
        fixture = ServiceFixture.start(directory);
        instances = List.of(fixture.instance(), fixture.instance());
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void oneAccountIsNeverOversold() throws Exception {
        TestAccounts.store(
                instances.get(0),
                TestAccounts.active("single", "", CreditMode.CREDIT_MODE_OWN)
                        .setCreditLimit(TestAccounts.limit(600_00, 600_00)));

        OrderWorkload workload = run(List.of("single"), "single", Trouble.NONE);

        assertThat(workload.refusedCount())
                .as("the limit is reached, seed " + seed)
                .isPositive();
    }

    @Test
    void aHierarchyIsNeverOversold() throws Exception {
        hierarchy("h", 1_500_00);

        OrderWorkload workload = run(List.of("h-a", "h-b", "h-c"), "h", Trouble.NONE);

        assertThat(workload.approvedCount()).as("seed " + seed).isPositive();
        assertThat(workload.repeatedCount()).as("seed " + seed).isPositive();
    }

    @Test
    void aRedisThatForgetsChangesNoAnswer() throws Exception {
        hierarchy("f", 1_500_00);

        try (RedisClient redis = redis()) {
            run(List.of("f-a", "f-b", "f-c"), "f", new Trouble(50, redis::flushAll));
        }
    }

    @Test
    void aRedisThatLiesChangesNoAnswer() throws Exception {
        hierarchy("l", 1_500_00);
        SplittableRandom random = new SplittableRandom(seed);

        try (RedisClient redis = redis()) {
            run(List.of("l-a", "l-b", "l-c"), "l", new Trouble(100, () -> {
                lie(redis, "l", List.of("l", "l-a", "l-b", "l-c").get(random.nextInt(4)), random);
                return null;
            }));
        }
    }

    @Test
    void aRedisThatStopsChangesNoAnswer() throws Exception {
        hierarchy("s", 1_500_00);

        run(List.of("s-a", "s-b", "s-c"), "s", new Trouble(2, () -> {
            fixture.redis().stop();
            fixture.redis().restart();
            return null;
        }));
    }

    @Test
    void aPostgresThatRestartsLosesNothing() throws Exception {
        hierarchy("p", 1_500_00);

        run(List.of("p-a", "p-b", "p-c"), "p", new Trouble(1, () -> {
            fixture.postgres().restart();
            return null;
        }));
    }

    private OrderWorkload run(List<String> accounts, String head, Trouble trouble) throws Exception {
        OrderWorkload workload = new OrderWorkload(instances, accounts, seed);
        workload.run(CLIENTS, ORDERS, trouble);
        workload.check(head);
        Audit.Result audit = new Audit(instances.get(0).dataSource(), CompiledOnce::compile).run(Long.MAX_VALUE);
        assertThat(audit.problems()).as("seed " + seed).isEmpty();
        return workload;
    }

    private static void hierarchy(String head, long limit) {
        TestAccounts.store(
                instances.get(0),
                TestAccounts.active(head, "", CreditMode.CREDIT_MODE_OWN)
                        .setCreditLimit(TestAccounts.limit(limit, limit)),
                TestAccounts.active(head + "-a", head, CreditMode.CREDIT_MODE_SHARED)
                        .setCreditLimit(TestAccounts.limit(limit / 3, limit / 3)),
                TestAccounts.active(head + "-b", head, CreditMode.CREDIT_MODE_SHARED),
                TestAccounts.active(head + "-c", head, CreditMode.CREDIT_MODE_SHARED));
    }

    private static RedisClient redis() {
        return RedisClient.create(URI.create(fixture.redis().url()));
    }

    /**
     * Puts something else in the place of an account's copy: nonsense, nothing of the right type, an old copy, an empty one that claims to be from the future,
     * or the present one with another head of the log.
     */
    private static void lie(RedisClient redis, String group, String account, SplittableRandom random) {
        byte[] key = ("tradeline:{" + group + "}:" + account).getBytes(StandardCharsets.UTF_8);
        switch (random.nextInt(5)) {
            case 0 -> redis.set(key, "nonsense".getBytes(StandardCharsets.UTF_8));
            case 1 ->
                redis.eval(
                        "redis.call('DEL', KEYS[1]) redis.call('LPUSH', KEYS[1], 'a list')"
                                .getBytes(StandardCharsets.UTF_8),
                        List.of(key),
                        List.of());
            case 2 -> redis.set(key, empty(account, 1_000_000_000L).encode());
            case 3 -> redis.set(key, empty(account, 0).encode());
            default -> forgeHead(redis, key, account);
        }
    }

    private static NodeRow empty(String account, long version) {
        return new NodeRow(account, 1, version, 0, 0, 0, 0, new byte[0], new byte[0], 0, new byte[0]);
    }

    private static void forgeHead(RedisClient redis, byte[] key, String account) {
        NodeRow copy;
        try {
            byte[] value = redis.get(key);
            copy = value == null ? empty(account, 0) : NodeRow.decode(account, value);
        } catch (IllegalArgumentException | JedisException anEarlierLie) {
            copy = empty(account, 0);
        }
        redis.set(
                key,
                new NodeRow(
                                account,
                                copy.factsVersion(),
                                copy.version(),
                                copy.reservedMinor(),
                                copy.receivablesMinor(),
                                copy.disputedMinor(),
                                copy.unappliedMinor(),
                                copy.book(),
                                copy.habits(),
                                copy.logSequence() + 1,
                                HashChain.hash(copy.book()))
                        .encode());
    }
}
