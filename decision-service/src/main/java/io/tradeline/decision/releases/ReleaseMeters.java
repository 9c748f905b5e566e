package io.tradeline.decision.releases;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** Which release this replica decides with, and how taking up others went. */
final class ReleaseMeters {

    private final MultiGauge serving;
    private final Timer compiled;
    private final Counter failures;

    ReleaseMeters(MeterRegistry registry) {
        serving = MultiGauge.builder("tradeline.release.serving")
                .description("1 for the digest of the release that decides")
                .register(registry);
        compiled = Timer.builder("tradeline.release.compile")
                .description("Compiling a release")
                .register(registry);
        failures = Counter.builder("tradeline.release.follow.failures")
                .description("Looks for a newly activated release that failed; the serving one went on")
                .register(registry);
    }

    void serving(String digest) {
        serving.register(List.of(MultiGauge.Row.of(Tags.of("digest", digest), 1)), true);
    }

    void compiled(Duration took) {
        compiled.record(took);
    }

    void failed() {
        failures.increment();
    }
}
