package io.tradeline.decision.server;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.tradeline.decision.feed.FeedSettings;
import io.tradeline.decision.ledger.LedgerSettings;
import io.tradeline.decision.recount.RecountSettings;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** Starts and ends the service with the Quarkus application around it, which gives it settings, a pool of connections, migrations and health. */
@Singleton
public class DecisionApplication {

    private static final Duration MIGRATIONS_LIMIT = Duration.ofMinutes(2);

    private final TradelineConfig config;
    private final AgroalDataSource dataSource;
    private final Flyway flyway;
    private final MeterRegistry meters;
    private volatile @Nullable DecisionServer server;

    DecisionApplication(TradelineConfig config, AgroalDataSource dataSource, Flyway flyway, MeterRegistry meters) {
        this.meters = meters;
        this.config = config;
        this.dataSource = dataSource;
        this.flyway = flyway;
    }

    void start(@Observes StartupEvent event) throws Exception {
        Settings settings = settings(config);
        settings.requireConnections(
                dataSource.getConfiguration().connectionPoolConfiguration().maxSize());
        new Migrations(flyway, MIGRATIONS_LIMIT).run();
        DecisionServer starting = new DecisionServer(settings, dataSource, Clock.systemUTC(), meters);
        try {
            starting.start();
        } catch (Exception failed) {
            starting.close();
            throw failed;
        }
        server = starting;
    }

    void stop(@Observes ShutdownEvent event) {
        DecisionServer running = server;
        if (running != null) {
            running.close();
        }
    }

    /** The running service; null while it starts. */
    @Nullable DecisionServer server() {
        return server;
    }

    private static Settings settings(TradelineConfig config) {
        return new Settings(
                config.redis().url(),
                config.redis().timeout(),
                config.grpc().host(),
                config.grpc().port(),
                connections(config.grpc()),
                new AccessSettings(
                        config.auth().jwks(),
                        config.auth().jwksPlainHttp(),
                        config.auth().jwksRefresh(),
                        config.auth().issuer(),
                        config.callers().rate(),
                        config.callers().burst(),
                        config.callers().calls(),
                        config.callers().streams(),
                        config.callers().remembered()),
                new LedgerSettings(
                        config.ledger().lanes(),
                        config.ledger().queueCapacity(),
                        config.ledger().batchSize(),
                        config.ledger().linger()),
                config.accountsInMemory(),
                config.readers().threads(),
                config.readers().queueCapacity(),
                config.retentionMonths(),
                new StreamSettings(
                        config.streams().authorize(),
                        config.streams().ordersUnderWay(),
                        config.streams().watches(),
                        config.streams().subscriptions(),
                        new FeedSettings(
                                config.feed().poll(),
                                config.feed().ring(),
                                config.feed().backfills(),
                                config.feed().backfillRate(),
                                config.feed().heartbeat())),
                TracingSettings.of(config.tracing()),
                new RecountSettings(
                        config.recount().interval(),
                        config.recount().entriesPerSecond(),
                        config.recount().accountsPerSecond(),
                        config.recount().afresh()),
                config.drain());
    }

    private static ConnectionSettings connections(TradelineConfig.Grpc grpc) {
        return new ConnectionSettings(
                TlsSettings.of(grpc.tls()),
                grpc.maxMessage(),
                grpc.maxBatch(),
                grpc.maxMetadata(),
                grpc.callsPerConnection(),
                grpc.maxConnections(),
                grpc.maxConnectionAge(),
                grpc.maxConnectionAgeGrace(),
                grpc.maxConnectionIdle());
    }
}
