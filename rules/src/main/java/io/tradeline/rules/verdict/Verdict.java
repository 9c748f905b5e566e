package io.tradeline.rules.verdict;

import io.tradeline.rules.money.Money;
import io.tradeline.rules.terms.TermsPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one outcome of a decision, and all that led to it.
 *
 * @param creditAmount the order's amount in the account's currency
 * @param findings the gravest first; equally grave ones by rule id and account
 * @param terms null when declined without an offer of prepayment
 * @param requiredApprovals who must approve next; empty unless the outcome asks for approval or review
 * @param limits of each node, in the order of the facts
 */
public record Verdict(
        Outcome outcome,
        Money creditAmount,
        List<Finding> findings,
        @Nullable TermsPlan terms,
        List<RequiredApproval> requiredApprovals,
        List<NodeLimit> limits) {}
