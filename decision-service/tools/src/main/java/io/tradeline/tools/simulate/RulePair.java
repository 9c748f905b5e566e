package io.tradeline.tools.simulate;

import com.google.protobuf.ByteString;
import io.tradeline.proto.releases.v1.PublishRequest;
import io.tradeline.proto.releases.v1.ReleaseFile;
import io.tradeline.rules.release.ReleaseSource;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two releases of the shipped rules that differ in one parameter, the tolerance above a limit, so that a figure tells which one decided. What looks at habits and at days is set so
 * that it never speaks: a plain model could not follow it.
 */
final class RulePair {
    private static final String CREDIT = "credit-limits/parameters.yaml";
    private static final String FRAUD = "fraud-flags/parameters.yaml";

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
        return sources.stream().map(RulePair::publication).toList();
    }

    private static PublishRequest publication(ReleaseSource source) {
        PublishRequest.Builder request = PublishRequest.newBuilder().setDescription("for a simulation");
        source.files()
                .forEach((path, content) -> request.addFiles(
                        ReleaseFile.newBuilder().setPath(path).setContent(ByteString.copyFrom(content))));
        return request.build();
    }

    private static ReleaseSource source(int tolerancePercent) {
        Map<String, byte[]> files = new TreeMap<>(ReleaseSource.shipped().files());
        String credit = text(files, CREDIT);
        credit = set(credit, "tolerance", tolerancePercent + " %");
        credit = set(credit, "exposure-jump-floor", "100,000,000.00 EUR");
        credit = set(credit, "overdue-floor", "1,000,000.00 EUR");
        String fraud = text(files, FRAUD);
        fraud = set(fraud, "velocity-samples", "200");
        fraud = setEach(fraud, "velocity-orders-floor", List.of("hour", "day", "week"), "1000");
        fraud = setEach(fraud, "velocity-amount-floor", List.of("hour", "day", "week"), "10,000,000.00 EUR");
        fraud = set(fraud, "working-hours-from", "0");
        fraud = set(fraud, "working-hours-until", "24");
        fraud = set(fraud, "just-under-margin", "0.1 %");
        fraud = set(fraud, "just-under-orders", "16");
        fraud = set(fraud, "unread-signals-amount", "10,000,000.00 EUR");
        fraud = set(fraud, "bureau-report-amount", "100,000,000.00 EUR");
        files.put(CREDIT, credit.getBytes(StandardCharsets.UTF_8));
        files.put(FRAUD, fraud.getBytes(StandardCharsets.UTF_8));
        return ReleaseSource.of(files);
    }

    private static String text(Map<String, byte[]> files, String path) {
        return new String(Objects.requireNonNull(files.get(path), path), StandardCharsets.UTF_8);
    }

    private static String set(String yaml, String name, String value) {
        return replaced(yaml, "(?m)^(" + name + ":\\n(?:  .*\\n)*?  value: ).*$", name, value);
    }

    private static String setEach(String yaml, String name, List<String> keys, String value) {
        String text = yaml;
        for (String key : keys) {
            text = replaced(text, "(?m)^(" + name + ":\\n(?:  .*\\n)*?    " + key + ": ).*$", name, value);
        }
        return text;
    }

    private static String replaced(String yaml, String pattern, String name, String value) {
        Matcher found = Pattern.compile(pattern).matcher(yaml);
        if (!found.find()) {
            throw new IllegalStateException("parameter " + name + " is not in the shipped rules (expected: it is)");
        }
        return found.replaceFirst("$1" + Matcher.quoteReplacement(value));
    }
}
