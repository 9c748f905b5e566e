package io.tradeline.rules.release;

import io.tradeline.rules.money.Money;
import io.tradeline.rules.money.Rates;
import io.tradeline.rules.yaml.Element;
import io.tradeline.rules.yaml.Mistakes;
import io.tradeline.rules.yaml.Texts;
import io.tradeline.rules.yaml.Yaml;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads rates.yaml: the base currency, and by day what one unit of it is worth in others. */
final class RatesFile {

    private RatesFile() {}

    static @Nullable Rates read(String text, Mistakes mistakes) {
        Element root = Yaml.read(text, mistakes);
        if (root == null) {
            return null;
        }
        Map<String, Element> fields = root.fields(Set.of("source", "base", "rates"));
        Element base = fields.get("base");
        Element days = fields.get("rates");
        if (base == null || days == null) {
            root.mistake("base or rates is missing (expected: both)");
            return null;
        }
        requireCurrency(base, base.text());
        Map<String, NavigableMap<LocalDate, Long>> table = new TreeMap<>();
        days.fields().forEach((written, row) -> {
            LocalDate day;
            try {
                day = Texts.day(written);
            } catch (IllegalArgumentException e) {
                row.mistake(String.valueOf(e.getMessage()));
                return;
            }
            row.fields().forEach((currency, rate) -> {
                Long scaled = rate.as(RatesFile::scaled);
                if (scaled != null && requireCurrency(rate, currency)) {
                    table.computeIfAbsent(currency, c -> new TreeMap<>()).put(day, scaled);
                }
            });
        });
        return Money.isKnown(base.text()) ? Rates.of(base.text(), table) : null;
    }

    private static boolean requireCurrency(Element place, String currency) {
        if (!Money.isKnown(currency)) {
            place.mistake("currency: " + currency + " (expected: an ISO 4217 code)");
            return false;
        }
        return true;
    }

    private static long scaled(String text) {
        try {
            long scaled = new BigDecimal(text).movePointRight(Rates.SCALE).longValueExact();
            if (scaled > 0) {
                return scaled;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(expected(text), e);
        }
        throw new IllegalArgumentException(expected(text));
    }

    private static String expected(String text) {
        return "rate: " + text + " (expected: a number above 0 with at most " + Rates.SCALE + " decimals)";
    }
}
