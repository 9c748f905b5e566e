package io.tradeline.admin.state;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** How the decision service is reached. Environment: {@code TRADELINE_DECISION_TARGET}, {@code TRADELINE_DECISION_TOKEN_FILE}. */
@ConfigMapping(prefix = "tradeline.decision")
interface DecisionSettings {
    /** gRPC target: {@code host:port}, or a name with scheme such as {@code dns:///decision-service:7400}. */
    @WithDefault("127.0.0.1:7400")
    String target();

    /** File that holds one bearer token with the scope {@code read}. Read again for each call, so that it can be renewed in place. */
    Optional<Path> tokenFile();
}
