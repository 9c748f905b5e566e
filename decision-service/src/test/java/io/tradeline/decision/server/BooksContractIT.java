package io.tradeline.decision.server;

import static io.tradeline.decision.server.OrderSteps.capture;
import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.authorize;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.date;
import static io.tradeline.decision.server.Sample.euro;
import static io.tradeline.decision.server.Sample.figures;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static io.tradeline.decision.server.StreamClient.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.WatchExposuresRequest;
import io.tradeline.proto.decision.v1.WatchExposuresResponse;
import io.tradeline.proto.operations.v1.ExposureDrift;
import io.tradeline.proto.operations.v1.ExposureFigures;
import io.tradeline.proto.operations.v1.ListDriftRequest;
import io.tradeline.proto.operations.v1.ListDriftResponse;
import io.tradeline.proto.operations.v1.OperationsGrpc;
import io.tradeline.proto.operations.v1.RebuildExposuresRequest;
import io.tradeline.proto.operations.v1.RebuiltExposure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Drift that was planted in a running service: found, told of, and put right while orders go on. Afterwards the audit finds nothing, see {@link SharedService}. */
@ExtendWith(SharedService.class)
class BooksContractIT {

    private final ServiceFixture.Instance service = SharedService.service();
    private final OperationsGrpc.OperationsBlockingStub operations = OperationsGrpc.newBlockingStub(service.channel())
            .withInterceptors(SharedService.fixture().bearer("operate"));

    /** What others planted in the journal and took back was counted meanwhile, and a count afresh is a day away. */
    @BeforeEach
    void nothingDrifts() throws Exception {
        if (!list().isEmpty()) {
            execute("DELETE FROM recount_sum", "DELETE FROM recount_walk");
            until("nothing drifts", () -> list().isEmpty() && drift() == 0);
        }
    }

    @Test
    void aRowThatWasEditedIsFoundAndBecomesWhatJournalOrdersAndItemsSay() throws Exception {
        store(account("dr-head"));
        store(branch("dr-branch", "dr-head"));
        Decision shipped = approved("dr-1", order("dr-branch", 300_00));
        service.decisions().capture(capture("dr-2", shipped, "DR-1").build());
        approved("dr-3", order("dr-branch", 200_00));
        pay("dr-4", "dr-branch", 350_00);
        assertThat(figures("dr-head")).isEqualTo("20000/0/0/5000");
        try (CapturedLog log = new CapturedLog()) {
            execute("UPDATE account SET reserved_minor = 9999_00, unapplied_minor = 1 WHERE account_id = 'dr-head'");

            ExposureDrift drift = found("dr-head");

            assertThat(drift.getKind()).isEqualTo(ExposureDrift.Kind.KIND_FIGURES);
            assertThat(drift.getRow()).isEqualTo(figuresOf(9999_00, 0, 0, 1));
            assertThat(drift.getJournal()).isEqualTo(figuresOf(200_00, 0, 0, 50_00));
            assertThat(drift.getCurrencyCode()).isEqualTo("EUR");
            assertThat(drift.getExposureVersion()).isGreaterThanOrEqualTo(drift.getJournalVersion());
            until("the metric", () -> drift() == 1);
            until(
                    "further passes",
                    () -> list().stream()
                            .anyMatch(later -> later.getComparedAt().getSeconds()
                                    > drift.getFoundAt().getSeconds()));
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("the books drift"))
                    .singleElement()
                    .asString()
                    .contains("dr-head", "reserved 999900", "reserved 20000");
        }
        // The row contradicts its calendar: nothing is decided on it.
        Refusal.of(() -> service.decisions()
                        .authorize(authorize("dr-5", order("dr-branch", 1_00)).build()))
                .is(Code.INTERNAL, "INTERNAL");

        RebuiltExposure looked = rebuild(true, false, "dr-head");
        assertThat(looked.getNeeded()).isTrue();
        assertThat(looked.getExposureVersion()).isZero();
        assertThat(found("dr-head")).isNotNull();
        RebuiltExposure rebuilt = rebuild(false, false, "dr-head");

