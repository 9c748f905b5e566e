package io.tradeline.decision.server;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when a release is compiled, the port is open and PostgreSQL answers. Redis is not needed to be ready, only to be quick. */
@Readiness
@Singleton
public class ReadyCheck implements HealthCheck {

    private static final int SECONDS = 2;

    private final DecisionApplication application;
    private final AgroalDataSource dataSource;

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
            return connection.isValid(SECONDS) ? "" : "no answer within " + SECONDS + " seconds";
        } catch (SQLException unreachable) {
            return "not reachable";
        }
    }
}
