package io.tradeline.tools.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslProvider;
import io.tradeline.proto.decision.v1.GetRequest;
import io.tradeline.tools.CommandException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands' connection to a port that speaks TLS and asks for a certificate. One certificate serves both sides. */
class ClientTlsTest {

    private static final char[] PASSWORD = "only-for-tests".toCharArray();

    @TempDir
    static Path directory;

    private static Path certificate;
    private static Path key;
    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        Path store = directory.resolve("service.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "service",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=service",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        certificate =
                pem("service.crt", "CERTIFICATE", keys.getCertificate("service").getEncoded());
        key = pem("service.key", "PRIVATE KEY", keys.getKey("service", PASSWORD).getEncoded());
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .sslContext(GrpcSslContexts.configure(
                                io.netty.handler.ssl.SslContextBuilder.forServer(certificate.toFile(), key.toFile()),
                                SslProvider.JDK)
                        .trustManager(certificate.toFile())
                        .clientAuth(ClientAuth.REQUIRE)
                        .build())
                .build()
                .start();
    }

    @AfterAll
    static void stop() {
        server.shutdownNow();
    }

    /** This server has no service behind its door: who hears of that has come in. */
    @Test
    void comesInWithTheCertificatesThatAreAskedFor() {
        assertThat(call(new ClientTls(certificate, certificate, key))).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(call(new ClientTls(certificate, null, null))).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(call(null)).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void saysWhichFileIsOfNoUse() throws Exception {
        Path missing = directory.resolve("missing.crt");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> call(new ClientTls(missing, null, null)))
                .withMessageContaining("--tls-ca: " + missing);
        Path broken = Files.writeString(directory.resolve("broken.crt"), "no certificate");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> call(new ClientTls(broken, null, null)))
                .withMessageContaining("expected: PEM files");
    }

    private static Status.Code call(@Nullable ClientTls tls) {
        try (ServiceClient client = ServiceClient.of(new Target("127.0.0.1", server.getPort()), tls, () -> "token")) {
            return Objects.requireNonNull(catchThrowableOfType(
                            StatusRuntimeException.class,
                            () -> client.decisionsBlocking()
                                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                                    .get(GetRequest.getDefaultInstance())))
                    .getStatus()
                    .getCode();
        }
    }

    private static Path pem(String name, String kind, byte[] der) throws java.io.IOException {
        return Files.writeString(
                directory.resolve(name),
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind
                        + "-----\n");
    }
}
