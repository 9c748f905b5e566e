package io.tradeline.rules.resolve;

import io.tradeline.rules.verdict.Finding;
import io.tradeline.rules.verdict.Outcome;
import io.tradeline.rules.verdict.RequiredApproval;
import io.tradeline.rules.verdict.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * From findings to one outcome. It is fixed, so that a rule can only ever add a finding: the gravest one decides, and nothing that is added
 * makes the outcome milder.
 */
public final class Resolver {

    /**
     * The gravest first, then by rule, account, evidence and what would have been enough: findings are in the same order however the rules
     * came to fire.
     */
    public static final Comparator<Finding> ORDER = Comparator.comparing(Finding::severity)
            .reversed()
            .thenComparing(Finding::ruleId)
            .thenComparing(Finding::accountId)
            .thenComparing(finding -> finding.evidence().toString())
            .thenComparing(finding -> String.valueOf(finding.counterfactual()));

    private Resolver() {}

    /** The outcome that the gravest of these asks for. */
    public static Outcome outcome(List<Finding> findings) {
        Outcome outcome = Outcome.APPROVED;
        for (Finding finding : findings) {
            Outcome asked = outcome(finding.severity());
            if (asked.compareTo(outcome) > 0) {
                outcome = asked;
            }
        }
        return outcome;
    }

    /** Of approvals that are missing, those of the lowest level, by role; each once. */
    public static List<RequiredApproval> next(List<RequiredApproval> missing) {
        if (missing.isEmpty()) {
            return List.of();
        }
        int lowest = Integer.MAX_VALUE;
        for (RequiredApproval approval : missing) {
            lowest = Math.min(lowest, approval.level());
        }
        List<RequiredApproval> next = new ArrayList<>();
        for (RequiredApproval approval : missing) {
            if (approval.level() == lowest && !next.contains(approval)) {
                next.add(approval);
            }
        }
        next.sort(Comparator.comparing(RequiredApproval::role));
        return List.copyOf(next);
    }

    private static Outcome outcome(Severity severity) {
        return switch (severity) {
            case INFO, ALERT -> Outcome.APPROVED;
            case APPROVAL -> Outcome.APPROVAL_REQUIRED;
            case REVIEW -> Outcome.REVIEW_REQUIRED;
            case DECLINE -> Outcome.DECLINED;
        };
    }
}
