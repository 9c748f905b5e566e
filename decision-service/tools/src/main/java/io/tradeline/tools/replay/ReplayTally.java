package io.tradeline.tools.replay;

import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.proto.decision.v1.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what came of the orders. Used by one thread. */
final class ReplayTally {
    private static final int MAX_EXAMPLES = 10;

    private final Map<Outcome, long[]> outcomes = new EnumMap<>(Outcome.class);
    private final Map<String, Reason> reasons = new TreeMap<>();
    private final Map<String, String> answers = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
    private long failures;

    void decided(PastOrder order, Decision decision) {
        long[] counted = outcomes.computeIfAbsent(decision.getOutcome(), outcome -> new long[2]);
        counted[0]++;
        counted[1] += order.totalMinor();
        Map<String, Integer> gravest = new LinkedHashMap<>();
        for (Finding finding : decision.getFindingsList()) {
            gravest.merge(finding.getReasonCode(), finding.getSeverityValue(), Math::max);
        }
        gravest.forEach((reason, severity) ->
                reasons.computeIfAbsent(reason, code -> new Reason()).add(severity, order.totalMinor()));
        answers.put(order.orderId(), decision.getOutcome().name() + " " + decision.getDecisionId());
    }

    /** @param what the call in words: which order, what was refused and why */
    void failed(String what) {
        failures++;
        if (examples.size() < MAX_EXAMPLES) {
            examples.add(what);
        }
    }

    /** Outcomes from approved to declined; those that did not occur are left out. */
    List<ReplayReport.OutcomeLine> outcomes() {
        List<ReplayReport.OutcomeLine> lines = new ArrayList<>();
        outcomes.forEach((outcome, counted) -> lines.add(
                new ReplayReport.OutcomeLine(outcome.name().replace("OUTCOME_", ""), counted[0], counted[1])));
        return lines;
    }

    /** Reasons, the gravest first, then the most frequent. */
    List<ReplayReport.ReasonLine> reasons() {
        return reasons.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Reason> reason) -> -reason.getValue().severity)
                        .thenComparingLong(reason -> -reason.getValue().orders)
                        .thenComparing(Map.Entry::getKey))
                .map(reason -> reason.getValue().line(reason.getKey()))
                .toList();
    }

    ReplayReport.Failures failures() {
        return new ReplayReport.Failures(failures, examples);
    }

    /** See {@link ReplayReport#answers}. */
    String answersDigest() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
        answers.forEach(
                (order, answer) -> digest.update((order + " " + answer + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static final class Reason {
        private int severity;
        private long orders;
        private long valueMinor;

        void add(int found, long minor) {
            severity = Math.max(severity, found);
            orders++;
            valueMinor += minor;
        }

        ReplayReport.ReasonLine line(String code) {
            Finding.Severity gravest = Finding.Severity.forNumber(severity);
            String name =
                    gravest == null ? String.valueOf(severity) : gravest.name().replace("SEVERITY_", "");
            return new ReplayReport.ReasonLine(code, name, orders, valueMinor);
        }
    }
}
