package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tradeline.decision.feed.FeedSettings;
import io.tradeline.decision.ledger.LedgerSettings;
import io.tradeline.decision.recount.RecountSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The range of each setting: its ends are taken, what lies just beyond them is refused by name. */
class SettingsTest {

    private static final Map<String, Object> USUAL = Map.ofEntries(
            Map.entry("tradeline.redis.url", URI.create("redis://127.0.0.1:7479")),
            Map.entry("tradeline.redis.timeout", Duration.ofMillis(50)),
            Map.entry("tradeline.grpc.port", 7400),
            Map.entry("tradeline.grpc.max-message", 1_048_576),
            Map.entry("tradeline.grpc.max-batch", 10_485_760),
            Map.entry("tradeline.grpc.max-metadata", 16_384),
            Map.entry("tradeline.grpc.calls-per-connection", 1000),
            Map.entry("tradeline.grpc.max-connections", 10_000),
            Map.entry("tradeline.grpc.max-connection-age", Duration.ofHours(1)),
            Map.entry("tradeline.grpc.max-connection-age-grace", Duration.ofMinutes(1)),
            Map.entry("tradeline.grpc.max-connection-idle", Duration.ofMinutes(30)),
            Map.entry("tradeline.grpc.tls.reload", Duration.ofSeconds(10)),
            Map.entry("tradeline.auth.jwks-refresh", Duration.ofMinutes(5)),
            Map.entry("tradeline.callers.rate", 0),
            Map.entry("tradeline.callers.burst", 1000),
            Map.entry("tradeline.callers.calls", 500),
            Map.entry("tradeline.callers.streams", 100),
            Map.entry("tradeline.callers.remembered", 10_000),
            Map.entry("tradeline.ledger.lanes", 2),
            Map.entry("tradeline.ledger.queue-capacity", 5000),
            Map.entry("tradeline.ledger.batch-size", 256),
            Map.entry("tradeline.ledger.linger", Duration.ofMillis(1)),
            Map.entry("tradeline.accounts-in-memory", 150_000),
            Map.entry("tradeline.readers.threads", 4),
            Map.entry("tradeline.readers.queue-capacity", 1000),
            Map.entry("tradeline.retention-months", 0),
            Map.entry("tradeline.streams.authorize", 1000),
            Map.entry("tradeline.streams.orders-under-way", 256),
            Map.entry("tradeline.streams.watches", 500),
            Map.entry("tradeline.streams.subscriptions", 200),
            Map.entry("tradeline.feed.poll", Duration.ofMillis(50)),
            Map.entry("tradeline.feed.ring", 20_000),
            Map.entry("tradeline.feed.backfills", 2),
            Map.entry("tradeline.feed.backfill-rate", 25_000),
            Map.entry("tradeline.feed.heartbeat", Duration.ofSeconds(5)),
            Map.entry("tradeline.recount.interval", Duration.ofSeconds(1)),
            Map.entry("tradeline.recount.entries-per-second", 5_000),
            Map.entry("tradeline.recount.accounts-per-second", 2000),
            Map.entry("tradeline.recount.afresh", Duration.ofHours(24)),
            Map.entry("tradeline.drain", Duration.ofSeconds(30)));

    @TestFactory
    Stream<DynamicTest> countsHaveRanges() {
        return Stream.of(
                counts("tradeline.grpc.port", 0, 65_535),
                counts("tradeline.grpc.max-message", 65_536, 67_108_864),
                counts("tradeline.grpc.max-batch", 65_536, 67_108_864),
                counts("tradeline.grpc.max-metadata", 10_240, 1_048_576),
                counts("tradeline.grpc.calls-per-connection", 1, 100_000),
                counts("tradeline.grpc.max-connections", 1, 1_000_000),
                counts("tradeline.callers.rate", 0, 1_000_000),
                counts("tradeline.callers.burst", 1, 1_000_000),
                counts("tradeline.callers.calls", 1, 100_000),
                counts("tradeline.callers.streams", 1, 100_000),
                counts("tradeline.callers.remembered", 1, 1_000_000),
                counts("tradeline.ledger.lanes", 1, 64),
                counts("tradeline.ledger.queue-capacity", 1, 1_000_000),
                counts("tradeline.ledger.batch-size", 1, 10_000),
                counts("tradeline.accounts-in-memory", 0, 100_000_000),
                counts("tradeline.readers.threads", 1, 256),
                counts("tradeline.readers.queue-capacity", 1, 1_000_000),
                counts("tradeline.recount.entries-per-second", 100, 10_000_000),
                counts("tradeline.recount.accounts-per-second", 10, 1_000_000),
                counts("tradeline.streams.authorize", 0, 100_000),
                counts("tradeline.streams.orders-under-way", 1, 10_000),
                counts("tradeline.streams.watches", 0, 100_000),
                counts("tradeline.streams.subscriptions", 0, 10_000),
                counts("tradeline.feed.ring", 1_000, 1_000_000),
                counts("tradeline.feed.backfills", 1, 16),
                counts("tradeline.feed.backfill-rate", 100, 10_000_000),
                counts("tradeline.retention-months", 0, 1_200));
    }

