package io.tradeline.decision.server;

import io.tradeline.decision.ledger.LedgerSettings;
import io.tradeline.decision.recount.RecountSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the service runs. Each has a property `tradeline.*` and an environment variable `TRADELINE_*`, see application.properties.
 *
 * @param redisUrl redis:// or rediss://
 * @param redisTimeout for connecting and for each round trip
 * @param grpcPort 0: any free one
 * @param accountsInMemory accounts whose facts are kept in memory, at most
 * @param readers threads for calls that read
 * @param readersQueue calls that may wait for these
 * @param retentionMonths whole months of decisions that are kept; 0: all
 * @param streams how many streams there may be, and how the feed is read
 * @param tracing where traces go; null: without
 * @param recount how the books are counted again
 * @param drain how long calls may take to end when the service ends
 */
public record Settings(
        URI redisUrl,
        Duration redisTimeout,
        String grpcHost,
        int grpcPort,
        ConnectionSettings connections,
        AccessSettings access,
        LedgerSettings ledger,
        int accountsInMemory,
        int readers,
        int readersQueue,
        int retentionMonths,
        StreamSettings streams,
        @Nullable TracingSettings tracing,
        RecountSettings recount,
        Duration drain) {

    /** Connections that the pool must have beside one for each lane, reader and backfill: for housekeeping, releases, health, the end of the feed and the recount. */
    static final int OTHER_CONNECTIONS = 6;

    /** @throws IllegalArgumentException when one is out of its range; the message names the setting, the value and the range */
    public Settings {
        if (!List.of("redis", "rediss").contains(String.valueOf(redisUrl.getScheme())) || redisUrl.getHost() == null) {
            throw wrong(
                    "tradeline.redis.url",
                    redisUrl.toString().replaceFirst("//[^@/]*@", "//***@"),
                    "redis://host:port, or rediss://host:port for TLS");
        }
        within("tradeline.redis.timeout", redisTimeout, Duration.ofMillis(1), Duration.ofSeconds(10));
        within("tradeline.grpc.port", grpcPort, 0, 65_535);
        within("tradeline.ledger.lanes", ledger.lanes(), 1, 64);
        within("tradeline.ledger.queue-capacity", ledger.queueCapacity(), 1, 1_000_000);
        within("tradeline.ledger.batch-size", ledger.batchSize(), 1, 10_000);
        within("tradeline.ledger.linger", ledger.linger(), Duration.ZERO, Duration.ofMillis(100));
        within("tradeline.accounts-in-memory", accountsInMemory, 0, 100_000_000);
        within("tradeline.readers.threads", readers, 1, 256);
        within("tradeline.readers.queue-capacity", readersQueue, 1, 1_000_000);
        within("tradeline.retention-months", retentionMonths, 0, 1_200);
        within("tradeline.recount.interval", recount.interval(), Duration.ofMillis(50), Duration.ofMinutes(1));
        within("tradeline.recount.entries-per-second", recount.entriesPerSecond(), 100, 10_000_000);
        within("tradeline.recount.accounts-per-second", recount.accountsPerSecond(), 10, 1_000_000);
        within("tradeline.recount.afresh", recount.afresh(), Duration.ofSeconds(1), Duration.ofDays(366));
        within("tradeline.drain", drain, Duration.ZERO, Duration.ofMinutes(10));
    }

    /**
     * Checks that every thread gets its connection.
     *
     * @param poolSize connections that the pool has at most
     * @throws IllegalArgumentException when they are too few
     */
    void requireConnections(int poolSize) {
        int backfills = streams.feed().backfills();
        int needed = ledger.lanes() + readers + backfills + OTHER_CONNECTIONS;
        if (poolSize < needed) {
            throw wrong(
                    "quarkus.datasource.jdbc.max-size",
                    poolSize,
                    ">= " + needed + ": tradeline.ledger.lanes " + ledger.lanes() + " + tradeline.readers.threads "
                            + readers + " + tradeline.feed.backfills " + backfills + " + " + OTHER_CONNECTIONS
                            + " for everything else");
        }
    }

    static void within(String setting, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(setting, value, least + " to " + most);
        }
    }

    static void within(String setting, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw wrong(setting, value.toMillis() + " ms", least.toMillis() + " to " + most.toMillis() + " ms");
        }
    }

    static IllegalArgumentException wrong(String setting, Object value, String expected) {
        return new IllegalArgumentException(setting + ": " + value + " (expected: " + expected + ")");
    }
}
