package io.tradeline.rules.terms;

import io.tradeline.rules.money.Money;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is due when, for one amount under given terms.
 *
 * @param source where the terms come from: "contract", "account", "tier", "industry", "segment", "default", "probation" or "prepayment"
 * @param due at least one part; they add up to the amount
 * @param discountUntil last day of the discount; null: none
 * @param discount what may be deducted until then; null: none
 */
public record TermsPlan(
        PaymentTerms terms,
        String source,
        LocalDate startDate,
        List<DuePart> due,
        @Nullable LocalDate discountUntil,
        @Nullable Money discount) {

    /** A part of the amount and its due date. */
    public record DuePart(LocalDate dueDate, Money amount) {}
}
