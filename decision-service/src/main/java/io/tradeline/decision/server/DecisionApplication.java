package io.tradeline.decision.server;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.tradeline.decision.feed.FeedSettings;
import io.tradeline.decision.ledger.LedgerSettings;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** Starts and ends the service with the Quarkus application around it, which gives it settings, a pool of connections, migrations and health. */
@Singleton
public class DecisionApplication {

    private final TradelineConfig config;
    private final AgroalDataSource dataSource;
    private final Flyway flyway;
    private volatile @Nullable DecisionServer server;

    DecisionApplication(TradelineConfig config, AgroalDataSource dataSource, Flyway flyway) {
        this.config = config;
        this.dataSource = dataSource;
        this.flyway = flyway;
    }

    void start(@Observes StartupEvent event) throws Exception {
        Settings settings = settings(config);
        settings.requireConnections(
                dataSource.getConfiguration().connectionPoolConfiguration().maxSize());
        flyway.migrate();
        DecisionServer starting = new DecisionServer(settings, dataSource, Clock.systemUTC());
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
                Path.of(config.auth().jwks()),
                config.auth().issuer(),
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
                config.drain());
    }
}
