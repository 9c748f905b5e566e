package io.tradeline.rules.money;

import java.util.Currency;
import java.util.Objects;

/**
 * An amount in one currency's minor unit (ISO 4217). Not for shares or rates, and never the result of floating-point arithmetic.
 *
 * @param currency ISO 4217 alphabetic code
 * @param minor the amount in minor units; may be negative
 */
public record Money(String currency, long minor) implements Comparable<Money> {

    public Money {
        Objects.requireNonNull(currency, "currency");
    }

    /**
     * An amount of a currency that ISO 4217 knows.
     *
     * @throws IllegalArgumentException when the code is unknown
     */
    public static Money of(String currency, long minor) {
        requireKnown(currency);
        return new Money(currency, minor);
    }

    public static Money zero(String currency) {
        return new Money(currency, 0);
    }

    /** Decimals of a currency's minor unit: 2 for EUR, 0 for JPY. */
    public static int decimals(String currency) {
        return Math.max(0, requireKnown(currency).getDefaultFractionDigits());
    }

    /** Whether ISO 4217 knows the code. */
    public static boolean isKnown(String currency) {
        try {
            Currency.getInstance(currency);
            return true;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    public Money plus(Money other) {
        return new Money(currency, Math.addExact(minor, same(other).minor));
    }

    public Money minus(Money other) {
        return new Money(currency, Math.subtractExact(minor, same(other).minor));
    }

    public boolean isPositive() {
        return minor > 0;
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(minor, same(other).minor);
    }

    /** For people: "1,234.50 EUR". */
    @Override
    public String toString() {
        int decimals = decimals(currency);
        return String.format(
                java.util.Locale.ROOT,
                "%,." + decimals + "f %s",
                java.math.BigDecimal.valueOf(minor, decimals),
                currency);
    }

    private Money same(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("currency: " + other.currency + " (expected: " + currency + ")");
        }
        return other;
    }

    private static Currency requireKnown(String currency) {
        try {
            return Currency.getInstance(currency);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("currency: " + currency + " (expected: an ISO 4217 code)", unknown);
        }
    }
}