        assertThat(rebuilt.getAfter()).isEqualTo(figuresOf(200_00, 0, 0, 50_00)).isEqualTo(looked.getAfter());
        assertThat(rebuilt.getBefore()).isEqualTo(figuresOf(9999_00, 0, 0, 1));
        assertThat(rebuilt.getOrdersAndItems()).isEqualTo(figuresOf(200_00, 0, 0, 0));
        assertThat(figures("dr-head")).isEqualTo("20000/0/0/5000");
        assertThat(rebuild(false, false, "dr-head").getNeeded()).isFalse();
        assertThat(entries("dr-head", 13)).as("the journal was right").isZero();
        assertThat(
                        query(
                                "SELECT rebuilt_by || ' ' || before_reserved_minor FROM recount_rebuild WHERE account_id = 'dr-head'"))
                .isEqualTo("test 999900");
        until("the metric", () -> drift() == 0);
        assertThat(approved("dr-6", order("dr-branch", 1_00)).getPositions(1).getExposureMinor())
                .isEqualTo(150_00);
    }

    @Test
    void whatIsRememberedElsewhereIsHeldToTheRebuiltRow() throws Exception {
        store(account("dr-shared"), account("dr-other"));
        approved("drs-1", order("dr-shared", 100_00));
        try (ServiceFixture.Instance other = SharedService.fixture().instance(Clock.systemUTC())) {
            other.decisions()
                    .authorize(authorize("drs-2", order("dr-shared", 100_00)).build());
            StreamClient<WatchExposuresRequest, WatchExposuresResponse> watch = StreamClient.reading();
            ExposuresGrpc.newStub(other.channel())
                    .withInterceptors(SharedService.fixture().bearer("read"))
                    .watch(
                            WatchExposuresRequest.newBuilder()
                                    .addAccountIds("dr-shared")
                                    .build(),
                            watch);
            watch.await(messages -> !messages.isEmpty());
            long before = watch.messages().get(0).getPositions(0).getVersion();
            execute("UPDATE account SET disputed_minor = 1 WHERE account_id = 'dr-shared'");
            found("dr-shared");

            long version = rebuild(false, false, "dr-shared").getExposureVersion();

            assertThat(version).isGreaterThan(before);
            watch.await(messages ->
                    messages.get(messages.size() - 1).getPositions(0).getVersion() == version);
            Decision next = other.decisions()
                    .authorize(authorize("drs-3", order("dr-shared", 100_00)).build())
                    .getDecision();
            assertThat(next.getPositions(0).getReservedMinor()).isEqualTo(200_00);
            assertThat(next.getPositions(0).getVersion()).isEqualTo(version);
            watch.cancel();
        }
    }

    @Test
    void whatTheJournalHasLostIsEnteredAgain() throws Exception {
        store(account("dr-lost"));
        approved("drl-1", order("dr-lost", 120_00));
        approved("drl-2", order("dr-lost", 30_00));
        until(
                "the orders are counted",
                () -> query(
                                "SELECT reserved_minor FROM recount_sum WHERE account_id = 'dr-lost' ORDER BY walk_id DESC LIMIT 1")
                        .equals("15000"));
        // As the next count from the beginning on would find it.
        execute(
                "UPDATE journal SET entries = '{}' WHERE journal_id = (SELECT min(journal_id) FROM journal WHERE (entries[1]).account_id = 'dr-lost')",
                "UPDATE recount_sum SET reserved_minor = 3000 WHERE account_id = 'dr-lost'");
        assertThat(found("dr-lost").getJournal()).isEqualTo(figuresOf(30_00, 0, 0, 0));

        RebuiltExposure rebuilt = rebuild(false, false, "dr-lost");

        assertThat(rebuilt.getAfter()).isEqualTo(rebuilt.getBefore()).isEqualTo(figuresOf(150_00, 0, 0, 0));
        assertThat(entries("dr-lost", 13)).isEqualTo(1);
        until("it drifts no more", () -> list().isEmpty());
        approved("drl-3", order("dr-lost", 1_00));
        assertThat(figures("dr-lost")).isEqualTo("15100/0/0/0");
    }

    @Test
    void whatCannotBeToldIsRefusedUnlessOrdersAreToCount() throws Exception {
        store(account("dr-torn"));
        approved("drt-1", order("dr-torn", 80_00));
        until(
                "the order is counted",
                () -> query(
                                "SELECT reserved_minor FROM recount_sum WHERE account_id = 'dr-torn' ORDER BY walk_id DESC LIMIT 1")
                        .equals("8000"));
        execute(
                "UPDATE account SET reserved_minor = 1 WHERE account_id = 'dr-torn'",
                "UPDATE journal SET entries[1].reserved_delta = 2 WHERE (entries[1]).account_id = 'dr-torn'",
                "UPDATE recount_sum SET reserved_minor = 2 WHERE account_id = 'dr-torn'");
        found("dr-torn");

        Status refusal = rebuild(false, false, "dr-torn").getError();
        assertThat(refusal.getCode()).isEqualTo(Code.FAILED_PRECONDITION.getNumber());
        assertThat(refusal.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("SOURCES_DIFFER");
        assertThat(refusal.getMessage()).contains("reserved 1,", "reserved 2,", "reserved 8000,");

        assertThat(rebuild(false, true, "dr-torn").getAfter()).isEqualTo(figuresOf(80_00, 0, 0, 0));
        assertThat(figures("dr-torn")).isEqualTo("8000/0/0/0");
        assertThat(rebuild(false, false, "dr-nobody").getError().getCode()).isEqualTo(Code.NOT_FOUND.getNumber());
    }

    @Test
    void aCalendarThatCannotBeReadIsBuiltAnew() throws Exception {
        store(account("dr-book"));
        Decision shipped = approved("drb-1", order("dr-book", 300_00));
        service.decisions().capture(capture("drb-2", shipped, "DRB-1").build());
        approved("drb-3", order("dr-book", 40_00));
        String positions = Sample.positions("dr-book", Sample.NOW).get(0).toBuilder()
                .clearVersion()
                .build()
                .toString();
        execute("UPDATE account SET book = '\\x0199' WHERE account_id = 'dr-book'");
        assertThat(found("dr-book").getKind()).isEqualTo(ExposureDrift.Kind.KIND_CALENDAR);

        RebuiltExposure rebuilt = rebuild(false, false, "dr-book");

        assertThat(rebuilt.getLosesBudgets()).isTrue();
        assertThat(rebuilt.getAfter()).isEqualTo(rebuilt.getBefore());
        assertThat(Sample.positions("dr-book", Sample.NOW).get(0).toBuilder()
                        .clearVersion()
                        .build()
                        .toString())
                .isEqualTo(positions);
        approved("drb-4", order("dr-book", 1_00));
    }

    @Test
    void aRowThatWasPutBackGetsALaterVersion() throws Exception {
        store(account("dr-back"));
        approved("drv-1", order("dr-back", 10_00));
        Decision second = approved("drv-2", order("dr-back", 10_00));
        long version = Sample.positions("dr-back", Sample.NOW).get(0).getVersion();
        execute("UPDATE account SET exposure_version = 1 WHERE account_id = 'dr-back'");
        assertThat(found("dr-back").getKind()).isEqualTo(ExposureDrift.Kind.KIND_VERSION);

        assertThat(rebuild(false, false, "dr-back").getExposureVersion()).isGreaterThan(version);
        service.decisions().release(OrderSteps.release("drv-3", second).build());
        assertThat(figures("dr-back")).isEqualTo("1000/0/0/0");
    }

    @Test
    void theListIsReadPageByPage() throws Exception {
        store(account("dr-p1"), account("dr-p2"), account("dr-p3"));
        execute("UPDATE account SET unapplied_minor = 5 WHERE account_id LIKE 'dr-p_'");
        until("all of them are found", () -> list().size() == 3);

        ListDriftResponse first = operations.listDrift(
                ListDriftRequest.newBuilder().setPageSize(2).build());
        ListDriftResponse second = operations.listDrift(ListDriftRequest.newBuilder()
                .setPageSize(2)
                .setPageToken(first.getNextPageToken())
                .build());
        assertThat(first.getDriftsList())
                .extracting(ExposureDrift::getAccountId)
                .containsExactly("dr-p1", "dr-p2");
        assertThat(second.getDriftsList())
                .extracting(ExposureDrift::getAccountId)
                .containsExactly("dr-p3");
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(second.getPassEndedAt().getSeconds()).isPositive();
        Refusal.of(() -> operations.listDrift(
                        ListDriftRequest.newBuilder().setPageToken("x").build()))
                .isInvalid("page_token");

        assertThat(operations
                        .rebuildExposures(RebuildExposuresRequest.newBuilder()
                                .addAllAccountIds(List.of("dr-p1", "dr-p2", "dr-p3"))
                                .build())
                        .getResultsList())
                .hasSize(3)
                .allMatch(result -> result.getExposureVersion() > 0);
        assertThat(list()).isEmpty();
    }

    private RebuiltExposure rebuild(boolean validateOnly, boolean onOrdersAlone, String account) {
        return operations
                .rebuildExposures(RebuildExposuresRequest.newBuilder()
                        .addAccountIds(account)
                        .setValidateOnly(validateOnly)
                        .setOnOrdersAlone(onOrdersAlone)
                        .build())
                .getResults(0);
    }

    private List<ExposureDrift> list() {
        return operations.listDrift(ListDriftRequest.getDefaultInstance()).getDriftsList();
    }

    /** Waits until the account is found to drift. */
    private ExposureDrift found(String account) throws Exception {
        until(
                account + " drifts",
                () -> list().stream().anyMatch(drift -> drift.getAccountId().equals(account)));
        return list().stream()
                .filter(drift -> drift.getAccountId().equals(account))
                .findFirst()
                .orElseThrow();
    }

    private double drift() {
        return Objects.requireNonNull(
                        service.meters().find("tradeline.recount.drift").gauge())
                .value();
    }

    private void pay(String id, String account, long minor) {
        service.exposures()
                .postReceivables(PostReceivablesRequest.newBuilder()
                        .addPostings(Posting.newBuilder()
                                .setPostingId(id)
                                .setAccountId(account)
                                .setClock(CLOCK)
                                .setPayment(Payment.newBuilder()
                                        .setAmount(euro(minor))
                                        .setReceivedOn(date("2025-03-04"))
                                        .setOldestFirst(true)))
                        .build());
    }

    private static ExposureFigures figuresOf(long reserved, long receivables, long disputed, long unapplied) {
        return ExposureFigures.newBuilder()
                .setReservedMinor(reserved)
                .setReceivablesMinor(receivables)
                .setDisputedMinor(disputed)
                .setUnappliedMinor(unapplied)
                .build();
    }

    private static long entries(String account, int kind) {
        return Long.parseLong(query("SELECT count(*) FROM journal, unnest(entries) e WHERE e.account_id = '" + account
                + "' AND e.kind = " + kind));
    }

    private static String query(String sql) {
        try (Connection connection = SharedService.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = SharedService.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
