package io.tradeline.tools.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.embedded.postgres.Durability;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as an application of its own: what it says about itself, over HTTP and in its log. */
class DecisionServiceIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void isNotReadyWhilePostgresIsAwayAndSaysWhyOnce() throws Exception {
        try (LocalStack stack = LocalStack.start(StackOptions.in(directory).withDurability(Durability.NONE))) {
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
    }

    private static int ready(ServiceProcess service) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.httpAddress() + "/q/health/ready"))
                .timeout(Duration.ofSeconds(30))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
