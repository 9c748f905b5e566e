package io.tradeline.admin.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionSettingsTest {
    @Test
    void readsTheEnvironment() {
        DecisionSettings settings = from(Map.of(
                "TRADELINE_DECISION_TARGET", "dns:///decision-service:7400",
                "TRADELINE_DECISION_TOKEN_FILE", "/etc/tradeline/token/token"));

        assertThat(settings.target()).isEqualTo("dns:///decision-service:7400");
        assertThat(settings.tokenFile()).hasValue(Path.of("/etc/tradeline/token/token"));
    }

    @Test
    void looksOnThisMachineWithoutAToken() {
        DecisionSettings settings = from(Map.of());

        assertThat(settings.target()).isEqualTo("127.0.0.1:7400");
        assertThat(settings.tokenFile()).isEmpty();
    }

    private static DecisionSettings from(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new EnvConfigSource(environment, 300))
                .withMapping(DecisionSettings.class)
                .build()
                .getConfigMapping(DecisionSettings.class);
    }
}
