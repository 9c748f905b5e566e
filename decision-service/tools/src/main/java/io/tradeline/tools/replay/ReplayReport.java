package io.tradeline.tools.replay;

import java.util.List;

/**
 * What a replay found. Amounts in pence.
 *
 * @param run the prefix of all ids
 * @param answers SHA-256 over order, outcome and decision id of every order: equal when a repeated run got the same answers
 * @param accountsCreated accounts that were not known before; 0 in a repeated run
 * @param provisioningSeconds for the accounts alone
 * @param seconds for everything after them
 */
record ReplayReport(
        String run,
        String answers,
        int accounts,
        int accountsCreated,
        Rows rows,
        List<OutcomeLine> outcomes,
        List<ReasonLine> reasons,
        long captures,
        long payments,
        long creditNotes,
        Peaks peaks,
        long openMinor,
        double provisioningSeconds,
        double seconds,
        double ordersPerSecond,
        Latencies.Summary authorize,
        Latencies.Summary capture,
        Latencies.Summary postings,
        Failures failures) {

    ReplayReport {
        outcomes = List.copyOf(outcomes);
        reasons = List.copyOf(reasons);
    }

    /** What the file held. */
    record Rows(int orders, int cancellations, int anonymous, int withoutValue, int wrong) {}

    /** Orders with one outcome. */
    record OutcomeLine(String outcome, long orders, long valueMinor) {}

    /**
     * Orders in which a reason was found, counted once each.
     *
     * @param severity the gravest with which it was found
     */
    record ReasonLine(String reason, String severity, long orders, long valueMinor) {
        /** Whether people are told of it, and no order was held for it. */
        boolean isAlert() {
            return severity.equals("ALERT");
        }
    }

    /** The largest exposures. */
    record Peaks(long totalMinor, String totalAt, List<AccountPeak> accounts) {
        Peaks {
            accounts = List.copyOf(accounts);
        }
    }

    /** The largest exposure of one account, and when. */
    record AccountPeak(String accountId, long exposureMinor, String at) {}

    /**
     * Calls and postings that were refused.
     *
     * @param examples the first ones in words
     */
    record Failures(long count, List<String> examples) {
        Failures {
            examples = List.copyOf(examples);
        }
    }

    boolean hasFailures() {
        return failures.count() > 0;
    }
}
