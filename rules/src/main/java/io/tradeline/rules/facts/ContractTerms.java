package io.tradeline.rules.facts;

import io.tradeline.rules.terms.PaymentTerms;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Terms that hold for orders under one contract, on its days (null: unbounded). */
public record ContractTerms(
        String contractId,
        PaymentTerms terms,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validUntil) {

    public boolean isValidOn(LocalDate day) {
        return (validFrom == null || !day.isBefore(validFrom)) && (validUntil == null || !day.isAfter(validUntil));
    }
}
