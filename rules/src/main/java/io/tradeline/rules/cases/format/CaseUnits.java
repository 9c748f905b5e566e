package io.tradeline.rules.cases.format;

import io.tradeline.rules.facts.Period;
import io.tradeline.rules.facts.SpendLimit;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.money.MoneyText;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** In which currency, where and when a case plays, and how it writes amounts and moments. */
record CaseUnits(String currency, ZoneId zone, Instant clock) {

    private static final Instant CLOCK = Instant.parse("2024-03-14T10:00:00Z");
    private static final Pattern SPEND = Pattern.compile("(.+) per (day|week|month|quarter|year)");

    static CaseUnits of(Layered given) {
        return new CaseUnits(
                given.at("account").value("currency", CaseUnits::currency, "GBP"),
                given.at("account").value("zone", CaseUnits::zone, ZoneId.of("Europe/London")),
                given.value("clock", CaseUnits::instant, CLOCK));
    }

    OptionalLong amount(Layered from, String name) {
        Long minor = from.optional(name, this::minor);
        return minor == null ? OptionalLong.empty() : OptionalLong.of(minor);
    }

    long minor(String text) {
        return MoneyText.parse(text, currency).minor();
    }

    SpendLimit spendLimit(String text) {
        Matcher matcher = SPEND.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: an amount and a period such as 5,000.00 per month)");
        }
        return new SpendLimit(
                minor(matcher.group(1)), Period.valueOf(matcher.group(2).toUpperCase(Locale.ROOT)));
    }

    static long thousandths(String text) {
        try {
            return new BigDecimal(text).movePointRight(3).longValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a number with at most 3 decimals)", e);
        }
    }

    private static String currency(String text) {
        if (!Money.isKnown(text)) {
            throw new IllegalArgumentException("currency: " + text + " (expected: an ISO 4217 code)");
        }
        return text;
    }

    private static Instant instant(String text) {
        return parse(text, Instant::parse, "a moment such as 2024-03-14T10:00:00Z");
    }

    private static ZoneId zone(String text) {
        return parse(text, ZoneId::of, "a time zone such as Europe/London");
    }

    private static <T> T parse(String text, Function<String, T> reader, String expectation) {
        try {
            return reader.apply(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: " + expectation + ")", e);
        }
    }
}
