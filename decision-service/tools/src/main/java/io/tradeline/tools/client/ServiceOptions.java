package io.tradeline.tools.client;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.token.LocalTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that calls a decision service: where it is, and as whom. */
public final class ServiceOptions {
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            description = "The decision service (default: 127.0.0.1:7400, moved by --port-offset).")
    private @Nullable String target;

    @Option(names = "--port-offset", paramLabel = "N", description = "As given to start (default: 0).")
    private int portOffset;

    @Option(names = "--token", paramLabel = "JWT", description = "Bearer token (default: made with the local key).")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "File that holds the bearer token.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Directory with the local key, as given to start (default: .tradeline).")
    private @Nullable Path dataDir;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Speak TLS, and trust the authorities in this PEM file (default: no TLS).")
    private @Nullable Path tlsCa;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Certificate to show to the service: PEM, with --tls-key and --tls-ca.")
    private @Nullable Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Key of --tls-cert: PEM, PKCS #8.")
    private @Nullable Path tlsKey;

    /** Where the service is. */
    public Target target() {
        return target == null ? Target.local(portOffset) : Target.parse(target);
    }

    /** Whether the service is one of {@code start} on this machine. */
    public boolean isLocal() {
        return target == null;
    }

    /** As given to {@code start}. */
    public int portOffset() {
        return portOffset;
    }

    /** As given to {@code start}; null: the usual one. */
    public @Nullable Path dataDir() {
        return dataDir;
    }

    /**
     * A client for these options.
     *
     * @param scopes what the token must allow when it is made here
     */
    public ServiceClient connect(String... scopes) {
        return ServiceClient.of(target(), tls(), tokens(scopes));
    }

    private @Nullable ClientTls tls() {
        if ((tlsCertificate == null) != (tlsKey == null) || tlsCertificate != null && tlsCa == null) {
            throw CommandException.usage("--tls-cert, --tls-key: only together, and with --tls-ca");
        }
        return tlsCa == null ? null : new ClientTls(tlsCa, tlsCertificate, tlsKey);
    }

    private Supplier<String> tokens(String... scopes) {
        if (token != null && tokenFile != null) {
            throw CommandException.usage("--token, --token-file: both given (expected: one of them)");
        }
        if (token != null) {
            String given = token.strip();
            return () -> given;
        }
        if (tokenFile != null) {
            String read = read(tokenFile);
            return () -> read;
        }
        LocalTokens tokens = LocalTokens.open(dataDir);
        return new RenewedToken(Clock.systemUTC(), TOKEN_LIFE, life -> tokens.issue("tradeline-tools", life, scopes));
    }

    private static String read(Path file) {
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw CommandException.usage("--token-file: " + file + " is empty (expected: a token)");
            }
            return text;
        } catch (IOException unreadable) {
            throw CommandException.usage("--token-file: " + file + " can't be read: " + unreadable.getMessage());
        }
    }
}
