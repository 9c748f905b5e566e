package io.tradeline.tools.simulate;

import static io.tradeline.tools.releases.ChangedRules.CREDIT_LIMITS;
import static io.tradeline.tools.releases.ChangedRules.FRAUD_FLAGS;

import io.tradeline.proto.releases.v1.PublishRequest;
import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.tools.releases.ChangedRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two releases of the shipped rules that differ in one parameter, the tolerance above a limit, so that a figure tells which one decided. What looks at habits and at days is set so
 * that it never speaks: a plain model could not follow it.
 */
final class RulePair {
    private final List<ReleaseSource> sources;
    private final Map<String, Long> tolerances = new LinkedHashMap<>();

    RulePair() {
        this.sources = List.of(source(5), source(0));
        tolerances.put(sources.get(0).digest(), 500L);
        tolerances.put(sources.get(1).digest(), 0L);
    }

    /** Both digests. */
    List<String> digests() {
        return List.copyOf(tolerances.keySet());
    }

    /**
     * So much above a limit is approved, in basis points.
     *
     * @throws Violation when the release is none of the two
     */
    long tolerance(String digest) {
        Long tolerance = tolerances.get(digest);
        if (tolerance == null) {
            throw new Violation("decided by release " + digest + " (expected: one of " + digests() + ")");
        }
        return tolerance;
    }

    List<PublishRequest> publications() {
        return sources.stream()
                .map(source -> ChangedRules.publication(source, "for a simulation"))
                .toList();
    }

    private static ReleaseSource source(int tolerancePercent) {
        return new ChangedRules()
                .set(CREDIT_LIMITS, "tolerance", tolerancePercent + " %")
                .set(CREDIT_LIMITS, "exposure-jump-floor", "100,000,000.00 EUR")
                .set(CREDIT_LIMITS, "overdue-floor", "1,000,000.00 EUR")
                .set(FRAUD_FLAGS, "velocity-samples", "200")
                .setEach(FRAUD_FLAGS, "velocity-orders-floor", List.of("hour", "day", "week"), "1000")
                .setEach(FRAUD_FLAGS, "velocity-amount-floor", List.of("hour", "day", "week"), "10,000,000.00 EUR")
                .set(FRAUD_FLAGS, "working-hours-from", "0")
                .set(FRAUD_FLAGS, "working-hours-until", "24")
                .set(FRAUD_FLAGS, "just-under-margin", "0.1 %")
                .set(FRAUD_FLAGS, "just-under-orders", "16")
                .set(FRAUD_FLAGS, "unread-signals-amount", "10,000,000.00 EUR")
                .set(FRAUD_FLAGS, "bureau-report-amount", "100,000,000.00 EUR")
                .source();
    }
}
