package io.tradeline.decision.server;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ready when a release is compiled, the port is open and PostgreSQL answers. Redis is not needed to be ready, only to be quick. */
@Readiness
@Singleton
public class ReadyCheck implements HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ReadyCheck.class);
    private static final int SECONDS = 2;

    private final DecisionApplication application;
    private final AgroalDataSource dataSource;
    private final AtomicBoolean lost = new AtomicBoolean();

    ReadyCheck(DecisionApplication application, AgroalDataSource dataSource) {
        this.application = application;
        this.dataSource = dataSource;
    }

    @Override
    public HealthCheckResponse call() {
        DecisionServer server = application.server();
        boolean serving = server != null && server.isServing();
        String database = database();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("decisions")
                .status(serving && database.isEmpty())
                .withData("serving", serving)
                .withData("database", database.isEmpty() ? "reachable" : database);
        if (server != null) {
            response.withData("waiting", server.ledger().waiting());
        }
        return response.build();
    }

    /** Why the database can't be used; empty when it can. */
    private String database() {
        try (Connection connection = dataSource.getConnection()) {
            if (connection.isValid(SECONDS)) {
                if (lost.compareAndSet(true, false)) {
                    LOG.info("PostgreSQL answers again");
                }
                return "";
            }
            return lost("no answer within " + SECONDS + " seconds", null);
        } catch (SQLException unreachable) {
            return lost("not reachable", unreachable);
        }
    }

    /** Probes come every few seconds: only the first that fails is worth a line. */
    private String lost(String why, @Nullable SQLException cause) {
        if (lost.compareAndSet(false, true)) {
            LOG.warn("not ready, PostgreSQL: {}", why, cause);
        }
        return why;
    }
}
