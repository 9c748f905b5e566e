package io.tradeline.decision.server;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the port.
 *
 * @param certificate PEM, the service's own first
 * @param key PEM, PKCS #8
 * @param clientCa PEM; null: clients are not asked for a certificate
 * @param clientRequired whether a client without one is turned away
 * @param reload how often the files are looked at
 */
record TlsSettings(Path certificate, Path key, @Nullable Path clientCa, boolean clientRequired, Duration reload) {

    TlsSettings {
        Settings.within("tradeline.grpc.tls.reload", reload, Duration.ofMillis(100), Duration.ofDays(1));
    }

    /** @return null: without TLS */
    static @Nullable TlsSettings of(TradelineConfig.Tls tls) {
        if (tls.certificate().isEmpty() && tls.key().isEmpty() && tls.clientCa().isEmpty()) {
            return null;
        }
        if (tls.certificate().isEmpty() || tls.key().isEmpty()) {
            throw Settings.wrong(
                    tls.certificate().isEmpty() ? "tradeline.grpc.tls.certificate" : "tradeline.grpc.tls.key",
                    "not set",
                    "a file, beside the other settings of tradeline.grpc.tls");
        }
        return new TlsSettings(
                tls.certificate().get(),
                tls.key().get(),
                tls.clientCa().orElse(null),
                tls.clientRequired(),
                tls.reload());
    }
}
