package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.tradeline.decision.server.Sample;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    static OneLane lane;

    private int sent;

    @BeforeAll
    static void start() throws Exception {
        lane = new OneLane(directory, QUEUE, BATCH);
    }

    @AfterAll
    static void stop() {
        lane.close();
    }

    @Test
    void anOrderWhoseDeadlinePassesInTheQueueHasNoEffect() throws Exception {
        lane.account("queued");
        AuthorizeRequest late = order("queued");
        ListenableFuture<AuthorizeResponse> first;
        try (OneLane.Held held = lane.hold("queued")) {
            first = lane.decisions().authorize(order("queued"));
            held.awaitAnother();
            assertDeadline(lane.decisions()
                    .withDeadlineAfter(SHORT_MILLI, TimeUnit.MILLISECONDS)
                    .authorize(late));
        }
        Decision approved = first.get().getDecision();
        assertThat(approved.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
        // It comes after the late one in the same lane.
        lane.decisions().authorize(order("queued")).get();

        assertThat(knownRequests(late.getRequestId())).isZero();
        Decision repeated = lane.decisions().authorize(late).get().getDecision();
        assertThat(repeated.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
        lane.holds("queued", 3);
    }

    @Test
    void aStepWhoseDeadlinePassesBeforeItsCommitBeginsHasNoEffect() throws Exception {
        lane.account("step");
        AuthorizeResponse order = lane.decisions().authorize(order("step")).get();
        CaptureRequest capture = CaptureRequest.newBuilder()
                .setRequestId("capture-step")
                .setAuthorizationId(order.getDecision().getAuthorizationId())
                .setDocumentId("INV-step")
                .setAmount(Sample.euro(100_00))
                .build();
        try (OneLane.Held held = lane.hold("step")) {
            ListenableFuture<?> late = lane.decisions()
                    .withDeadlineAfter(SHORT_MILLI, TimeUnit.MILLISECONDS)
                    .capture(capture);
            held.awaitAnother();
            assertDeadline(late);
        }
        lane.decisions().authorize(order("step")).get();

        assertThat(knownRequests("capture-step")).isZero();
        assertThat(lane.exposure("step").getReservedMinor()).isEqualTo(2 * 100_00);
        lane.decisions().capture(capture).get();
        assertThat(lane.exposure("step").getReceivablesMinor()).isEqualTo(100_00);
    }

    @Test
    void anOrderWhoseDeadlinePassesDuringItsCommitIsFoundByItsRequestId() throws Exception {
        lane.account("committing");
        lane.decisions().authorize(order("committing")).get();
        AuthorizeRequest late = order("committing");
        try (OneLane.Held held = lane.hold("committing")) {
            ListenableFuture<AuthorizeResponse> answer = lane.decisions()
                    .withDeadlineAfter(SHORT_MILLI, TimeUnit.MILLISECONDS)
                    .authorize(late);
            held.awaitAnother();
            assertDeadline(answer);
        }

        Decision first = lane.decisions().authorize(late).get().getDecision();
        Decision again = lane.decisions().authorize(late).get().getDecision();

        assertThat(again).isEqualTo(first);
        lane.holds("committing", 2);
    }

    @Test
    void whatHasNoRoomIsRefusedAndWhatHadIsAnswered() throws Exception {
        lane.account("full");
        List<ListenableFuture<AuthorizeResponse>> answers = new ArrayList<>();
        try (OneLane.Held held = lane.hold("full")) {
            answers.add(lane.decisions().authorize(order("full")));
            held.awaitAnother();
            for (int i = 0; i < QUEUE + 20; i++) {
                answers.add(lane.decisions().authorize(order("full")));
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
        lane.holds("full", approved);
    }

    @Test
    void whoWaitsForOtherAccountsIsServed() throws Exception {
        lane.account("busy");
        lane.account("idle");
        lane.account("idle-too");
        lane.decisions().authorize(order("idle")).get();
        ListenableFuture<AuthorizeResponse> first;
        ListenableFuture<AuthorizeResponse> second;
        List<ListenableFuture<AuthorizeResponse>> others = new ArrayList<>();
        try (OneLane.Held held = lane.hold("busy")) {
            first = lane.decisions().authorize(order("busy"));
            held.awaitAnother();
            second = lane.decisions().authorize(order("busy"));
            others.add(lane.decisions().authorize(order("idle")));
            others.add(lane.decisions().authorize(order("idle-too")));

            for (ListenableFuture<AuthorizeResponse> other : others) {
                assertThat(other.get().getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
            }
            assertRefused(first, Code.UNAVAILABLE);
            assertRefused(second, Code.UNAVAILABLE);
        }
        assertThat(lane.exposure("busy").getReservedMinor()).isZero();
    }

    private AuthorizeRequest order(String account) {
        return OneLane.order(account, account + "-" + sent++);
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

    private static int knownRequests(String requestId) throws SQLException {
        try (Connection connection = lane.connection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM request WHERE request_id = ?")) {
            statement.setString(1, requestId);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
