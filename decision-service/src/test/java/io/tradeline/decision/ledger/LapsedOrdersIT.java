package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.agroal.api.AgroalDataSource;
import io.tradeline.decision.audit.Audit;
import io.tradeline.decision.releases.CompiledOnce;
import io.tradeline.decision.server.Sample;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.decision.server.StepClock;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LapsedOrdersIT {

    private static final int HOUR = 3600;

    @Test
    void whatWasNotUsedInTimeLeavesTheBooks(@TempDir Path directory) throws Exception {
        StepClock clock = new StepClock(Sample.NOW);
        try (ServiceFixture fixture = ServiceFixture.start(directory);
                AgroalDataSource dataSource = fixture.dataSource()) {
            ServiceFixture.Instance service = fixture.instance(clock);
            service.accounts()
                    .upsert(UpsertRequest.newBuilder()
                            .addAccounts(Sample.account("head"))
                            .addAccounts(Sample.branch("a", "head").setPurchasing(Sample.managerAbove(1_000_00)))
                            .build());
            Decision untouched = decide(service, order("untouched", 100_00, HOUR));
            Decision partly = decide(service, order("partly", 200_00, HOUR));
            Decision released = decide(service, order("released", 400_00, HOUR));
            Decision later = decide(service, order("later", 800_00, 30 * 24 * HOUR));
            Decision waiting = decide(service, order("waiting", 1_500_00, HOUR));
            Decision simulated = decide(service, order("simulated", 30_00, HOUR).setClock(Sample.at(clock.instant())));
            assertThat(waiting.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVAL_REQUIRED);
            service.decisions()
                    .capture(CaptureRequest.newBuilder()
                            .setRequestId("capture")
                            .setAuthorizationId(partly.getAuthorizationId())
                            .setDocumentId("INV-1")
                            .setAmount(Sample.euro(50_00))
                            .build());
            service.decisions()
                    .release(ReleaseRequest.newBuilder()
                            .setRequestId("release")
                            .setAuthorizationId(released.getAuthorizationId())
                            .build());

            Instant afterwards = clock.instant().plus(java.time.Duration.ofHours(3));
            assertThat(find(dataSource, clock.instant(), 10)).isEmpty();
            assertThat(find(dataSource, afterwards, 10))
                    .containsExactlyInAnyOrder(untouched.getAuthorizationId(), partly.getAuthorizationId());
            assertThat(find(dataSource, afterwards, 1)).hasSize(1);

            clock.step(java.time.Duration.ofHours(3));

            awaitReserved(dataSource, "head", 800_00 + 30_00);
            assertThat(find(dataSource, afterwards, 10)).isEmpty();
            assertThat(state(dataSource, untouched)).isEqualTo(Authorization.State.STATE_LAPSED);
            assertThat(state(dataSource, partly)).isEqualTo(Authorization.State.STATE_CAPTURED);
            assertThat(state(dataSource, released)).isEqualTo(Authorization.State.STATE_RELEASED);
            assertThat(state(dataSource, later)).isEqualTo(Authorization.State.STATE_RESERVED);
            assertThat(state(dataSource, waiting)).isEqualTo(Authorization.State.STATE_PENDING_APPROVAL);
            assertThat(state(dataSource, simulated)).isEqualTo(Authorization.State.STATE_RESERVED);
            assertThat(new Audit(dataSource, CompiledOnce::compile)
                            .run(Long.MAX_VALUE)
                            .problems())
                    .isEmpty();
        }
    }

    private static Decision decide(ServiceFixture.Instance service, AuthorizeRequest.Builder request) {
        return service.decisions().authorize(request.build()).getDecision();
    }

    private static AuthorizeRequest.Builder order(String requestId, long minor, int seconds) {
        return AuthorizeRequest.newBuilder()
                .setRequestId(requestId)
                .setOrder(Sample.order("a", minor))
                .setReserveFor(Duration.newBuilder().setSeconds(seconds));
    }

    private static List<String> find(DataSource dataSource, Instant now, int most) throws Exception {
        List<String> found = new ArrayList<>();
        int count = new LapsedOrders(dataSource).find(now.toEpochMilli(), most, id -> found.add(id.toString()));
        assertThat(count).isEqualTo(found.size());
        return found;
    }

    private static void awaitReserved(DataSource dataSource, String accountId, long expected) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (reserved(dataSource, accountId) != expected && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        assertThat(reserved(dataSource, accountId)).isEqualTo(expected);
    }

    private static long reserved(DataSource dataSource, String accountId) throws Exception {
        try (var connection = dataSource.getConnection()) {
            return Objects.requireNonNull(PostgresLedger.readNodes(connection, List.of(accountId))
                            .get(accountId))
                    .reservedMinor();
        }
    }

    private static Authorization.State state(DataSource dataSource, Decision decision) throws Exception {
        UUID id = UUID.fromString(decision.getAuthorizationId());
        try (var connection = dataSource.getConnection()) {
            return Objects.requireNonNull(PostgresLedger.readAuthorizations(connection, List.of(id))
                            .get(id))
                    .state();
        }
    }
}
