package io.tradeline.tools.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tradeline.embedded.LocalPorts;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GivenServersTest {
    @Test
    void nothingNamedIsNothingGiven() {
        assertThat(GivenServers.database(Map.of())).isEmpty();
        assertThat(GivenServers.redis(Map.of("TRADELINE_REDIS_URL", " "))).isEmpty();
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsNamedWithoutThePassword() {
        String url = "jdbc:postgresql://127.0.0.1:" + LocalPorts.findFree() + "/db";
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> GivenServers.database(Map.of(
                        "TRADELINE_DATABASE_URL", url,
                        "TRADELINE_DATABASE_USER", "u",
                        "TRADELINE_DATABASE_PASSWORD", "hidden")))
                .withMessageContaining("TRADELINE_DATABASE_URL")
                .withMessageContaining(url + " as u")
                .withMessageNotContaining("hidden")
                .satisfies(thrown -> assertThat(thrown.exitCode()).isEqualTo(ExitCodes.ENVIRONMENT));
    }

    @Test
    void anotherKindOfDatabaseIsRefused() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> GivenServers.database(Map.of("TRADELINE_DATABASE_URL", "jdbc:mysql://h/db")))
                .withMessage("TRADELINE_DATABASE_URL: jdbc:mysql://h/db"
                        + " (expected: jdbc:postgresql://host:port/database)");
    }

    @Test
    void aRedisThatDoesNotAnswerIsNamedWithoutThePassword() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> GivenServers.redis(
                        Map.of("TRADELINE_REDIS_URL", "redis://:hidden@127.0.0.1:" + LocalPorts.findFree())))
                .withMessageContaining("TRADELINE_REDIS_URL: redis://***@127.0.0.1:")
                .withMessageNotContaining("hidden");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> GivenServers.redis(Map.of("TRADELINE_REDIS_URL", "localhost:6379")))
                .withMessageContaining("expected: redis://host:port");
    }
}
