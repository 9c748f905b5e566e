package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.tradeline.decision.audit.Audit;
import io.tradeline.decision.releases.CompiledOnce;
import io.tradeline.decision.server.Sample;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.decision.server.TestAccounts;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to PostgreSQL that end, as they do in a failover or behind a firewall: callers don't notice, as long as a new one can be had. */
class LostConnectionIT {

    private static final String EVERYONE_ELSE =
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

    private static final String WHO_WAITS_FOR_US =
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))";

    @TempDir
    static Path directory;

    static ServiceFixture fixture;
    static ServiceFixture.Instance service;

    @BeforeAll
    static void start() throws Exception {
        fixture = ServiceFixture.start(directory);
        service = fixture.instance(new LedgerSettings(1, 100, 10, Duration.ZERO));
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void theNextOrderAfterAnIdleConnectionEndedIsDecided() throws Exception {
        account("idle");
        assertApproved(order("idle", "idle-1"));
        try (Connection admin = service.dataSource().getConnection()) {
            assertThat(ended(admin, EVERYONE_ELSE)).isPositive();
        }

        assertApproved(order("idle", "idle-2"));

        holds("idle", 2);
    }

    @Test
    void anOrderWhoseConnectionEndsDuringItsCommitIsDecidedOnce() throws Exception {
        account("cut");
        assertApproved(order("cut", "cut-1"));
        ListenableFuture<AuthorizeResponse> second;
        try (Connection holder = service.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute("SELECT FROM account WHERE account_id = 'cut' FOR UPDATE");
            }
            second = order("cut", "cut-2");
            int ended = 0;
            while (ended == 0) {
                ended = ended(holder, WHO_WAITS_FOR_US);
            }
            holder.rollback();
            holder.setAutoCommit(true);
        }

        assertApproved(second);

        assertApproved(order("cut", "cut-2"));
        holds("cut", 2);
    }

    private static void account(String id) {
        TestAccounts.store(
                service,
                TestAccounts.active(id, "", CreditMode.CREDIT_MODE_OWN)
                        .setCreditLimit(TestAccounts.limit(1_000_000_00, 1_000_000_00)));
    }

    /** Sent once: nobody repeats it. */
    private static ListenableFuture<AuthorizeResponse> order(String account, String id) {
        return DecisionsGrpc.newFutureStub(service.channel())
                .withInterceptors(fixture.bearer("decide"))
                .authorize(AuthorizeRequest.newBuilder()
                        .setRequestId(id)
                        .setOrder(Order.newBuilder()
                                .setOrderId(id)
                                .setAccountId(account)
                                .setBuyerId("bob")
                                .setShipToId("dock")
                                .setAmount(Sample.euro(100_00)))
                        .build());
    }

    private static void assertApproved(ListenableFuture<AuthorizeResponse> answer) throws Exception {
        assertThat(answer.get().getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
    }

    /** How many sessions a query has ended. */
    private static int ended(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            int ended = 0;
            while (rows.next()) {
                ended += rows.getBoolean(1) ? 1 : 0;
            }
            return ended;
        }
    }

    private static void holds(String account, int orders) throws Exception {
        assertThat(service.exposures()
                        .get(GetExposureRequest.newBuilder()
                                .setAccountId(account)
                                .build())
                        .getPositions(0)
                        .getReservedMinor())
                .isEqualTo(orders * 100_00L);
        assertThat(new Audit(service.dataSource(), CompiledOnce::compile)
                        .run(Long.MAX_VALUE)
                        .problems())
                .isEmpty();
    }
}
