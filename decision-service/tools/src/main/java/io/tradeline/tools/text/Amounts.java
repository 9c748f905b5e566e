package io.tradeline.tools.text;

import io.tradeline.proto.type.v1.Money;
import java.math.BigDecimal;
import java.util.Locale;

/** Amounts, counts and shares as people write them. */
public final class Amounts {
    private Amounts() {}

    /** "1,250.00 EUR". An amount in a currency that ISO 4217 does not know is given in its minor units. */
    public static String money(Money money) {
        return money(money.getCurrencyCode(), money.getAmountMinor());
    }

    /** "1,250.00 EUR". */
    public static String money(String currency, long minor) {
        if (!io.tradeline.rules.money.Money.isKnown(currency)) {
            return minor + " minor units of " + (currency.isEmpty() ? "no currency" : currency);
        }
        return figure(currency, minor) + " " + currency;
    }

    /** "1,250.00": for columns that name the currency elsewhere. */
    public static String figure(String currency, long minor) {
        int decimals = io.tradeline.rules.money.Money.isKnown(currency)
                ? io.tradeline.rules.money.Money.decimals(currency)
                : 0;
        return String.format(Locale.ROOT, "%,." + decimals + "f", BigDecimal.valueOf(minor, decimals));
    }

    /** "19,213". */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** "84.0 %" for 8,400 basis points. */
    public static String share(long basisPoints) {
        return String.format(Locale.ROOT, "%,.1f %%", basisPoints / 100.0);
    }

    /** "84.0 %" for part 84 of whole 100; "-" of nothing. */
    public static String share(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }

    /** "1 order", "2 orders". */
    public static String counted(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }
}
