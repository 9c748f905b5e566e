package io.tradeline.decision.server;

import io.tradeline.decision.ledger.LedgerSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

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
 * @param drain how long calls may take to end when the service ends
 */
public record Settings(
        URI redisUrl,
        Duration redisTimeout,
        String grpcHost,
        int grpcPort,
        Path keySet,
        String issuer,
        LedgerSettings ledger,
        int accountsInMemory,
        int readers,
        int readersQueue,
        int retentionMonths,
        Duration drain) {}
