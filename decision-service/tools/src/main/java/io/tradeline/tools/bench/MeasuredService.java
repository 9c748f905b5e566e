package io.tradeline.tools.bench;

import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.tools.bench.calls.Client;
import io.tradeline.tools.bench.calls.Connections;
import io.tradeline.tools.bench.calls.DecisionCalls;
import io.tradeline.tools.bench.process.ProcessMeter;
import io.tradeline.tools.bench.process.Processes;
import io.tradeline.tools.client.BearerCredentials;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.client.Target;
import io.tradeline.tools.launch.DatabaseAddress;
import io.tradeline.tools.launch.LocalStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A decision service that is measured.
 *
 * @param postgres holds its database; what it uses counts as the service's, so that no other one may be busy meanwhile
 */
record MeasuredService(LocalStack stack, EmbeddedPostgres postgres) {
    private static final String HOST = "127.0.0.1";
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);

    /** For loads. */
    DecisionCalls calls(Client client) {
        return new DecisionCalls(client, HOST, stack.grpcPort(), BearerCredentials.headers(token()));
    }

    /** For single calls; to be closed. */
    ServiceClient client() {
        String token = token();
        return ServiceClient.of(new Target(HOST, stack.grpcPort()), () -> token);
    }

    /** For streams that are read; to be closed. Their answers are handled on the connections' own threads. */
    Connections connections(int count) {
        return new Connections(count, Client.LEAN, HOST, stack.grpcPort(), BearerCredentials.headers(token()));
    }

    /** To its database and schema; to be closed. */
    Connection database() throws SQLException {
        DatabaseAddress address = stack.database();
        return DriverManager.getConnection(
                address.url() + "?currentSchema=decision", address.user(), address.password());
    }

    ProcessMeter processes() {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put(Processes.POSTGRES, postgres.pid());
        stack.redis().ifPresent(redis -> pids.put(Processes.REDIS, redis.pid()));
        pids.put(Processes.SERVER, stack.decisionService().pid());
        return new ProcessMeter(pids);
    }

    private String token() {
        return stack.tokens().issue("bench", TOKEN_LIFE, "decide", "accounts", "simulate", "releases", "feed");
    }
}
