package io.tradeline.rules.cases.format;

import io.tradeline.rules.verdict.Outcome;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a verdict must be; null: not looked at.
 *
 * @param fires all rules that make a finding, by name; rules that choose terms need not be listed
 * @param silent rules that must not fire
 * @param terms source of the terms; "none": no terms
 * @param due all due dates, in order
 * @param approvals who must approve next: "finance credit-manager", "buyer manager"
 * @param limits limit by account: "10,000.00 GBP individual", or "none"
 */
public record Expected(
        Outcome outcome,
        Map<String, ExpectedFinding> fires,
        Set<String> silent,
        @Nullable String terms,
        @Nullable List<LocalDate> due,
        @Nullable LocalDate discountUntil,
        @Nullable List<String> approvals,
        Map<String, String> limits) {

    /**
     * What a finding must be; null: not looked at.
     *
     * @param passes "2,500.00 GBP", "pay 200.00 GBP", "field purchase_order_number", "approval buyer manager" or "nothing"
     * @param evidence by name, as {@link Object#toString} of a value for people
     */
    public record ExpectedFinding(
            @Nullable String reason,
            @Nullable String severity,
            @Nullable String account,
            @Nullable String passes,
            Map<String, String> evidence) {}
}
