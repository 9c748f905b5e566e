package io.tradeline.admin;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The one place where this service meets the system's clock. Everything else has a {@link Clock} injected. */
final class ClockProducer {
    @Produces
    @Singleton
    static Clock clock() {
        return Clock.systemUTC();
    }
}
