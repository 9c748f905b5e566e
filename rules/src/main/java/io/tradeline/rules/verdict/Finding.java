package io.tradeline.rules.verdict;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a rule found.
 *
 * @param ruleId rule set and name, for example "credit-limits/over-limit"
 * @param accountId the account it is about; empty when it is about the order alone
 * @param counterfactual what would have been enough; null: nothing in the customer's or the seller's hand
 */
public record Finding(
        String ruleId,
        ReasonCode reason,
        Severity severity,
        String accountId,
        List<Evidence> evidence,
        @Nullable Counterfactual counterfactual) {}
