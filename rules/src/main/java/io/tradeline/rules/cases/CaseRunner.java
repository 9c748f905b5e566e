package io.tradeline.rules.cases;

import io.tradeline.rules.cases.format.Case;
import io.tradeline.rules.cases.format.CaseFile;
import io.tradeline.rules.cases.format.Expected;
import io.tradeline.rules.cases.format.Expected.ExpectedFinding;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.rules.release.Trace;
import io.tradeline.rules.terms.TermsPlan;
import io.tradeline.rules.verdict.Finding;
import io.tradeline.rules.verdict.NodeLimit;
import io.tradeline.rules.verdict.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds a release against its golden cases. */
public final class CaseRunner {

    private CaseRunner() {}

    /** The cases of a release, by file and place; files with mistakes are refused when the release is compiled. */
    public static List<Case> cases(ReleaseSource source) {
        List<Case> cases = new ArrayList<>();
        source.files().forEach((path, content) -> {
            if (path.contains("/cases/")) {
                cases.addAll(
                        CaseFile.read(path, new String(content, StandardCharsets.UTF_8), (line, column, message) -> {
                            throw new IllegalArgumentException(path + ":" + line + ":" + column + ": " + message);
                        }));
            }
        });
        return cases;
    }

    /** All cases of the release that was compiled from the source. */
    public static List<CaseResult> run(Release release, ReleaseSource source) {
        return cases(source).stream().map(golden -> run(release, golden)).toList();
    }

    /** One case. */
    public static CaseResult run(Release release, Case golden) {
        Trace trace = release.trace(golden.given());
        List<String> differences = new ArrayList<>();
        Expected expected = golden.expected();
        Verdict verdict = trace.verdict();
        differ(differences, "outcome", expected.outcome(), verdict.outcome());
        fired(differences, expected, trace);
        expected.fires().forEach((rule, finding) -> finding(differences, rule, finding, verdict));
        terms(differences, expected, verdict.terms());
        if (expected.approvals() != null) {
            differ(
                    differences,
                    "approvals",
                    expected.approvals(),
                    verdict.requiredApprovals().stream().map(InWords::approval).toList());
        }
        expected.limits().forEach((account, limit) -> {
            for (NodeLimit node : verdict.limits()) {
                if (node.accountId().equals(account)) {
                    differ(
                            differences,
                            "limit of " + account,
                            limit,
                            InWords.limit(node, verdict.creditAmount().currency()));
                }
            }
        });
        return new CaseResult(golden, List.copyOf(differences));
    }

    private static void fired(List<String> differences, Expected expected, Trace trace) {
        Set<String> fired = new TreeSet<>(trace.fired());
        Set<String> relevant = new TreeSet<>(expected.fires().keySet());
        relevant.retainAll(fired);
        trace.verdict().findings().forEach(finding -> relevant.add(finding.ruleId()));
        differ(differences, "fires", new TreeSet<>(expected.fires().keySet()), relevant);
        Set<String> loud = new TreeSet<>(expected.silent());
        loud.retainAll(fired);
        if (!loud.isEmpty()) {
            differences.add("silent: " + loud + " fired");
        }
    }

    private static void finding(List<String> differences, String rule, ExpectedFinding expected, Verdict verdict) {
        List<String> best = null;
        for (Finding finding : verdict.findings()) {
            if (finding.ruleId().equals(rule)) {
                List<String> wrong = new ArrayList<>();
                differIfGiven(
                        wrong,
                        rule + " reason",
                        expected.reason(),
                        finding.reason().name());
                differIfGiven(
                        wrong,
                        rule + " severity",
                        expected.severity(),
                        finding.severity().name());
                differIfGiven(wrong, rule + " account", expected.account(), finding.accountId());
                differIfGiven(
                        wrong, rule + " passes", expected.passes(), InWords.counterfactual(finding.counterfactual()));
                Map<String, String> evidence = InWords.evidence(finding.evidence());
                expected.evidence()
                        .forEach((name, value) -> differ(
                                wrong,
                                rule + " evidence \"" + name + "\"",
                                value,
                                evidence.getOrDefault(name, "missing")));
                if (best == null || wrong.size() < best.size()) {
                    best = wrong;
                }
            }
        }
        if (best != null) {
            differences.addAll(best);
        }
    }

    private static void terms(List<String> differences, Expected expected, @Nullable TermsPlan plan) {
        differIfGiven(differences, "terms", expected.terms(), plan == null ? "none" : plan.source());
        if (expected.due() != null) {
            differ(
                    differences,
                    "due",
                    expected.due(),
                    plan == null
                            ? List.of()
                            : plan.due().stream()
                                    .map(TermsPlan.DuePart::dueDate)
                                    .toList());
        }
        if (expected.discountUntil() != null) {
            differ(differences, "discount-until", expected.discountUntil(), plan == null ? null : plan.discountUntil());
        }
    }

    private static void differIfGiven(List<String> differences, String what, @Nullable String expected, String actual) {
        if (expected != null) {
            differ(differences, what, expected, actual);
        }
    }

    private static void differ(List<String> differences, String what, Object expected, @Nullable Object actual) {
        if (!expected.equals(actual)) {
            differences.add(what + ": " + actual + " (expected: " + expected + ")");
        }
    }
}
