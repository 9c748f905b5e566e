package io.tradeline.rules.facts;

import io.tradeline.rules.verdict.RequiredApproval.Side;
import java.time.Instant;

/** A person's answer to an order that waited for it; the amount, in the account's currency, is the largest that it covers. */
public record Resolution(
        boolean approved,
        Side side,
        String resolverId,
        String role,
        String reason,
        Instant resolvedAt,
        long amountMinor) {}
