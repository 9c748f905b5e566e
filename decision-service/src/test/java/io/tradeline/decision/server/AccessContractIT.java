package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.authorize;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.authorize.LapseReservation;
import io.tradeline.decision.rpc.Reply;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.feed.v1.FeedGrpc;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tokens allow beside methods and accounts, which AccessWalkIT goes through; clocks and deadlines. */
@ExtendWith(SharedService.class)
class AccessContractIT {

    private static final List<ServiceDescriptor> SERVICES = List.of(
            DecisionsGrpc.getServiceDescriptor(),
            ExposuresGrpc.getServiceDescriptor(),
            AccountsGrpc.getServiceDescriptor(),
            FeedGrpc.getServiceDescriptor(),
            ReleasesGrpc.getServiceDescriptor());

    private final ServiceFixture fixture = SharedService.fixture();
    private final ServiceFixture.Instance service = SharedService.service();

    @Test
    void looksAreOpenToReadersAndDeedsAreNot() {
        Refusal denied = Refusal.of(() -> service.decisions("read")
                .authorize(authorize("a-read-1", order("nobody", 1)).build()));

        denied.is(Code.PERMISSION_DENIED, "PERMISSION_DENIED");
        assertThat(denied.message()).isEqualTo("tradeline.decision.v1.Decisions/Authorize needs the scope decide");
    }

    @Test
    void anotherClockThanTheServicesNeedsItsScope() {
        store(account("a-clock"));

        Refusal.of(() -> service.decisions("decide")
                        .authorize(
                                authorize("a-clock-1", order("a-clock", 1_00)).build()))
                .is(Code.PERMISSION_DENIED, "PERMISSION_DENIED");
        Refusal.of(() -> ExposuresGrpc.newBlockingStub(service.channel())
                        .withInterceptors(fixture.bearer("read"))
                        .get(GetExposureRequest.newBuilder()
                                .setAccountId("a-clock")
                                .setClock(CLOCK)
                                .build()))
                .is(Code.PERMISSION_DENIED, "PERMISSION_DENIED");
        assertThat(service.decisions("decide")
                        .authorize(authorize("a-clock-1", order("a-clock", 1_00))
                                .clearClock()
                                .build())
                        .getDecision()
                        .getRequestId())
                .isEqualTo("a-clock-1");
    }

    @Test
    void aDeadlineThatHasPassedHasNoEffect() {
        store(account("a-late"));

        assertThat(Status.fromThrowable(org.assertj.core.api.Assertions.catchThrowableOfType(
                                StatusRuntimeException.class,
                                () -> service.decisions()
                                        .withDeadlineAfter(-1, TimeUnit.SECONDS)
                                        .authorize(authorize("a-late-1", order("a-late", 1_00))
                                                .build())))
                        .getCode())
                .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        Decision decision = Sample.approved("a-late-1", order("a-late", 2_00));
        assertThat(decision.getLogSequence())
                .as("the first one, although the id is the same")
                .isEqualTo(1);
    }

    /** A caller who stopped waiting while the command waited for its lane. */
    @Test
    void aCommandThatNobodyWaitsForIsNotBegun() throws Exception {
        store(account("a-gone"));
        Decision decision = Sample.approved("a-gone-1", order("a-gone", 1_00));
        long later = Sample.NOW.plus(Duration.ofDays(60)).toEpochMilli();

        Refusal refused = Refusal.of(() -> throwing(lapse(decision, later, true)));

        refused.is(Code.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED");
        assertThat(Sample.figures("a-gone")).isEqualTo("100/0/0/0");
        assertThat(lapse(decision, later, false).get(30, TimeUnit.SECONDS))
                .isInstanceOf(com.google.protobuf.Message.class);
        assertThat(Sample.figures("a-gone")).isEqualTo("0/0/0/0");
    }

    @Test
    void reflectionListsOurServicesToThoseWeKnow() {
        MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> reflection =
                ServerReflectionGrpc.getServerReflectionInfoMethod();
        ServerReflectionRequest list =
                ServerReflectionRequest.newBuilder().setListServices("").build();
        Refusal.of(() -> ClientCalls.blockingServerStreamingCall(
                                service.channel(), reflection, CallOptions.DEFAULT, list)
                        .hasNext())
                .is(Code.UNAUTHENTICATED, "UNAUTHENTICATED");

        ServerReflectionResponse answer = ClientCalls.blockingServerStreamingCall(
                        ClientInterceptors.intercept(service.channel(), fixture.bearer("read")),
                        reflection,
                        CallOptions.DEFAULT,
                        list)
                .next();

        assertThat(answer.getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .containsAll(SERVICES.stream().map(ServiceDescriptor::getName).toList());
    }

    @Test
    void healthIsForEveryone() {
        assertThat(HealthGrpc.newBlockingStub(service.channel())
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    }

    private static void throwing(CompletableFuture<Object> answer) throws Exception {
        if (answer.get(30, TimeUnit.SECONDS) instanceof StatusRuntimeException refused) {
            throw refused;
        }
    }

    private CompletableFuture<Object> lapse(Decision decision, long clockMilli, boolean gone) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        service.server()
                .ledger()
                .submit(
                        new LapseReservation(UUID.fromString(decision.getAuthorizationId()), clockMilli),
                        AccountReach.EVERYTHING,
                        new Reply() {
                            @Override
                            public void answer(com.google.protobuf.Message response) {
                                answer.complete(response);
                            }

                            @Override
                            public void refuse(StatusRuntimeException refusal) {
                                answer.complete(refusal);
                            }

                            @Override
                            public boolean isGone() {
                                return gone;
                            }
                        });
        return answer;
    }
}
