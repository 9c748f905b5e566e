package io.tradeline.decision.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go.
 *
 * @param endpoint base of a collector's address for OTLP over HTTP; traces go to v1/traces below it
 * @param ratio of the calls whose callers say nothing about their trace, 0 to 1
 * @param queueCapacity spans that may wait to be sent
 */
record TracingSettings(URI endpoint, double ratio, int queueCapacity) {

    private static final String PROTOCOL = "http/protobuf";

    TracingSettings {
        if (!List.of("http", "https").contains(String.valueOf(endpoint.getScheme()))
                || endpoint.getHost() == null
                || endpoint.getUserInfo() != null
                || endpoint.getQuery() != null
                || endpoint.getFragment() != null) {
            throw wrongEndpoint(endpoint.toString());
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            throw Settings.wrong("tradeline.tracing.ratio", ratio, "0 to 1");
        }
        Settings.within("tradeline.tracing.queue-capacity", queueCapacity, 100, 1_000_000);
    }

    /** @return null: without traces */
    static @Nullable TracingSettings of(TradelineConfig.TracingConfig tracing) {
        return tracing.endpoint()
                .map(endpoint -> {
                    if (!tracing.protocol().equals(PROTOCOL)) {
                        throw Settings.wrong("tradeline.tracing.protocol", tracing.protocol(), PROTOCOL);
                    }
                    return new TracingSettings(uri(endpoint), tracing.ratio(), tracing.queueCapacity());
                })
                .orElse(null);
    }

    private static URI uri(String endpoint) {
        try {
            return new URI(endpoint);
        } catch (URISyntaxException malformed) {
            throw wrongEndpoint(endpoint);
        }
    }

    /** What may be a password is not repeated. */
    private static IllegalArgumentException wrongEndpoint(String endpoint) {
        return Settings.wrong(
                "tradeline.tracing.endpoint",
                endpoint.replaceFirst("//[^/]*@", "//***@").replaceFirst("[?#].*", "?***"),
                "http://host:port or https://host:port of a collector that takes OTLP over HTTP, without user, query or fragment");
    }
}
