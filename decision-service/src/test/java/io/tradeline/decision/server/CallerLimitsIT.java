package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import io.tradeline.proto.releases.v1.StatusRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A service that gives each caller little, behind TLS. */
@ExtendWith(SharedService.class)
class CallerLimitsIT {

    private static final int BURST = 5;

    @TempDir
    static Path directory;

    private static ServiceFixture.Instance service;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() throws Exception {
        TestCertificates.Identity identity = TestCertificates.make(directory, "service");
        ServiceFixture fixture = SharedService.fixture();
        service = fixture.instance(
                ServiceFixture.connections(
                        new TlsSettings(identity.certificate(), identity.key(), null, true, Duration.ofSeconds(10))),
                new AccessSettings(
                        fixture.access(0, 1, 1).jwks(),
                        false,
                        Duration.ofMinutes(5),
                        "tradeline-local",
                        1,
                        BURST,
                        100,
                        2,
                        100));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", service.server().port())
                .sslContext(GrpcSslContexts.configure(
                                SslContextBuilder.forClient()
                                        .trustManager(identity.certificate().toFile()),
                                SslProvider.JDK)
                        .build())
                .build();
    }

    @AfterAll
    static void end() {
        channel.shutdownNow();
        service.close();
    }

    @Test
    void aCallerBeyondItsRateIsToldWhenToComeAgain() {
        ReleasesGrpc.ReleasesBlockingStub eager = ReleasesGrpc.newBlockingStub(as("eager"));
        long before = service.server().accessMeters().tooOftenCalls();
        List<Refusal> refusals = new ArrayList<>();
        int passed = 0;
        for (int i = 0; i < 4 * BURST; i++) {
            try {
                eager.status(StatusRequest.getDefaultInstance());
                passed++;
            } catch (io.grpc.StatusRuntimeException refused) {
                refusals.add(Refusal.of(Objects.requireNonNull(io.grpc.protobuf.StatusProto.fromThrowable(refused))));
            }
        }

        assertThat(passed).isGreaterThanOrEqualTo(BURST);
        assertThat(refusals).isNotEmpty().allSatisfy(refusal -> {
            refusal.is(Code.RESOURCE_EXHAUSTED, "RATE_LIMITED");
            assertThat(refusal.retry()).isTrue();
            assertThat(refusal.message()).doesNotContain("eager");
        });
        assertThat(service.server().accessMeters().tooOftenCalls() - before).isEqualTo(refusals.size());
        assertThat(ReleasesGrpc.newBlockingStub(as("patient"))
                        .status(StatusRequest.getDefaultInstance())
                        .hasStatus())
                .as("another caller")
                .isTrue();
    }

    @Test
    void healthIsAskedForAsOftenAsOneLikes() {
        for (int i = 0; i < 10 * BURST; i++) {
            assertThat(HealthGrpc.newBlockingStub(channel)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus())
                    .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        }
    }

    /** Reflection is a stream, and like any call: it counts, and what ends is given back. */
    @Test
    void aCallerHasSoManyStreamsUnderWay() throws Exception {
        ServerReflectionGrpc.ServerReflectionStub stub = ServerReflectionGrpc.newStub(as("streams"));
        Stream first = new Stream(stub);
        Stream second = new Stream(stub);
        first.ask();
        second.ask();

        Stream third = new Stream(stub);
        Refusal.of(() -> {
                    try {
                        third.end.get(20, TimeUnit.SECONDS);
                    } catch (java.util.concurrent.ExecutionException refused) {
                        throw refused.getCause();
                    }
                })
                .is(Code.RESOURCE_EXHAUSTED, "OVERLOADED");
        assertThat(service.server().accessMeters().tooManyStreams()).isEqualTo(1);

        first.requests.onCompleted();
        first.end.get(20, TimeUnit.SECONDS);
        Stream fourth = new Stream(stub);
        fourth.ask();
        fourth.requests.onCompleted();
        second.requests.onCompleted();
        assertThat(fourth.end.get(20, TimeUnit.SECONDS)).isEqualTo("ended");
    }

    private static final class Stream implements StreamObserver<ServerReflectionResponse> {
        final CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        final CompletableFuture<String> end = new CompletableFuture<>();
        final StreamObserver<ServerReflectionRequest> requests;

        Stream(ServerReflectionGrpc.ServerReflectionStub stub) {
            requests = stub.serverReflectionInfo(this);
        }

        void ask() throws Exception {
            requests.onNext(
                    ServerReflectionRequest.newBuilder().setListServices("").build());
            assertThat(answer.get(20, TimeUnit.SECONDS)
                            .getListServicesResponse()
                            .getServiceCount())
                    .isPositive();
        }

        @Override
        public void onNext(ServerReflectionResponse response) {
            answer.complete(response);
        }

        @Override
        public void onError(Throwable refused) {
            end.completeExceptionally(refused);
        }

        @Override
        public void onCompleted() {
            end.complete("ended");
        }
    }

    private static Channel as(String subject) {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + SharedService.fixture().token("read", claims -> claims.setSubject(subject)));
        return io.grpc.ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
