package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.tradeline.decision.audit.Audit;
import io.tradeline.decision.ledger.OrderWorkload.Trouble;
import io.tradeline.decision.releases.CompiledOnce;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.decision.server.StepClock;
import io.tradeline.decision.server.TestAccounts;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.ListRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.type.v1.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks of instances that are put forward and back by an hour: what happened when is only as true as they are, but no money is lost or reserved twice. */
class ClockStepIT {

    private static final int CLIENTS = 8;
    private static final int ORDERS = 40;
    private static final int STEPS = 24;
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    static Path directory;

    static ServiceFixture fixture;

    private final long seed = Long.getLong("tradeline.seed", System.nanoTime());

    @BeforeAll
    static void start() throws Exception {
        fixture = ServiceFixture.start(directory);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void noLimitIsOversoldAndNothingIsLostWhileClocksJump() throws Exception {
        List<StepClock> clocks = List.of(StepClock.now(), StepClock.now(), StepClock.now());
        List<ServiceFixture.Instance> instances = List.of(
                fixture.instance(clocks.get(0)), fixture.instance(clocks.get(1)), fixture.instance(clocks.get(2)));
        TestAccounts.store(
                instances.get(0),
                TestAccounts.active("jump", "", CreditMode.CREDIT_MODE_OWN)
                        .setCreditLimit(TestAccounts.limit(1_500_00, 1_500_00)),
                TestAccounts.active("jump-a", "jump", CreditMode.CREDIT_MODE_SHARED),
                TestAccounts.active("jump-b", "jump", CreditMode.CREDIT_MODE_SHARED));
        SplittableRandom random = new SplittableRandom(seed);
        OrderWorkload workload = new OrderWorkload(instances, List.of("jump-a", "jump-b"), seed);

        workload.run(CLIENTS, ORDERS, new Trouble(STEPS, () -> {
            StepClock clock = clocks.get(random.nextInt(clocks.size()));
            boolean ahead = clock.instant().isAfter(Instant.now().plusSeconds(60));
            boolean behind = clock.instant().isBefore(Instant.now().minusSeconds(600));
            // Never further off than an hour.
            clock.step(ahead || !behind && random.nextBoolean() ? HOUR.negated() : HOUR);
            return null;
        }));

        workload.check("jump");
        assertThat(workload.approvedCount()).as("seed " + seed).isPositive();
        try (AgroalDataSource dataSource = fixture.dataSource()) {
            assertThat(new Audit(dataSource, CompiledOnce::compile)
                            .run(Long.MAX_VALUE)
                            .problems())
                    .as("seed " + seed)
                    .isEmpty();
        }
    }

    @Test
    void aClockThatWasAheadDoesNotKeepReservationsInTheBooks() throws Exception {
        StepClock clock = StepClock.now();
        ServiceFixture.Instance instance = fixture.instance(clock);
        TestAccounts.store(
                instance,
                TestAccounts.active("ahead", "", CreditMode.CREDIT_MODE_OWN)
                        .setCreditLimit(TestAccounts.limit(1_000_00, 1_000_00)));
        reserve(instance, "ahead-1");
        clock.step(HOUR.multipliedBy(5));
        // By the wrong clock it has lapsed. Nothing is left to lapse, so that nobody looks again soon.
        awaitNothingReserved("ahead");
        clock.step(HOUR.multipliedBy(-5));

        reserve(instance, "ahead-2");
        assertThat(reserved("ahead")).isEqualTo(200_00);
        clock.step(HOUR.multipliedBy(3));

        awaitNothingReserved("ahead");
    }

    @Test
    void aTokenHoldsByTheClockOfTheMomentHoweverLongItIsRemembered() throws Exception {
        StepClock clock = StepClock.now();
        ServiceFixture.Instance instance = fixture.instance(clock);
        String token = fixture.token("read", claims -> claims.setExpirationTimeMinutesInTheFuture(30));

        assertThat(list(instance.channel(), token)).isEqualTo(Status.Code.OK);
        clock.step(HOUR);
        assertThat(list(instance.channel(), token)).isEqualTo(Status.Code.UNAUTHENTICATED);
        clock.step(HOUR.negated());
        assertThat(list(instance.channel(), token)).isEqualTo(Status.Code.OK);
        clock.step(HOUR.negated());
        assertThat(list(instance.channel(), token)).isEqualTo(Status.Code.OK);
    }

    /** An order that reserves credit for an hour, rounded up to a full one. */
    private static void reserve(ServiceFixture.Instance instance, String id) {
        Decision decision = instance.decisions()
                .authorize(AuthorizeRequest.newBuilder()
                        .setRequestId(id)
                        .setOrder(Order.newBuilder()
                                .setOrderId(id)
                                .setAccountId("ahead")
                                .setBuyerId("bob")
                                .setShipToId("dock")
                                .setAmount(Money.newBuilder()
                                        .setCurrencyCode("EUR")
                                        .setAmountMinor(200_00)))
                        .setReserveFor(com.google.protobuf.Duration.newBuilder().setSeconds(HOUR.toSeconds()))
                        .build())
                .getDecision();
        assertThat(decision.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
    }

    private static void awaitNothingReserved(String accountId) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (reserved(accountId) != 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        assertThat(reserved(accountId)).isZero();
    }

    private static long reserved(String accountId) throws Exception {
        try (AgroalDataSource dataSource = fixture.dataSource();
                var connection = dataSource.getConnection()) {
            return Objects.requireNonNull(PostgresLedger.readNodes(connection, List.of(accountId))
                            .get(accountId))
                    .reservedMinor();
        }
    }

    private static Status.Code list(ManagedChannel channel, String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        try {
            DecisionsGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .list(ListRequest.getDefaultInstance());
            return Status.Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }
}
