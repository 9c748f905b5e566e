package io.tradeline.tools.client;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tradeline.tools.CommandException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How a client speaks TLS.
 *
 * @param ca PEM file with the authorities that it trusts
 * @param certificate PEM file with the certificate that it shows; null: none
 * @param key PEM file with that one's key, PKCS #8; null with the certificate
 */
public record ClientTls(
        Path ca, @Nullable Path certificate, @Nullable Path key) {

    SslContext context() {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient().trustManager(readable("--tls-ca", ca));
            if (certificate != null && key != null) {
                builder.keyManager(readable("--tls-cert", certificate), readable("--tls-key", key));
            }
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (SSLException | IllegalArgumentException unusable) {
            throw CommandException.usage("--tls-ca, --tls-cert, --tls-key: " + unusable.getMessage()
                    + " (expected: PEM files, the key in PKCS #8)");
        }
    }

    private static File readable(String option, Path file) {
        if (!Files.isReadable(file)) {
            throw CommandException.usage(option + ": " + file + " (expected: a readable file)");
        }
        return file.toFile();
    }
}
