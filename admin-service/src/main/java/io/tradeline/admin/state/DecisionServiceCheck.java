package io.tradeline.admin.state;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that the decision service answers this service, with its token, in time. */
@Readiness
@ApplicationScoped
class DecisionServiceCheck implements HealthCheck {
    private static final String NAME = "decision-service";

    private final RecentState state;

    @Inject
    DecisionServiceCheck(RecentState state) {
        this.state = state;
    }

    @Override
    public HealthCheckResponse call() {
        if (state.read() instanceof SystemState.NotAnswering trouble) {
            return HealthCheckResponse.named(NAME)
                    .down()
                    .withData("reason", trouble.trouble().name().toLowerCase(Locale.ROOT))
                    .withData("message", trouble.trouble().headline())
                    .build();
        }
        return HealthCheckResponse.up(NAME);
    }
}
