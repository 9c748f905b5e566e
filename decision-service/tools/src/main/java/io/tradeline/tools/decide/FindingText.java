package io.tradeline.tools.decide;

import io.tradeline.proto.decision.v1.Counterfactual;
import io.tradeline.proto.decision.v1.Evidence;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.proto.decision.v1.RequiredApproval;
import io.tradeline.tools.text.Amounts;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a rule found, in sentences. */
final class FindingText {
    private FindingText() {}

    /** "Over limit at ACME: limit 10,000.00 EUR, exposure after 10,250.00 EUR." */
    static String sentence(Finding finding) {
        String where = finding.getAccountId().isEmpty() ? "" : " at " + finding.getAccountId();
        return words(finding.getReasonCode()) + where + evidence(finding.getEvidenceList()) + ".";
    }

    /** What would have been enough, when anything would. */
    static Optional<String> counterfactual(Finding finding) {
        Counterfactual enough = finding.getCounterfactual();
        return switch (enough.getWayCase()) {
            case MAXIMUM_AMOUNT ->
                Optional.of(
                        enough.getMaximumAmount().getAmountMinor() == 0
                                ? "no amount would pass"
                                : "an order of at most " + Amounts.money(enough.getMaximumAmount()) + " would pass");
            case PAYMENT ->
                Optional.of("a payment of " + Amounts.money(enough.getPayment())
                        + ", on the oldest open items first, would be enough");
            case APPROVAL -> Optional.of("an approval by " + approver(enough.getApproval()) + " would be enough");
            case MISSING_FIELD -> Optional.of(enough.getMissingField() + " is missing in the order");
            case WAY_NOT_SET -> Optional.empty();
        };
    }

    /** "approver-1 (the customer's side, level 1)". */
    static String approver(RequiredApproval approval) {
        String side = switch (approval.getSide()) {
            case SIDE_BUYER -> "the customer's side";
            case SIDE_FINANCE -> "finance";
            case SIDE_UNSPECIFIED, UNRECOGNIZED -> "side " + approval.getSideValue();
        };
        return approval.getRole() + " (" + side + (approval.getLevel() == 0 ? "" : ", level " + approval.getLevel())
                + ")";
    }

    /** "OVER_LIMIT" as "Over limit". */
    static String words(String code) {
        String words = code.replace('_', ' ').toLowerCase(Locale.ROOT);
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static String evidence(List<Evidence> evidence) {
        if (evidence.isEmpty()) {
            return "";
        }
        return evidence.stream()
                .map(value -> name(value.getName()) + " " + value(value))
                .collect(Collectors.joining(", ", ": ", ""));
    }

    private static String name(String name) {
        return name.replace('_', ' ').replace('-', ' ');
    }

    private static String value(Evidence evidence) {
        return switch (evidence.getValueCase()) {
            case MONEY -> Amounts.money(evidence.getMoney());
            case NUMBER -> Amounts.count(evidence.getNumber());
            case BASIS_POINTS -> Amounts.share(evidence.getBasisPoints());
            case TEXT -> evidence.getText().isEmpty() ? "none" : evidence.getText();
            case DATE -> TermsText.date(evidence.getDate());
            case VALUE_NOT_SET -> "unknown";
        };
    }
}
