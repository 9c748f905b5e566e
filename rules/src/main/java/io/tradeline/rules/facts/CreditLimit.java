package io.tradeline.rules.facts;

import java.time.LocalDate;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An individual limit of credit in minor units of the account's currency.
 *
 * @param softMinor up to here the system approves by itself
 * @param hardCapMinor beyond this no one may go; empty: no cap of the account's own
 * @param validFrom first day on which it counts; null: since ever
 * @param validUntil last day on which it counts; null: until changed
 */
public record CreditLimit(
        long softMinor,
        OptionalLong hardCapMinor,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validUntil) {

    public boolean isValidOn(LocalDate day) {
        return (validFrom == null || !day.isBefore(validFrom)) && (validUntil == null || !day.isAfter(validUntil));
    }

    public boolean isExpiredOn(LocalDate day) {
        return validUntil != null && day.isAfter(validUntil);
    }
}
