package io.tradeline.decision.recount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.agroal.api.AgroalDataSource;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.audit.Audit;
import io.tradeline.decision.authorize.LapseReservation;
import io.tradeline.decision.rpc.Reply;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.decision.server.TestAccounts;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.type.v1.Money;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recount on a real database, turn by turn: the services here do not count by themselves. */
class RecountIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final RecountSettings QUICK =
            new RecountSettings(Duration.ofSeconds(1), 100_000, 100_000, Duration.ofDays(1));
    private static final RecountSettings ALWAYS_AFRESH =
            new RecountSettings(Duration.ofSeconds(1), 100_000, 100_000, Duration.ofMillis(1));

    @TempDir
    static Path directory;

    static ServiceFixture fixture;
    static List<ServiceFixture.Instance> instances;
    static AgroalDataSource dataSource;

    private final long seed = Long.getLong("tradeline.seed", System.nanoTime());

    @BeforeAll
    static void start() throws Exception {
        fixture = ServiceFixture.start(directory);
        instances = List.of(fixture.instance(), fixture.instance());
        instances.forEach(instance -> instance.server().recounter().close(Duration.ofSeconds(10)));
        dataSource = fixture.dataSource();
    }

    @AfterAll
    static void stop() {
        dataSource.close();
        fixture.close();
    }

    @BeforeEach
    void letAnyoneCount() throws Exception {
        execute("UPDATE recount_turn SET held_until = now()");
    }

    @AfterEach
    void theBooksHold() throws Exception {
        assertThat(new Audit(dataSource).run(0).problems()).as("seed " + seed).isEmpty();
    }

    @Test
    void underLoadNothingSeemsToDrift() throws Exception {
        accounts("load", "load-a", "load-b");
        Recounter recounter = new Recounter(dataSource, ALWAYS_AFRESH, "load");
        ExecutorService clients = Executors.newFixedThreadPool(5);
        List<Future<?>> working = new ArrayList<>();
        int turns = 0;
        try {
            for (int i = 0; i < 4; i++) {
                SplittableRandom random = new SplittableRandom(seed + i);
                ServiceFixture.Instance instance = instances.get(i % 2);
                String name = "load-" + i;
                working.add(clients.submit(() -> work(instance, random, name, 40)));
            }
            while (working.stream().anyMatch(future -> !future.isDone())) {
                recounter.turn();
                assertThat(drifting()).as("seed " + seed).isEmpty();
                turns++;
            }
            for (Future<?> done : working) {
                done.get();
            }
        } finally {
            clients.shutdownNow();
        }
        // The last lapses are under way still.
        turnUntil(recounter, () -> differences().isEmpty());

        assertThat(turns).as("turns during the load").isGreaterThan(5);
        assertThat(recounter.meters().compared()).isGreaterThan(turns);
        assertThat(drifting()).isEmpty();
        assertThat(query("SELECT count(*) FROM journal, unnest(entries) e WHERE e.kind = 5"))
                .as("lapses among the entries")
                .isNotEqualTo("0");
    }

    @Test
    void aRowThatCommitsLateIsCountedOnceItIsThere() throws Exception {
        accounts("late", "late-a", "late-b");
        turnUntilCounted();
        Recounter recounter = new Recounter(dataSource, QUICK, "late");
        try (Connection late = dataSource.getConnection();
                Connection early = dataSource.getConnection()) {
            late.setAutoCommit(false);
            early.setAutoCommit(false);
            long lateId = unapplied(late, "late-a");
            long earlyId = unapplied(early, "late-b");
            assertThat(earlyId).isGreaterThan(lateId);
            early.commit();
            turnUntil(recounter, () -> countedThrough() >= earlyId);
            assertThat(counted("late-b")).isEqualTo("5");
            assertThat(counted("late-a")).isEmpty();

            late.commit();
            recounter.turn();
            assertThat(drifting()).as("known from its row or from its sum").isEmpty();
        }
        turnUntil(recounter, () -> counted("late-a").equals("5"));

        assertThat(drifting()).isEmpty();
        assertThat(differences()).isEmpty();
        execute(
                "UPDATE account SET unapplied_minor = 0, exposure_version = exposure_version + 1 WHERE account_id IN ('late-a', 'late-b')",
                "INSERT INTO journal (entries) SELECT array_agg(ROW(account_id, exposure_version, 11, 'x', 0, 0, 0, -5, now(), '{}', '{}')::exposure_entry)"
                        + " FROM account WHERE account_id IN ('late-a', 'late-b')");
    }

    @Test
    void whoIsKilledInTheMiddleOfCountingCountsNothingTwice() throws Exception {
        accounts("killed", "killed-a", "killed-b");
        work(instances.get(0), new SplittableRandom(seed), "killed-work", 15);
        Lease lease = new Lease("killed", Duration.ofHours(1));
        Walks walks = new Walks(lease, 3);
        try (Connection connection = dataSource.getConnection()) {
            assertThat(lease.take(connection)).isTrue();
            execute("DELETE FROM recount_walk", "DELETE FROM recount_sum");
            walks.beginWhenDue(connection, Duration.ofDays(1));
        }
        long walk = Long.parseLong(query("SELECT walk_id FROM recount_walk"));
        SplittableRandom random = new SplittableRandom(seed);
        int killed = 0;
        boolean atEnd = false;
        while (!atEnd) {
            try (Connection connection = dataSource.getConnection()) {
                if (random.nextInt(3) == 0) {
                    // Within the transaction of a step, after it has counted and before it commits.
                    killed++;
                    assertThatThrownBy(() -> Snapshot.of(connection, open -> {
                                Walks.count(open, walk, 3);
                                execute("SELECT pg_terminate_backend(" + backend(open) + ")");
                                return 0;
                            }))
                            .isInstanceOf(SQLException.class);
                } else {
                    atEnd = walks.step(connection, walk).isAtEnd();
                }
            }
        }

        assertThat(killed).as("seed " + seed).isPositive();
        assertThat(differences()).as("seed " + seed).isEmpty();
    }

    @Test
    void oneCountsAtATimeAndAnotherTakesOver() throws Exception {
        Recounter first = new Recounter(dataSource, QUICK, "first");
        Recounter second = new Recounter(dataSource, QUICK, "second");
        assertThat(first.turn()).isTrue();
        assertThat(first.turn()).isTrue();
        assertThat(second.turn()).isFalse();
        assertThat(second.meters().compared()).isZero();
        assertThat(second.meters().comparedAtSeconds())
                .as("all instances know how it stands")
                .isEqualTo(first.meters().comparedAtSeconds());

        execute("UPDATE recount_turn SET held_until = now()");

        assertThat(second.turn()).as("the first one has not come back in time").isTrue();
        assertThat(first.turn()).isFalse();
        Lease lost = new Lease("first", Duration.ofHours(1));
        try (Connection connection = dataSource.getConnection()) {
            assertThatThrownBy(() -> new Comparison(lost, 10).next(connection)).isInstanceOf(Lease.LostException.class);
            assertThatThrownBy(() -> new Walks(lost).beginWhenDue(connection, Duration.ofMillis(1)))
                    .isInstanceOf(Lease.LostException.class);
        }
    }

    @Test
    void allAccountsAreComparedPageByPage() throws Exception {
        accounts("page", "page-a", "page-b");
        turnUntilCounted();
        String missing = "page-a5";
        execute("INSERT INTO journal (entries) VALUES (ARRAY[ROW('" + missing
                + "', 1, 6, 'x', 0, 7, 0, 0, now(), '{}', '{}')::exposure_entry])");
        try (Connection connection = dataSource.getConnection()) {
            Lease lease = new Lease("page", Duration.ofHours(1));
            execute("UPDATE recount_turn SET held_until = now(), compare_from = ''");
            assertThat(lease.take(connection)).isTrue();
            Comparison comparison = new Comparison(lease, 2);
            int accounts = 0;
            boolean last = false;
            while (!last) {
                Comparison.Page page = comparison.next(connection).orElseThrow();
                accounts += page.accounts();
                last = page.isLast();
            }

            assertThat(String.valueOf(accounts)).isEqualTo(query("SELECT count(*) FROM account"));
            assertThat(drifting()).containsExactly(missing + " 1");
            // What was written without a row is taken back, as nothing can be built on it.
            execute("INSERT INTO journal (entries) VALUES (ARRAY[ROW('" + missing
                    + "', 2, 11, 'x', 0, -7, 0, 0, now(), '{}', '{}')::exposure_entry])");
            execute("UPDATE journal SET entries = '{}' WHERE (entries[1]).account_id = '" + missing + "'");
        }
        Recounter afresh = new Recounter(dataSource, ALWAYS_AFRESH, "page");
        turnUntil(afresh, () -> drifting().isEmpty());
    }

    /** What is counted could be changed later: the next count from the beginning on finds it. */
    @Test
    void entriesThatAreLostAfterTheyWereCountedAreFoundByTheNextCount() throws Exception {
        accounts("lost", "lost-a", "lost-b");
        approve(instances.get(0), "lost-1", "lost-a", 70_00);
        turnUntilCounted();
        execute(
                "CREATE TABLE kept AS SELECT journal_id, entries FROM journal WHERE (entries[1]).account_id = 'lost-a'",
                "UPDATE journal SET entries = '{}' WHERE (entries[1]).account_id = 'lost-a'");
        Recounter counted = new Recounter(dataSource, QUICK, "lost");
        counted.turn();
        assertThat(counted.meters().compared()).isPositive();
        execute("UPDATE recount_turn SET held_until = now()");
        assertThat(drifting()).as("the sums were taken before").isEmpty();

        Recounter afresh = new Recounter(dataSource, ALWAYS_AFRESH, "afresh");
        turnUntil(afresh, () -> drifting().equals(List.of("lost 2", "lost-a 2")));

        assertThat(afresh.meters().drift()).isEqualTo(2);
        execute(
                "UPDATE journal j SET entries = kept.entries FROM kept WHERE kept.journal_id = j.journal_id",
                "DROP TABLE kept");
        turnUntil(afresh, () -> drifting().isEmpty());
        turnUntil(afresh, () -> query("SELECT count(*) FROM recount_walk").equals("2"));
    }

    private static void turnUntilCounted() throws Exception {
        Recounter recounter = new Recounter(dataSource, QUICK, "counted");
        execute("UPDATE recount_turn SET held_until = now()");
        turnUntil(recounter, () -> differences().isEmpty());
        execute("UPDATE recount_turn SET held_until = now()");
    }

    private static void turnUntil(Recounter recounter, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        do {
            assertThat(System.nanoTime()).as("the recount comes to it in time").isLessThan(deadline);
            recounter.turn();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        } while (!condition.call());
    }

    private static void accounts(String head, String... branches) {
        TestAccounts.store(
                instances.get(0),
                TestAccounts.active(head, "", CreditMode.CREDIT_MODE_OWN)
                        .setCreditLimit(TestAccounts.limit(100_000_00, 100_000_00)));
        for (String branch : branches) {
            TestAccounts.store(instances.get(0), TestAccounts.active(branch, head, CreditMode.CREDIT_MODE_SHARED));
        }
    }

    private static Decision approve(ServiceFixture.Instance instance, String requestId, String account, long minor) {
        return instance.decisions()
                .authorize(AuthorizeRequest.newBuilder()
                        .setRequestId(requestId)
                        .setOrder(Order.newBuilder()
                                .setOrderId(requestId)
                                .setAccountId(account)
                                .setBuyerId("bob")
                                .setShipToId("dock-1")
                                .setAmount(euro(minor)))
                        .build())
                .getDecision();
    }

    /** Orders, captures, releases, lapses and payments. */
    private static Void work(ServiceFixture.Instance instance, SplittableRandom random, String name, int orders) {
        String head = name.startsWith("load") ? "load" : "killed";
        for (int i = 0; i < orders; i++) {
            String account = head + (random.nextBoolean() ? "-a" : "-b");
            String id = name + "-" + i;
            Decision order = approve(instance, id, account, 1_00 + random.nextInt(100_00));
            if (order.getOutcome() != Outcome.OUTCOME_APPROVED) {
                continue;
            }
            switch (random.nextInt(4)) {
                case 0 ->
                    instance.decisions()
                            .capture(CaptureRequest.newBuilder()
                                    .setRequestId(id + "-c")
                                    .setAuthorizationId(order.getAuthorizationId())
                                    .setDocumentId(id)
                                    .build());
                case 1 ->
                    instance.decisions()
                            .release(ReleaseRequest.newBuilder()
                                    .setRequestId(id + "-r")
                                    .setAuthorizationId(order.getAuthorizationId())
                                    .build());
                case 2 ->
                    instance.server()
                            .ledger()
                            .submit(
                                    new LapseReservation(
                                            UUID.fromString(order.getAuthorizationId()),
                                            System.currentTimeMillis()
                                                    + Duration.ofDays(800).toMillis()),
                                    AccountReach.EVERYTHING,
                                    new Unanswered());
                default -> pay(instance, id + "-p", account, 1 + random.nextInt(50_00));
            }
        }
        return null;
    }

    /** For what nobody waits for. */
    private record Unanswered() implements Reply {
        @Override
        public void answer(Message response) {
            // The books tell.
        }

        @Override
        public void refuse(StatusRuntimeException refusal) {
            throw refusal;
        }
    }

    private static void pay(ServiceFixture.Instance instance, String id, String account, long minor) {
        LocalDate today = LocalDate.now(java.time.ZoneOffset.UTC);
        instance.exposures()
                .postReceivables(PostReceivablesRequest.newBuilder()
                        .addPostings(Posting.newBuilder()
                                .setPostingId(id)
                                .setAccountId(account)
                                .setPayment(Payment.newBuilder()
                                        .setAmount(euro(minor))
                                        .setReceivedOn(com.google.type.Date.newBuilder()
                                                .setYear(today.getYear())
                                                .setMonth(today.getMonthValue())
                                                .setDay(today.getDayOfMonth()))
                                        .setOldestFirst(true)))
                        .build());
    }

    private static Money euro(long minor) {
        return Money.newBuilder().setCurrencyCode("EUR").setAmountMinor(minor).build();
    }

    /** What a payment that no item takes would write; gives the id of its journal row. */
    private static long unapplied(Connection connection, String account) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH changed AS (UPDATE account SET unapplied_minor = unapplied_minor + 5, exposure_version = exposure_version + 1 WHERE account_id = ?
                    RETURNING account_id, exposure_version)
                INSERT INTO journal (entries) SELECT ARRAY[ROW(account_id, exposure_version, 7, 'x', 0, 0, 0, 5, now(), '{}', '{}')::exposure_entry] FROM changed
                RETURNING journal_id""")) {
            statement.setString(1, account);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static int backend(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_backend_pid()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private static long countedThrough() throws SQLException {
        return Long.parseLong(
                query(
                        "SELECT counted_through FROM recount_walk WHERE completed_at IS NOT NULL ORDER BY walk_id DESC LIMIT 1"));
    }

    /** What is counted as unapplied; empty when nothing is counted. */
    private static String counted(String account) throws SQLException {
        return query("SELECT unapplied_minor FROM recount_sum WHERE account_id = '" + account
                + "' AND walk_id = (SELECT max(walk_id) FROM recount_walk WHERE completed_at IS NOT NULL)");
    }

    private static List<String> drifting() throws SQLException {
        return list("SELECT account_id || ' ' || kind FROM recount_drift ORDER BY account_id");
    }

    /** Accounts whose counted sums are not what a plain sum over the whole journal says. */
    private static List<String> differences() throws SQLException {
        return list("""
                SELECT coalesce(s.account_id, e.account_id) FROM (
                    SELECT * FROM recount_sum WHERE walk_id = (SELECT max(walk_id) FROM recount_walk WHERE completed_at IS NOT NULL)) s
                FULL JOIN (
                    SELECT counts_in AS account_id, sum(reserved_delta) AS reserved, sum(receivables_delta) AS receivables,
                        sum(disputed_delta) AS disputed, sum(unapplied_delta) AS unapplied
                    FROM journal, unnest(entries) entry, unnest(account_id || above_ids) counts_in GROUP BY counts_in) e ON e.account_id = s.account_id
                WHERE (s.reserved_minor, s.receivables_minor, s.disputed_minor, s.unapplied_minor)
                    IS DISTINCT FROM (e.reserved::bigint, e.receivables::bigint, e.disputed::bigint, e.unapplied::bigint)""");
    }

    private static String query(String sql) throws SQLException {
        List<String> rows = list(sql);
        return rows.isEmpty() ? "" : rows.get(0);
    }

    private static List<String> list(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.execute();
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
    }
}
