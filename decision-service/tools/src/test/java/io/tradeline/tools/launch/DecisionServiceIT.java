package io.tradeline.tools.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tradeline.embedded.LocalPorts;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.tools.CommandException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The service as an application of its own: what it says about itself, over HTTP and in its log. */
@ExtendWith(SharedStack.class)
class DecisionServiceIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void isNotReadyWhilePostgresIsAwayAndSaysWhyOnce() throws Exception {
        LocalStack stack = SharedStack.stack();
        ServiceProcess service = stack.decisionService();
        assertThat(ready(service)).isEqualTo(200);

        EmbeddedPostgres postgres = stack.postgres().orElseThrow();
        postgres.stop();
        for (int probe = 0; probe < 3; probe++) {
            assertThat(ready(service)).isEqualTo(503);
        }
        postgres.restart();
        service.awaitReady(LIMIT);

        List<String> log = Files.readAllLines(service.log());
        assertThat(log)
                .filteredOn(line -> line.contains("not ready, PostgreSQL: "))
                .hasSize(1);
        assertThat(log)
                .filteredOn(line -> line.contains("PostgreSQL answers again"))
                .hasSize(1);
    }

    private static int ready(ServiceProcess service) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.httpAddress() + "/q/health/ready"))
                .timeout(Duration.ofSeconds(30))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aWrongSettingEndsTheStartWithItsRange() throws IOException {
        assertThat(lastWords(Map.of("TRADELINE_LEDGER_LANES", "0")))
                .contains("tradeline.ledger.lanes: 0 (expected: 1 to 64)");
    }

    @Test
    void tlsNeedsAllOfItsFiles() throws IOException {
        Map<String, String> certificate = Map.of("TRADELINE_GRPC_TLS_CERTIFICATE", "/tls/tls.crt");
        assertThat(lastWords(certificate)).contains("tradeline.grpc.tls.key: not set (expected: a file");
    }

    /** The log of a service that must not start with these settings. */
    private String lastWords(Map<String, String> wrong) throws IOException {
        int httpPort = LocalPorts.findFree();
        Map<String, String> environment = new HashMap<>(wrong);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(httpPort));
        environment.put("TRADELINE_AUTH_JWKS", directory.resolve("jwks.json").toString());
        ServiceSpec spec = new ServiceSpec(
                "decision-service",
                TradelineHome.application("decision-service"),
                List.of(),
                environment,
                httpPort,
                directory.resolve("logs"),
                directory.resolve("run"));
        try (ServiceProcess service = ServiceProcess.start(spec)) {
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(() -> service.awaitReady(LIMIT))
                    .withMessageContaining("decision-service ended while it started (exit code 1)");
            return Files.readString(service.log());
        }
    }
}
