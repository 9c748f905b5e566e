package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.tradeline.decision.audit.Audit;
import io.tradeline.decision.releases.CompiledOnce;
import io.tradeline.decision.server.Sample;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.decision.server.TestAccounts;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers see, and what happens, while another session holds an account's row: deadlines, full queues, and those who wait for other accounts. */
class HeldRowsIT {

    private static final int QUEUE = 40;
    private static final int BATCH = 8;
    private static final long SHORT_MILLI = 300;

    @TempDir
    static Path directory;

    static ServiceFixture fixture;
    static ServiceFixture.Instance service;

    private int sent;

    @BeforeAll
    static void start() throws Exception {
        fixture = ServiceFixture.start(directory);
        service = fixture.instance(new LedgerSettings(1, QUEUE, BATCH, Duration.ZERO));
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void anOrderWhoseDeadlinePassesInTheQueueHasNoEffect() throws Exception {
        account("queued");
        AuthorizeRequest late = order("queued");
        ListenableFuture<AuthorizeResponse> first;
        try (Held held = hold("queued")) {
            first = stub().authorize(order("queued"));
            held.awaitAnother();
            assertDeadline(
                    stub().withDeadlineAfter(SHORT_MILLI, TimeUnit.MILLISECONDS).authorize(late));
        }
        Decision approved = first.get().getDecision();
        assertThat(approved.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
        // It comes after the late one in the same lane.
        stub().authorize(order("queued")).get();

        assertThat(knownRequests(late.getRequestId())).isZero();
        Decision repeated = stub().authorize(late).get().getDecision();
        assertThat(repeated.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
        holds("queued", 3);
    }

    @Test
    void aStepWhoseDeadlinePassesBeforeItsCommitBeginsHasNoEffect() throws Exception {
        account("step");
        AuthorizeResponse order = stub().authorize(order("step")).get();
        CaptureRequest capture = CaptureRequest.newBuilder()
                .setRequestId("capture-step")
                .setAuthorizationId(order.getDecision().getAuthorizationId())
                .setDocumentId("INV-step")
                .setAmount(Sample.euro(100_00))
                .build();
        try (Held held = hold("step")) {
            ListenableFuture<?> late =
                    stub().withDeadlineAfter(SHORT_MILLI, TimeUnit.MILLISECONDS).capture(capture);
            held.awaitAnother();
            assertDeadline(late);
        }
        stub().authorize(order("step")).get();

        assertThat(knownRequests("capture-step")).isZero();
        assertThat(exposure("step").getReservedMinor()).isEqualTo(2 * 100_00);
        stub().capture(capture).get();
        assertThat(exposure("step").getReceivablesMinor()).isEqualTo(100_00);
    }

    @Test
    void anOrderWhoseDeadlinePassesDuringItsCommitIsFoundByItsRequestId() throws Exception {
        account("committing");
        stub().authorize(order("committing")).get();
        AuthorizeRequest late = order("committing");
        try (Held held = hold("committing")) {
            ListenableFuture<AuthorizeResponse> answer =
                    stub().withDeadlineAfter(SHORT_MILLI, TimeUnit.MILLISECONDS).authorize(late);
            held.awaitAnother();
            assertDeadline(answer);
        }

        Decision first = stub().authorize(late).get().getDecision();
        Decision again = stub().authorize(late).get().getDecision();

        assertThat(again).isEqualTo(first);
        holds("committing", 2);
    }

    @Test
    void whatHasNoRoomIsRefusedAndWhatHadIsAnswered() throws Exception {
        account("full");
        List<ListenableFuture<AuthorizeResponse>> answers = new ArrayList<>();
        try (Held held = hold("full")) {
            answers.add(stub().authorize(order("full")));
            held.awaitAnother();
            for (int i = 0; i < QUEUE + 20; i++) {
                answers.add(stub().authorize(order("full")));
            }
            // Calls of one connection are handed over in their order, so that the last ones find no room.
            assertRefused(answers.get(answers.size() - 1), Code.RESOURCE_EXHAUSTED);
        }

        int answered = 0;
        int approved = 0;
        for (ListenableFuture<AuthorizeResponse> answer : answers) {
            try {
                // So many at once that the fraud rules want some of them looked at.
                approved += answer.get().getDecision().getOutcome() == Outcome.OUTCOME_APPROVED ? 1 : 0;
                answered++;
            } catch (ExecutionException refused) {
                assertRefused(answer, Code.RESOURCE_EXHAUSTED);
            }
        }
        assertThat(answered).isEqualTo(QUEUE + 1);
        holds("full", approved);
    }

    @Test
    void whoWaitsForOtherAccountsIsServed() throws Exception {
        account("busy");
        account("idle");
        account("idle-too");
        stub().authorize(order("idle")).get();
        ListenableFuture<AuthorizeResponse> first;
        ListenableFuture<AuthorizeResponse> second;
        List<ListenableFuture<AuthorizeResponse>> others = new ArrayList<>();
        try (Held held = hold("busy")) {
            first = stub().authorize(order("busy"));
            held.awaitAnother();
            second = stub().authorize(order("busy"));
            others.add(stub().authorize(order("idle")));
            others.add(stub().authorize(order("idle-too")));

            for (ListenableFuture<AuthorizeResponse> other : others) {
                assertThat(other.get().getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
            }
            assertRefused(first, Code.UNAVAILABLE);
            assertRefused(second, Code.UNAVAILABLE);
        }
        assertThat(exposure("busy").getReservedMinor()).isZero();
    }

    private static void account(String id) {
        TestAccounts.store(
                service,
                TestAccounts.active(id, "", CreditMode.CREDIT_MODE_OWN)
                        .setCreditLimit(TestAccounts.limit(1_000_000_00, 1_000_000_00)));
    }

    private AuthorizeRequest order(String account) {
        String id = account + "-" + sent++;
        return AuthorizeRequest.newBuilder()
                .setRequestId(id)
                .setOrder(Order.newBuilder()
                        .setOrderId(id)
                        .setAccountId(account)
                        .setBuyerId("bob")
                        .setShipToId("dock")
                        .setAmount(Sample.euro(100_00)))
                .build();
    }

    private static DecisionsGrpc.DecisionsFutureStub stub() {
        return DecisionsGrpc.newFutureStub(service.channel()).withInterceptors(fixture.bearer("decide"));
    }

    private static void assertDeadline(ListenableFuture<?> answer) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(answer::get)
                .withMessageContaining("DEADLINE_EXCEEDED");
    }

    /** Refused so that the caller knows when to repeat it. */
    private static void assertRefused(ListenableFuture<?> answer, Code code) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(answer::get)
                .havingCause()
                .isInstanceOfSatisfying(StatusRuntimeException.class, refusal -> {
                    com.google.rpc.Status status = StatusProto.fromThrowable(refusal);
                    assertThat(Code.forNumber(status.getCode())).isEqualTo(code);
                    assertThat(status.getDetailsList()).anyMatch(detail -> detail.is(RetryInfo.class));
                });
    }

    private static CreditPosition exposure(String account) {
        return service.exposures()
                .get(GetExposureRequest.newBuilder().setAccountId(account).build())
                .getPositions(0);
    }

    private static void holds(String account, int orders) throws Exception {
        assertThat(exposure(account).getReservedMinor()).isEqualTo(orders * 100_00L);
        assertThat(new Audit(service.dataSource(), CompiledOnce::compile)
                        .run(Long.MAX_VALUE)
                        .problems())
                .isEmpty();
    }

    private static int knownRequests(String requestId) throws SQLException {
        try (Connection connection = service.dataSource().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM request WHERE request_id = ?")) {
            statement.setString(1, requestId);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static Held hold(String account) throws SQLException {
        Connection connection = service.dataSource().getConnection();
        connection.setAutoCommit(false);
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT FROM account WHERE account_id = ? FOR UPDATE")) {
            statement.setString(1, account);
            statement.execute();
        }
        return new Held(connection);
    }

    /** A session that holds an account's row until it is closed. */
    private record Held(Connection connection) implements AutoCloseable {

        /** Waits until another session waits for the row. */
        void awaitAnother() throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))")) {
                int waiting = 0;
                while (waiting == 0) {
                    try (ResultSet rows = statement.executeQuery()) {
                        rows.next();
                        waiting = rows.getInt(1);
                    }
                }
            }
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.close();
        }
    }
}
