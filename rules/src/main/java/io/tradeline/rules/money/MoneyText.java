package io.tradeline.rules.money;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads amounts as people write them. */
public final class MoneyText {

    private static final Pattern AMOUNT =
            Pattern.compile("(-?[0-9]{1,3}(?:,[0-9]{3})*(?:\\.[0-9]+)?|-?[0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern WITH_CURRENCY = Pattern.compile(AMOUNT.pattern() + " ([A-Z]{3})");

    private MoneyText() {}

    /**
     * An amount with its currency: "1,234.50 EUR".
     *
     * @throws IllegalArgumentException when it is written otherwise, or has more decimals than the currency
     */
    public static Money parse(String text) {
        Matcher matcher = WITH_CURRENCY.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: an amount such as 1,234.50 EUR)");
        }
        return new Money(matcher.group(2), minor(matcher.group(1), matcher.group(2)));
    }

    /**
     * An amount, whose currency is known or repeated: "1,234.50".
     *
     * @throws IllegalArgumentException when it is written otherwise, or has more decimals or another currency
     */
    public static Money parse(String text, String currency) {
        Matcher matcher = AMOUNT.matcher(text.strip());
        if (matcher.matches()) {
            return new Money(currency, minor(matcher.group(1), currency));
        }
        Money money = parse(text);
        if (!money.currency().equals(currency)) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: an amount in " + currency + ")");
        }
        return money;
    }

    private static long minor(String number, String currency) {
        int decimals = Money.decimals(currency);
        try {
            return new BigDecimal(number.replace(",", ""))
                    .movePointRight(decimals)
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "\"" + number + " " + currency + "\" (expected: at most " + decimals
                            + " decimals, and no more than a long holds)",
                    e);
        }
    }
}
