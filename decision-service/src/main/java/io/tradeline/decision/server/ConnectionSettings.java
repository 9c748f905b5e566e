package io.tradeline.decision.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a connection may take.
 *
 * @param tls null: without
 * @param maxMessage bytes of a request about one thing
 * @param maxBatch bytes of a request that is a list
 * @param maxMetadata bytes of a call's metadata
 * @param callsPerConnection under way at the same time
 * @param maxConnections that are served at the same time
 * @param maxAge of a connection; zero: any
 * @param maxAgeGrace for calls on a connection that has come of age
 * @param maxIdle of a connection without calls; zero: any
 */
record ConnectionSettings(
        @Nullable TlsSettings tls,
        int maxMessage,
        int maxBatch,
        int maxMetadata,
        int callsPerConnection,
        int maxConnections,
        Duration maxAge,
        Duration maxAgeGrace,
        Duration maxIdle) {

    private static final int MIB = 1024 * 1024;

    ConnectionSettings {
        Settings.within("tradeline.grpc.max-message", maxMessage, 64 * 1024, 64 * MIB);
        Settings.within("tradeline.grpc.max-batch", maxBatch, 64 * 1024, 64 * MIB);
        Settings.within("tradeline.grpc.max-metadata", maxMetadata, 10 * 1024, MIB);
        Settings.within("tradeline.grpc.calls-per-connection", callsPerConnection, 1, 100_000);
        Settings.within("tradeline.grpc.max-connections", maxConnections, 1, 1_000_000);
        Settings.within("tradeline.grpc.max-connection-age", maxAge, Duration.ZERO, Duration.ofDays(30));
        Settings.within("tradeline.grpc.max-connection-age-grace", maxAgeGrace, Duration.ZERO, Duration.ofDays(1));
        Settings.within("tradeline.grpc.max-connection-idle", maxIdle, Duration.ZERO, Duration.ofDays(30));
    }
}
