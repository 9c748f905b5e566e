package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.decision.audit.Audit;
import io.tradeline.decision.releases.CompiledOnce;
import io.tradeline.decision.server.Sample;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.decision.server.TestAccounts;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.decision.v1.Order;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** A decision service with one lane that never waits, so that what comes later is done later. Its callers send once: nobody repeats anything for them. */
final class OneLane implements AutoCloseable {

    private static final long ORDER_MINOR = 100_00;

    private final ServiceFixture fixture;
    private final ServiceFixture.Instance service;

    /**
     * @param queue commands that may wait
     * @param batch commands in one transaction
     */
    OneLane(Path directory, int queue, int batch) throws Exception {
        fixture = ServiceFixture.start(directory);
        service = fixture.instance(new LedgerSettings(1, queue, batch, Duration.ZERO));
    }

    /** Stores an account whose orders are approved. */
    void account(String id) {
        TestAccounts.store(
                service,
                TestAccounts.active(id, "", CreditMode.CREDIT_MODE_OWN)
                        .setCreditLimit(TestAccounts.limit(1_000_000_00, 1_000_000_00)));
    }

    DecisionsGrpc.DecisionsFutureStub decisions() {
        return DecisionsGrpc.newFutureStub(service.channel()).withInterceptors(fixture.bearer("decide"));
    }

    /** An order of 100 euros. */
    static AuthorizeRequest order(String account, String id) {
        return AuthorizeRequest.newBuilder()
                .setRequestId(id)
                .setOrder(Order.newBuilder()
                        .setOrderId(id)
                        .setAccountId(account)
                        .setBuyerId("bob")
                        .setShipToId("dock")
                        .setAmount(Sample.euro(ORDER_MINOR)))
                .build();
    }

    CreditPosition exposure(String account) {
        return service.exposures()
                .get(GetExposureRequest.newBuilder().setAccountId(account).build())
                .getPositions(0);
    }

    /** Checks that the account's credit is reserved for so many orders, and that the books of all hold. */
    void holds(String account, int orders) throws Exception {
        assertThat(exposure(account).getReservedMinor()).isEqualTo(orders * ORDER_MINOR);
        assertThat(new Audit(service.dataSource(), CompiledOnce::compile)
                        .run(Long.MAX_VALUE)
                        .problems())
                .isEmpty();
    }

    /** A session at the database beside the service's. */
    Connection connection() throws SQLException {
        return service.dataSource().getConnection();
    }

    /** Locks an account's row in a session of its own. */
    Held hold(String account) throws SQLException {
        Connection connection = connection();
        connection.setAutoCommit(false);
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT FROM account WHERE account_id = ? FOR UPDATE")) {
            statement.setString(1, account);
            statement.execute();
        }
        return new Held(connection);
    }

    @Override
    public void close() {
        fixture.close();
    }

    /** A session that holds an account's row until it is closed. */
    record Held(Connection connection) implements AutoCloseable {

        private static final String WAITING =
                "FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))";

        /** Waits until another session waits for the row. */
        void awaitAnother() throws SQLException {
            await("SELECT count(*) " + WAITING);
        }

        /** Waits until another session waits for the row, and ends that one. */
        void endAnother() throws SQLException {
            await("SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 10000)) " + WAITING);
        }

        private void await(String query) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                int some = 0;
                while (some == 0) {
                    try (ResultSet rows = statement.executeQuery()) {
                        rows.next();
                        some = rows.getInt(1);
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
