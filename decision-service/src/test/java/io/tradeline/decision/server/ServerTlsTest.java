package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tradeline.decision.server.TestCertificates.Identity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The port with TLS: who gets in, and what becomes of it when files change. */
@Timeout(60)
class ServerTlsTest {

    @TempDir
    static Path shared;

    private static Identity first;
    private static Identity second;
    private static Identity client;
    private static Identity stranger;

    @TempDir
    Path directory;

    private final TlsMeters meters = new TlsMeters();
    private Identity files;

    @BeforeAll
    static void make() throws Exception {
        first = TestCertificates.make(shared, "first");
        second = TestCertificates.make(shared, "second");
        client = TestCertificates.make(shared, "client");
        stranger = TestCertificates.make(shared, "stranger");
    }

    @BeforeEach
    void place() throws IOException {
        files = new Identity(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        first.replace(files);
    }

    @Test
    void onlyTlsOfTodayIsSpoken() {
        try (Running running = start(null, true)) {
            assertThat(running.tls.context().newEngine(ByteBufAllocator.DEFAULT).getEnabledProtocols())
                    .containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
            assertThat(running.call(first, null)).isEqualTo(Status.Code.OK);
            assertThat(running.call(second, null)).as("another issuer").isEqualTo(Status.Code.UNAVAILABLE);
            ManagedChannel plain = NettyChannelBuilder.forAddress("127.0.0.1", running.server.getPort())
                    .usePlaintext()
                    .build();
            assertThat(check(plain)).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(meters.expiresAt()).isAfter(java.time.Instant.now().plus(Duration.ofDays(20)));
        }
    }

    @Test
    void newFilesAreTakenUpAndBrokenOnesAreNot() throws IOException {
        try (Running running = start(null, true)) {
            second.replace(files);
            await(() -> meters.loads() == 2);
            assertThat(running.call(second, null)).isEqualTo(Status.Code.OK);
            assertThat(running.call(first, null)).isEqualTo(Status.Code.UNAVAILABLE);

            Files.copy(first.key(), files.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            await(() -> meters.loadFailures() > 0);
            assertThat(running.call(second, null)).as("the key is another's").isEqualTo(Status.Code.OK);
            long failures = meters.loadFailures();
            Files.writeString(files.certificate(), "no certificate");
            await(() -> meters.loadFailures() > failures + 1);
            assertThat(running.call(second, null)).isEqualTo(Status.Code.OK);

            first.replace(files);
            await(() -> meters.loads() == 3);
            assertThat(running.call(first, null)).isEqualTo(Status.Code.OK);
        }
    }

    @Test
    void aClientNeedsACertificateWhereThatIsRequired() throws IOException {
        Path ca = Files.copy(client.certificate(), directory.resolve("clients.crt"));
        try (Running running = start(ca, true)) {
            assertThat(running.call(first, client)).isEqualTo(Status.Code.OK);
            assertThat(running.call(first, null)).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(running.call(first, stranger)).isEqualTo(Status.Code.UNAVAILABLE);

            Files.copy(stranger.certificate(), ca, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            await(() -> meters.loads() == 2);

            assertThat(running.call(first, stranger)).isEqualTo(Status.Code.OK);
            assertThat(running.call(first, client)).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void aClientMayShowACertificateWhereItIsAskedFor() {
        try (Running running = start(client.certificate(), false)) {
            assertThat(running.call(first, null)).isEqualTo(Status.Code.OK);
            assertThat(running.call(first, client)).isEqualTo(Status.Code.OK);
        }
    }

    @Test
    void theFirstFilesMustBeGood() throws IOException {
        Files.copy(second.key(), files.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(null, true))
                .withMessageStartingWith("tradeline.grpc.tls: " + files.key() + " is not the key of");
        Files.delete(files.key());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(null, true))
                .withMessageContaining(files.key().toString());
    }

    private record Running(ServerTls tls, Server server) implements AutoCloseable {

        Status.Code call(Identity trusted, @Nullable Identity own) {
            try {
                SslContextBuilder context = SslContextBuilder.forClient()
                        .trustManager(trusted.certificate().toFile());
                if (own != null) {
                    context.keyManager(own.certificate().toFile(), own.key().toFile());
                }
                return check(NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                        .sslContext(GrpcSslContexts.configure(context, SslProvider.JDK)
                                .build())
                        .build());
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public void close() {
            server.shutdownNow();
            tls.close();
        }
    }

    private Running start(@Nullable Path clientCa, boolean required) {
        ServerTls tls = new ServerTls(
                new TlsSettings(files.certificate(), files.key(), clientCa, required, Duration.ofMillis(100)), meters);
        HealthStatusManager health = new HealthStatusManager();
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .directExecutor()
                .addService(health.getHealthService());
        ConnectionLimits.apply(ServiceFixture.connections(null), tls, builder);
        try {
            return new Running(tls, builder.build().start());
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Status.Code check(ManagedChannel channel) {
        try {
            HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance());
            return Status.Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    private static void await(BooleanSupplier condition) {
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            try {
                assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stopped);
            }
        }
    }
}