    private static DynamicTest counts(String setting, int least, int most) {
        return DynamicTest.dynamicTest(setting, () -> {
            taken(setting, least);
            taken(setting, most);
            refused(setting, least - 1, setting + ": " + (least - 1) + " (expected: " + least + " to " + most + ")");
            refused(setting, most + 1, setting + ": " + (most + 1) + " (expected: " + least + " to " + most + ")");
        });
    }

    @TestFactory
    Stream<DynamicTest> timesHaveRanges() {
        return Stream.of(
                times("tradeline.redis.timeout", 1, 10_000),
                times("tradeline.grpc.max-connection-age", 0, 2_592_000_000L),
                times("tradeline.grpc.max-connection-age-grace", 0, 86_400_000),
                times("tradeline.grpc.max-connection-idle", 0, 2_592_000_000L),
                times("tradeline.grpc.tls.reload", 100, 86_400_000),
                times("tradeline.auth.jwks-refresh", 1_000, 86_400_000),
                times("tradeline.ledger.linger", 0, 100),
                times("tradeline.feed.poll", 5, 10_000),
                times("tradeline.feed.heartbeat", 100, 600_000),
                times("tradeline.recount.interval", 50, 60_000),
                times("tradeline.recount.afresh", 1_000, 31_622_400_000L),
                times("tradeline.drain", 0, 600_000));
    }

    private static DynamicTest times(String setting, long least, long most) {
        return DynamicTest.dynamicTest(setting, () -> {
            String range = " ms (expected: " + least + " to " + most + " ms)";
            taken(setting, Duration.ofMillis(least));
            taken(setting, Duration.ofMillis(most));
            refused(setting, Duration.ofMillis(least - 1), setting + ": " + (least - 1) + range);
            refused(setting, Duration.ofMillis(most + 1), setting + ": " + (most + 1) + range);
        });
    }

    @Test
    void redisIsNamedByItsUrlAndItsPasswordIsNotSaid() {
        taken("tradeline.redis.url", URI.create("rediss://user:secret@redis.example:6380"));
        refused(
                "tradeline.redis.url",
                URI.create("http://user:secret@redis.example"),
                "tradeline.redis.url: http://***@redis.example"
                        + " (expected: redis://host:port, or rediss://host:port for TLS)");
        refused(
                "tradeline.redis.url",
                URI.create("redis.example"),
                "tradeline.redis.url: redis.example (expected: redis://host:port, or rediss://host:port for TLS)");
    }

