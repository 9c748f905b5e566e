package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.agroal.api.AgroalDataSource;
import io.tradeline.decision.audit.Audit;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema grows while instances that know nothing of it serve: no call fails, and they may even be started again. */
class MigrationsIT {

    private static final int CLIENTS = 4;
    private static final int ROUNDS_AFTER = 5;

    @TempDir
    static Path directory;

    static ServiceFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        fixture = ServiceFixture.start(directory);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void theVersionBeforeServesWhileEveryTableGrows() throws Exception {
        ServiceFixture.Instance before = fixture.instance();
        AtomicBoolean migrated = new AtomicBoolean();
        AtomicInteger rounds = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (AgroalDataSource dataSource = fixture.dataSource()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                String name = "grow-" + client;
                clients.add(threads.submit(() -> orders(before, name, migrated, rounds)));
            }
            awaitRounds(rounds, 2 * CLIENTS, clients);

            new Migrations(
                            flyway(dataSource, "decision", "classpath:db/migration", "classpath:db/expand")
                                    .javaMigrations(everyTableGrows(dataSource))
                                    .load(),
                            Duration.ofMinutes(1))
                    .run();
            migrated.set(true);

            for (Future<?> client : clients) {
                client.get(1, TimeUnit.MINUTES);
            }
            assertThat(columns(dataSource)).as("tables that have grown").isGreaterThan(10);
        } finally {
            threads.shutdownNow();
        }
        anOldOneMayStartAgain();
        holds();
    }

    /** On a schema that is ahead of it. */
    private void anOldOneMayStartAgain() throws Exception {
        try (AgroalDataSource dataSource = fixture.dataSource()) {
            new Migrations(
                            flyway(dataSource, "decision", "classpath:db/migration")
                                    .load(),
                            Duration.ofSeconds(10))
                    .run();
        }
        ServiceFixture.Instance again = fixture.instance();
        assertThat(order(again, "grow-again").getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
    }

    @Test
    void aTableInUseIsWaitedForInTurns() throws Exception {
        try (AgroalDataSource dataSource = fixture.dataSource();
                Connection user = dataSource.getConnection();
                Statement statement = user.createStatement()) {
            new Migrations(
                            flyway(dataSource, "in_use", "classpath:db/held")
                                    .target("1")
                                    .load(),
                            Duration.ZERO)
                    .run();
            user.setAutoCommit(false);
            statement.execute("LOCK TABLE in_use.in_use IN ACCESS SHARE MODE");

            assertThatExceptionOfType(FlywayException.class)
                    .isThrownBy(() -> new Migrations(
                                    flyway(dataSource, "in_use", "classpath:db/held")
                                            .load(),
                                    Duration.ofSeconds(1))
                            .run())
                    .havingRootCause()
                    .withMessageContaining("lock timeout");
            Future<?> patient = run(new Migrations(
                    flyway(dataSource, "in_use", "classpath:db/held").load(), Duration.ofMinutes(1)));
            assertThat(patient.isDone()).isFalse();
            user.rollback();
            user.setAutoCommit(true);

            patient.get(1, TimeUnit.MINUTES);
        }
    }

    private static Future<?> run(Migrations migrations) {
        return CompletableFuture.runAsync(() -> {
            try {
                migrations.run();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static FluentConfiguration flyway(AgroalDataSource dataSource, String schema, String... locations) {
        return Flyway.configure().dataSource(dataSource).schemas(schema).locations(locations);
    }

    /** One table in a transaction: as steps are to be. */
    private static JavaMigration[] everyTableGrows(AgroalDataSource dataSource) throws Exception {
        List<JavaMigration> steps = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                var tables = statement.executeQuery(
                        "SELECT relname FROM pg_class WHERE relnamespace = 'decision'::regnamespace AND relkind IN ('r', 'p')"
                                + " AND NOT relispartition AND relname <> 'flyway_schema_history' ORDER BY relname")) {
            while (tables.next()) {
                steps.add(new Grow(900 + steps.size(), tables.getString(1)));
            }
        }
        return steps.toArray(JavaMigration[]::new);
    }

    private static final class Grow extends BaseJavaMigration {
        private final int version;
        private final String table;

        Grow(int version, String table) {
            this.version = version;
            this.table = table;
        }

        @Override
        public MigrationVersion getVersion() {
            return MigrationVersion.fromVersion(String.valueOf(version));
        }

        @Override
        public String getDescription() {
            return table + " grows";
        }

        @Override
        protected void init() {
            // Its name says nothing: one class stands for a step of each table.
        }

        @Override
        public void migrate(Context context) throws Exception {
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute("ALTER TABLE " + table
                        + " ADD COLUMN grown_null text, ADD COLUMN grown_default bigint NOT NULL DEFAULT 7");
            }
        }
    }

    /** New accounts, an order of each and what follows it, until some time after the change; a call that fails ends it. */
    private static void orders(
            ServiceFixture.Instance instance, String client, AtomicBoolean migrated, AtomicInteger rounds) {
        int after = 0;
        for (int i = 0; after < ROUNDS_AFTER; i++) {
            after += migrated.get() ? 1 : 0;
            String id = client + "-" + i;
            Decision decision = order(instance, id);
            instance.decisions()
                    .capture(CaptureRequest.newBuilder()
                            .setRequestId("capture-" + id)
                            .setAuthorizationId(decision.getAuthorizationId())
                            .setDocumentId("INV-" + id)
                            .setAmount(Sample.euro(1_00))
                            .setClock(Sample.CLOCK)
                            .build());
            rounds.incrementAndGet();
        }
    }

    private static Decision order(ServiceFixture.Instance instance, String account) {
        TestAccounts.store(instance, Sample.account(account));
        Decision decision = instance.decisions()
                .authorize(Sample.authorize("order-" + account, Sample.order(account, 5_00))
                        .build())
                .getDecision();
        assertThat(decision.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
        return decision;
    }

    private static void awaitRounds(AtomicInteger rounds, int wanted, List<Future<?>> clients) {
        while (rounds.get() < wanted && clients.stream().noneMatch(Future::isDone)) {
            Thread.onSpinWait();
        }
    }

    private static int columns(AgroalDataSource dataSource) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT count(*) FROM information_schema.columns WHERE column_name = 'grown_default'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void holds() throws Exception {
        try (AgroalDataSource dataSource = fixture.dataSource()) {
            assertThat(new Audit(dataSource).run(Long.MAX_VALUE).problems()).isEmpty();
        }
    }
}
