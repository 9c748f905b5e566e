package io.tradeline.decision.ledger;

import static io.tradeline.decision.ledger.OneLane.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to PostgreSQL that end, as they do in a failover or behind a firewall: callers don't notice, as long as a new one can be had. */
class LostConnectionIT {

    @TempDir
    static Path directory;

    static OneLane lane;

    @BeforeAll
    static void start() throws Exception {
        lane = new OneLane(directory, 100, 10);
    }

    @AfterAll
    static void stop() {
        lane.close();
    }

    @Test
    void theNextOrderAfterAnIdleConnectionEndedIsDecided() throws Exception {
        lane.account("idle");
        assertApproved(send("idle", "idle-1"));
        try (Connection admin = lane.connection();
                Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 10000))"
                                + " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")) {
            rows.next();
            assertThat(rows.getInt(1)).isPositive();
        }

        assertApproved(send("idle", "idle-2"));

        lane.holds("idle", 2);
    }

    @Test
    void anOrderWhoseConnectionEndsDuringItsCommitIsDecidedOnce() throws Exception {
        lane.account("cut");
        assertApproved(send("cut", "cut-1"));
        ListenableFuture<AuthorizeResponse> second;
        try (OneLane.Held held = lane.hold("cut")) {
            second = send("cut", "cut-2");
            held.endAnother();
        }

        assertApproved(second);

        assertApproved(send("cut", "cut-2"));
        lane.holds("cut", 2);
    }

    private static ListenableFuture<AuthorizeResponse> send(String account, String id) {
        return lane.decisions().authorize(order(account, id));
    }

    private static void assertApproved(ListenableFuture<AuthorizeResponse> answer) throws Exception {
        assertThat(answer.get().getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
    }
}