    @Test
    void whereTracesGoIsAnAddressAndItsSecretsAreNotSaid() {
        String expected = " (expected: http://host:port or https://host:port of a collector that takes OTLP over HTTP,"
                + " without user, query or fragment)";
        assertThatCode(() -> traces("http://collector:4318", 0, 100)).doesNotThrowAnyException();
        assertThatCode(() -> traces("https://collector.example/otlp/", 1, 1_000_000))
                .doesNotThrowAnyException();
        for (String[] wrong : new String[][] {
            {"collector:4318", "collector:4318"},
            {"grpc://collector:4317", "grpc://collector:4317"},
            {"http://", "http://"},
            {"http://user:secret@collector", "http://***@collector"},
            {"https://collector?key=secret", "https://collector?***"},
            {"http://collector/a b", "http://collector/a b"}
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> traces(wrong[0], 1, 100))
                    .withMessage("tradeline.tracing.endpoint: " + wrong[1] + expected);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traces("http://collector:4318", 1.5, 100))
                .withMessage("tradeline.tracing.ratio: 1.5 (expected: 0 to 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traces("http://collector:4318", Double.NaN, 100))
                .withMessage("tradeline.tracing.ratio: NaN (expected: 0 to 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> traces("http://collector:4318", 1, 99))
                .withMessage("tradeline.tracing.queue-capacity: 99 (expected: 100 to 1000000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TracingSettings.of(tracing("http://collector:4317", "grpc", 1, 100)))
                .withMessage("tradeline.tracing.protocol: grpc (expected: http/protobuf)");
    }

    private static @Nullable TracingSettings traces(String endpoint, double ratio, int queueCapacity) {
        return TracingSettings.of(tracing(endpoint, "http/protobuf", ratio, queueCapacity));
    }

    private static TradelineConfig.TracingConfig tracing(
            String endpoint, String protocol, double ratio, int queueCapacity) {
        return new TradelineConfig.TracingConfig() {
            @Override
            public Optional<String> endpoint() {
                return Optional.of(endpoint);
            }

            @Override
            public String protocol() {
                return protocol;
            }

            @Override
            public double ratio() {
                return ratio;
            }

            @Override
            public int queueCapacity() {
                return queueCapacity;
            }
        };
    }

    @Test
    void everyThreadNeedsAConnection() {
        Settings settings = settings(USUAL);
        assertThatCode(() -> settings.requireConnections(14)).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.requireConnections(13))
                .withMessage("quarkus.datasource.jdbc.max-size: 13 (expected: >= 14: tradeline.ledger.lanes 2"
                        + " + tradeline.readers.threads 4 + tradeline.feed.backfills 2 + 6 for everything else)");
    }

    private static void taken(String setting, Object value) {
        assertThatCode(() -> settings(changed(setting, value)))
                .as("%s: %s", setting, value)
                .doesNotThrowAnyException();
    }

    private static void refused(String setting, Object value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(changed(setting, value)))
                .withMessage(message);
    }

    private static Map<String, Object> changed(String setting, Object value) {
        Map<String, Object> values = new HashMap<>(USUAL);
        values.put(setting, value);
        return values;
    }

    private static Settings settings(Map<String, Object> values) {
        return new Settings(
                (URI) Objects.requireNonNull(values.get("tradeline.redis.url")),
                time(values, "tradeline.redis.timeout"),
                "127.0.0.1",
                count(values, "tradeline.grpc.port"),
                connections(values),
                access(values),
                new LedgerSettings(
                        count(values, "tradeline.ledger.lanes"),
                        count(values, "tradeline.ledger.queue-capacity"),
                        count(values, "tradeline.ledger.batch-size"),
                        time(values, "tradeline.ledger.linger")),
                count(values, "tradeline.accounts-in-memory"),
                count(values, "tradeline.readers.threads"),
                count(values, "tradeline.readers.queue-capacity"),
                count(values, "tradeline.retention-months"),
                new StreamSettings(
                        count(values, "tradeline.streams.authorize"),
                        count(values, "tradeline.streams.orders-under-way"),
                        count(values, "tradeline.streams.watches"),
                        count(values, "tradeline.streams.subscriptions"),
                        new FeedSettings(
                                time(values, "tradeline.feed.poll"),
                                count(values, "tradeline.feed.ring"),
                                count(values, "tradeline.feed.backfills"),
                                count(values, "tradeline.feed.backfill-rate"),
                                time(values, "tradeline.feed.heartbeat"))),
                null,
                new RecountSettings(
                        time(values, "tradeline.recount.interval"),
                        count(values, "tradeline.recount.entries-per-second"),
                        count(values, "tradeline.recount.accounts-per-second"),
                        time(values, "tradeline.recount.afresh")),
                time(values, "tradeline.drain"));
    }

    private static ConnectionSettings connections(Map<String, Object> values) {
        return new ConnectionSettings(
                new TlsSettings(
                        Path.of("tls.crt"), Path.of("tls.key"), null, true, time(values, "tradeline.grpc.tls.reload")),
                count(values, "tradeline.grpc.max-message"),
                count(values, "tradeline.grpc.max-batch"),
                count(values, "tradeline.grpc.max-metadata"),
                count(values, "tradeline.grpc.calls-per-connection"),
                count(values, "tradeline.grpc.max-connections"),
                time(values, "tradeline.grpc.max-connection-age"),
                time(values, "tradeline.grpc.max-connection-age-grace"),
                time(values, "tradeline.grpc.max-connection-idle"));
    }

    private static AccessSettings access(Map<String, Object> values) {
        return new AccessSettings(
                "jwks.json",
                false,
                time(values, "tradeline.auth.jwks-refresh"),
                "tradeline-local",
                count(values, "tradeline.callers.rate"),
                count(values, "tradeline.callers.burst"),
                count(values, "tradeline.callers.calls"),
                count(values, "tradeline.callers.streams"),
                count(values, "tradeline.callers.remembered"));
    }

    private static int count(Map<String, Object> values, String setting) {
        return (Integer) Objects.requireNonNull(values.get(setting));
    }

    private static Duration time(Map<String, Object> values, String setting) {
        return (Duration) Objects.requireNonNull(values.get(setting));
    }
}
