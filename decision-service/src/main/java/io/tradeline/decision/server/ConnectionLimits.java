package io.tradeline.decision.server;

import io.grpc.netty.NettyServerBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a connection may take, as the gRPC server is told. */
final class ConnectionLimits {

    private static final int MOST_RESETS = 5_000;
    private static final int RESETS_SECONDS = 10;

    private ConnectionLimits() {}

    static void apply(ConnectionSettings limits, @Nullable ServerTls tls, NettyServerBuilder builder) {
        builder.maxInboundMetadataSize(limits.maxMetadata())
                .maxConcurrentCallsPerConnection(limits.callsPerConnection())
                .handshakeTimeout(20, TimeUnit.SECONDS)
                // A client that is gone without a word is found out; calls are begun and cancelled in bounds.
                .keepAliveTime(2, TimeUnit.MINUTES)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .maxRstFramesPerWindow(MOST_RESETS, RESETS_SECONDS);
        if (isBounded(limits.maxAge())) {
            builder.maxConnectionAge(limits.maxAge().toMillis(), TimeUnit.MILLISECONDS)
                    .maxConnectionAgeGrace(limits.maxAgeGrace().toMillis(), TimeUnit.MILLISECONDS);
        }
        if (isBounded(limits.maxIdle())) {
            builder.maxConnectionIdle(limits.maxIdle().toMillis(), TimeUnit.MILLISECONDS);
        }
        if (tls != null) {
            builder.sslContext(tls.context());
        }
    }

    private static boolean isBounded(Duration most) {
        return !most.isZero();
    }
}
