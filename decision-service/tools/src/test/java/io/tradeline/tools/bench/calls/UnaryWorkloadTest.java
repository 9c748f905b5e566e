package io.tradeline.tools.bench.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.tools.bench.load.Workload;
import io.tradeline.tools.bench.orders.BenchAccounts;
import io.tradeline.tools.bench.orders.BenchOrders;
import io.tradeline.tools.bench.orders.Choice;
import io.tradeline.tools.bench.orders.RequestBytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Over a connection: the server reads whole messages, and answers as its test says. */
@ParameterizedClass
@EnumSource(Client.class)
final class UnaryWorkloadTest {
    private static final MethodDescriptor<AuthorizeRequest, byte[]> SERVED =
            DecisionsGrpc.getAuthorizeMethod().toBuilder(
                            DecisionsGrpc.getAuthorizeMethod().getRequestMarshaller(), new BytesMarshaller())
                    .build();

    private final Queue<AuthorizeRequest> received = new ConcurrentLinkedQueue<>();
    private final BenchOrders orders = new BenchOrders(
            new BenchAccounts(10).ids(),
            Choice.of(Choice.Skew.UNIFORM, 10, 1),
            "run-",
            Clock.fixed(Instant.parse("2026-03-04T13:00:00Z"), ZoneOffset.UTC));

    private final Client client;

    private volatile byte[] answer = {};
    private volatile @Nullable RuntimeException refusal;
    private Server server;
    private Workload calls;

    UnaryWorkloadTest(Client client) {
        this.client = client;
    }

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder(DecisionsGrpc.SERVICE_NAME)
                        .addMethod(SERVED, ServerCalls.<AuthorizeRequest, byte[]>asyncUnaryCall((request, observer) -> {
                            received.add(request);
                            if (refusal != null) {
                                observer.onError(refusal);
                                return;
                            }
                            observer.onNext(answer);
                            observer.onCompleted();
                        }))
                        .build())
                .build()
                .start();
        calls = new UnaryWorkload<>(
                client,
                "127.0.0.1",
                server.getPort(),
                DecisionMethods.AUTHORIZE,
                new Metadata(),
                new RequestBytes(orders)::authorize,
                outcome -> outcome == Outcome.OUTCOME_APPROVED);
    }

    @AfterEach
    void stop() throws InterruptedException {
        calls.close();
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    @Test
    void theServerReadsTheRequestAndTheClientTheOutcome() throws IOException {
        answer = decided(Outcome.OUTCOME_APPROVED);

        assertThat(ending(7)).isEqualTo("approved");
        assertThat(received).containsExactly(AuthorizeRequest.parseFrom(new RequestBytes(orders).authorize(7)));
    }

    @Test
    void anotherOutcomeIsAnAnswerToo() {
        answer = decided(Outcome.OUTCOME_DECLINED);

        assertThat(ending(1)).isEqualTo("not approved");
    }

    @Test
    void anAnswerThatCantBeReadIsAFailure() {
        answer = new byte[] {1, 2, 3};

        assertThat(ending(1))
                .startsWith("io.grpc.StatusRuntimeException: CANCELLED: ")
                .contains("the answer can't be read: ");
    }

    @Test
    void theServersStatusArrives() {
        refusal = Status.RESOURCE_EXHAUSTED.withDescription("full").asRuntimeException();

        assertThat(ending(1)).isEqualTo("io.grpc.StatusRuntimeException: RESOURCE_EXHAUSTED: full");
    }

    private String ending(long sequence) {
        CompletableFuture<String> ending = new CompletableFuture<>();
        calls.call(sequence, new Workload.Done() {
            @Override
            public void answered(boolean approved) {
                ending.complete(approved ? "approved" : "not approved");
            }

            @Override
            public void failed(Throwable failure) {
                ending.complete(failure.getCause() == null ? failure.toString() : failure + ", " + failure.getCause());
            }
        });
        return ending.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static byte[] decided(Outcome outcome) {
        return AuthorizeResponse.newBuilder()
                .setDecision(Decision.newBuilder().setOutcome(outcome))
                .build()
                .toByteArray();
    }
}
