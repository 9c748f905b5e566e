package io.tradeline.tools.audit;

import io.tradeline.decision.audit.Audit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An audit's result, for people and for programs. */
public final class AuditText {

    private AuditText() {}

    /** Lines for people. */
    public static List<String> lines(Books books, Audit.Result result, double seconds) {
        List<String> lines = new ArrayList<>();
        lines.add("Audit of " + books.address().url());
        lines.add("");
        lines.add(count("accounts, recounted from ledger, orders and items", result.accounts()));
        lines.add(count("versions of account facts, against their hashes", result.factsVersions()));
        lines.add(count("requests, each answered once", result.requests()));
        lines.add(count("decisions, in unbroken chains", result.decisions()));
        lines.add(count("decisions replayed, equal and within limits", result.replayed()));
        lines.add("");
        if (result.holds()) {
            lines.add(String.format(Locale.ROOT, "All of it holds (%.1f s).", seconds));
            return lines;
        }
        lines.add(String.format(
                Locale.ROOT,
                result.problemCount() == 1 ? "%,d thing does not hold:" : "%,d things do not hold:",
                result.problemCount()));
        result.problems().forEach(problem -> lines.add("  - " + problem));
        if (result.problemCount() > result.problems().size()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  ... and %,d more",
                    result.problemCount() - result.problems().size()));
        }
        return lines;
    }

    /** For JSON. */
    public static Map<String, Object> map(Audit.Result result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("holds", result.holds());
        map.put("accounts", result.accounts());
        map.put("factsVersions", result.factsVersions());
        map.put("requests", result.requests());
        map.put("decisions", result.decisions());
        map.put("replayed", result.replayed());
        map.put("problemCount", result.problemCount());
        map.put("problems", result.problems());
        return map;
    }

    private static String count(String what, long number) {
        return String.format(Locale.ROOT, "  %-50s %,12d", what, number);
    }
}
