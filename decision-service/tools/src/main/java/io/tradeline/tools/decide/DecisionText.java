package io.tradeline.tools.decide;

import com.google.protobuf.Timestamp;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.tools.text.Amounts;
import io.tradeline.tools.text.Ink;
import io.tradeline.tools.text.TextTable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A decision for people: the answer first, then why, on which terms, and what it does to the credit. */
final class DecisionText {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MILLISECOND = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Ink ink;

    DecisionText(Ink ink) {
        this.ink = ink;
    }

    /** Lines without their ends. */
    List<String> render(Decision decision) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(decision));
        section(lines, "Why", findings(decision));
        section(lines, "Next", approvals(decision));
        section(lines, "Terms", decision.hasTerms() ? TermsText.lines(decision.getTerms()) : List.of());
        section(lines, "Credit", positions(decision));
        section(lines, "Record", record(decision));
        return lines;
    }

    private String headline(Decision decision) {
        String outcome = decision.getOutcome().name().replace("OUTCOME_", "").replace('_', ' ');
        String painted = switch (decision.getOutcome()) {
            case OUTCOME_APPROVED -> ink.green(outcome);
            case OUTCOME_APPROVAL_REQUIRED, OUTCOME_REVIEW_REQUIRED -> ink.yellow(outcome);
            case OUTCOME_DECLINED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> ink.red(outcome);
        };
        String order = decision.getOrderId() + " of " + decision.getAccountId();
        return painted + "  order " + order + ", " + amount(decision) + consequence(decision);
    }

    private static String amount(Decision decision) {
        String asked = Amounts.money(decision.getAmount());
        boolean converted = decision.hasCreditAmount()
                && !decision.getCreditAmount()
                        .getCurrencyCode()
                        .equals(decision.getAmount().getCurrencyCode());
        return converted ? asked + " (" + Amounts.money(decision.getCreditAmount()) + ")" : asked;
    }

    private static String consequence(Decision decision) {
        if (decision.getKind() == Decision.Kind.KIND_EVALUATE) {
            return " (what if: nothing was reserved)";
        }
        return decision.hasReservedUntil()
                ? " (credit reserved until " + MINUTE.format(instant(decision.getReservedUntil())) + ")"
                : "";
    }

    private List<String> findings(Decision decision) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : decision.getFindingsList()) {
            String severity = finding.getSeverity().name().replace("SEVERITY_", "");
            String label = String.format(Locale.ROOT, "%-8s", severity);
            lines.add(paint(finding.getSeverity(), label) + "  " + FindingText.sentence(finding));
            FindingText.counterfactual(finding).ifPresent(enough -> lines.add("          -> " + enough));
            lines.add(ink.dim("          " + finding.getReasonCode() + ", rule " + finding.getRuleId()));
        }
        if (lines.isEmpty()) {
            lines.add("No rule found anything against it.");
        }
        return lines;
    }

    private String paint(Finding.Severity severity, String label) {
        return switch (severity) {
            case SEVERITY_DECLINE -> ink.red(label);
            case SEVERITY_REVIEW, SEVERITY_APPROVAL -> ink.yellow(label);
            case SEVERITY_ALERT -> ink.bold(label);
            case SEVERITY_INFO, SEVERITY_UNSPECIFIED, UNRECOGNIZED -> label;
        };
    }

    private static List<String> approvals(Decision decision) {
        return decision.getRequiredApprovalsList().stream()
                .map(approval -> "waits for " + FindingText.approver(approval))
                .toList();
    }

    private static List<String> positions(Decision decision) {
        TextTable table = TextTable.of(
                "account",
                "",
                ">limit",
                ">reserved",
                ">receivables",
                ">overdue",
                ">before",
                ">after",
                ">left",
                ">used");
        for (CreditPosition position : decision.getPositionsList()) {
            String currency = position.getCurrencyCode();
            long after = position.getExposureAfterMinor();
            boolean limited = position.hasLimitMinor();
            table.row(
                    position.getAccountId(),
                    currency,
                    limited ? Amounts.figure(currency, position.getLimitMinor()) : "-",
                    Amounts.figure(currency, position.getReservedMinor()),
                    Amounts.figure(currency, position.getReceivablesMinor()),
                    Amounts.figure(currency, position.getOverdueMinor()),
                    Amounts.figure(currency, position.getExposureMinor()),
                    Amounts.figure(currency, after),
                    limited ? Amounts.figure(currency, position.getLimitMinor() - after) : "-",
                    limited ? Amounts.share(after, position.getLimitMinor()) : "-");
        }
        return table.isEmpty() ? List.of() : table.lines("");
    }

    private static List<String> record(Decision decision) {
        TextTable table = TextTable.of("", "");
        row(table, "decision", decision.getDecisionId());
        row(table, "request", decision.getRequestId());
        boolean changed = !decision.getAuthorizationId().equals(decision.getDecisionId());
        row(table, "authorization", changed ? decision.getAuthorizationId() : "");
        row(table, "decided", decision.hasDecidedAt() ? MILLISECOND.format(instant(decision.getDecidedAt())) : "");
        row(table, "release", decision.getReleaseDigest());
        return table.isEmpty() ? List.of() : table.lines("");
    }

    private static void row(TextTable table, String name, String value) {
        if (!value.isEmpty()) {
            table.row(name, value);
        }
    }

    /** Adds a section, unless it is empty. */
    void section(List<String> lines, String title, List<String> body) {
        if (body.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(ink.bold(title));
        body.forEach(line -> lines.add("  " + line));
    }

    private static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }
}
