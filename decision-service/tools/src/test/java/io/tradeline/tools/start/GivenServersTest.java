package io.tradeline.tools.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tradeline.embedded.LocalPorts;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenServersTest {
    private static final String PASSWORD = "for this test";

    @TempDir
    private Path temp;

    @Test
    void nothingNamedIsNothingGiven() {
        assertThat(GivenServers.database(Map.of())).isEmpty();
        assertThat(GivenServers.redis(Map.of("TRADELINE_REDIS_URL", " "))).isEmpty();
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNamedWithoutThePassword() {
        String url = "jdbc:postgresql://127.0.0.1:" + LocalPorts.findFree() + "/db";
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> GivenServers.database(Map.of(
                        "TRADELINE_DATABASE_URL", url,
                        "TRADELINE_DATABASE_USER", "u",
                        "TRADELINE_DATABASE_PASSWORD", "hidden")))
                .withMessageContaining("TRADELINE_DATABASE_URL")
                .withMessageContaining(url + " as u")
                .withMessageNotContaining("hidden")
                .satisfies(thrown -> assertThat(thrown.exitCode()).isEqualTo(ExitCodes.ENVIRONMENT));
    }

    @Test
    void anotherKindOfDatabaseIsRefused() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> GivenServers.database(Map.of("TRADELINE_DATABASE_URL", "jdbc:mysql://h/db")))
                .withMessage("TRADELINE_DATABASE_URL: jdbc:mysql://h/db"
                        + " (expected: jdbc:postgresql://host:port/database)");
    }

    @Test
    void aRedisThatDoesNotAnswerIsNamedWithoutThePassword() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> GivenServers.redis(
                        Map.of("TRADELINE_REDIS_URL", "redis://:hidden@127.0.0.1:" + LocalPorts.findFree())))
                .withMessageContaining("TRADELINE_REDIS_URL: redis://***@127.0.0.1:")
                .withMessageNotContaining("hidden");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> GivenServers.redis(Map.of("TRADELINE_REDIS_URL", "localhost:6379")))
                .withMessageContaining("expected: redis://host:port");
    }

    @Test
    void aRedisBehindTlsIsAskedThroughTls() throws Exception {
        KeyStore keys = serverKeys();
        try (ServerSocket server =
                        context(keys).getServerSocketFactory().createServerSocket(0, 1, LocalPorts.loopback());
                Answering redis = new Answering(server, "-NOAUTH Authentication required.\r\n")) {
            String url = "rediss://:hidden@127.0.0.1:" + server.getLocalPort();

            assertThat(GivenServers.redis(
                            Map.of("TRADELINE_REDIS_URL", url), context(keys).getSocketFactory()))
                    .contains(url);
            assertThat(redis.heard()).isEqualTo("PING");
        }
    }

    @Test
    void aServerWithoutTlsIsNoRedisBehindTls() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, LocalPorts.loopback());
                Answering redis = new Answering(server, "-ERR unknown command\r\n")) {
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(() -> GivenServers.redis(
                            Map.of("TRADELINE_REDIS_URL", "rediss://127.0.0.1:" + server.getLocalPort())))
                    .withMessageContaining("TRADELINE_REDIS_URL: rediss://127.0.0.1:")
                    .withMessageContaining("SSL");
            assertThat(redis.heard()).doesNotContain("PING");
        }
    }

    /** A server that hears a line of one caller and answers it. */
    private static final class Answering implements AutoCloseable {
        private final CompletableFuture<String> line;

        Answering(ServerSocket server, String answer) {
            line = CompletableFuture.supplyAsync(() -> {
                try (Socket caller = server.accept();
                        BufferedReader in = new BufferedReader(
                                new InputStreamReader(caller.getInputStream(), StandardCharsets.ISO_8859_1))) {
                    String heard = String.valueOf(in.readLine());
                    caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    return heard;
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }

        String heard() throws Exception {
            return line.get(10, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            line.cancel(true);
        }
    }

    private KeyStore serverKeys() throws Exception {
        Path file = temp.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    /** With the keys for a server, and trusting them. */
    private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted(keys));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore trusted(KeyStore keys) throws GeneralSecurityException {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("redis", keys.getCertificate("redis"));
            return trusted;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
