package io.tradeline.rules.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.rules.properties.Seeds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RatesTest {

    private static final LocalDate FIRST = LocalDate.of(2010, 1, 31);
    private static final LocalDate SECOND = LocalDate.of(2010, 2, 28);
    private static final List<String> CURRENCIES = List.of("EUR", "GBP", "JPY", "KWD");
    private static final Rates RATES = Rates.of(
            "EUR",
            Map.of(
                    "GBP", new TreeMap<>(Map.of(FIRST, 88_580_000L, SECOND, 90_000_000L)),
                    "JPY", new TreeMap<>(Map.of(FIRST, 13_108_000_000L)),
                    "KWD", new TreeMap<>(Map.of(FIRST, 40_000_000L))));

    @Test
    void theNewestRateOnOrBeforeTheDayCounts() {
        assertThat(RATES.convert(new Money("EUR", 100_00), "GBP", FIRST)).isEqualTo(new Money("GBP", 88_58));
        assertThat(RATES.convert(new Money("EUR", 100_00), "GBP", SECOND.minusDays(1)))
                .isEqualTo(new Money("GBP", 88_58));
        assertThat(RATES.convert(new Money("EUR", 100_00), "GBP", SECOND)).isEqualTo(new Money("GBP", 90_00));
        assertThat(RATES.convert(new Money("EUR", 100_00), "GBP", LocalDate.of(2030, 1, 1)))
                .isEqualTo(new Money("GBP", 90_00));
    }

    @Test
    void betweenTwoOthersTheRateGoesThroughTheBase() {
        // 90.00 GBP = 100.00 EUR = 13,108 JPY
        assertThat(RATES.convert(new Money("GBP", 90_00), "JPY", SECOND)).isEqualTo(new Money("JPY", 13_108));
        assertThat(RATES.convert(new Money("JPY", 13_108), "KWD", SECOND)).isEqualTo(new Money("KWD", 40_000));
    }

    @Test
    void halvesAreRoundedToEven() {
        assertThat(Rates.divideHalfEven(5, 2)).isEqualTo(2);
        assertThat(Rates.divideHalfEven(7, 2)).isEqualTo(4);
        assertThat(Rates.divideHalfEven(-5, 2)).isEqualTo(-2);
        assertThat(Rates.divideHalfEven(-7, 2)).isEqualTo(-4);
    }

    @Test
    void aCurrencyIsItselfOnAnyDay() {
        assertThat(RATES.convert(new Money("BRL", 7), "BRL", LocalDate.MIN)).isEqualTo(new Money("BRL", 7));
        assertThat(RATES.has("BRL", "BRL", LocalDate.MIN)).isTrue();
    }

    @Test
    void anUnknownRateNamesPairAndDay() {
        assertThat(RATES.has("EUR", "BRL", FIRST)).isFalse();
        assertThat(RATES.has("EUR", "GBP", FIRST.minusDays(1))).isFalse();
        assertThatThrownBy(() -> RATES.convert(new Money("GBP", 1), "BRL", FIRST))
                .isInstanceOf(UnknownRateException.class)
                .hasMessage("rate: GBP to BRL on 2010-01-31 (expected: both in the rate table on or before that day)");
    }

    @Test
    void conversionIsThatOfExactDecimals() {
        Map<String, BigDecimal> perEuro = Map.of(
                "EUR",
                BigDecimal.ONE,
                "GBP",
                new BigDecimal("0.9"),
                "JPY",
                new BigDecimal("131.08"),
                "KWD",
                new BigDecimal("0.4"));
        Seeds.forAll(5_000, random -> {
            String from = CURRENCIES.get(random.nextInt(4));
            String to = CURRENCIES.get(random.nextInt(4));
            long minor = random.nextLong() >> (random.nextInt(40) + 22);
            BigDecimal exact = BigDecimal.valueOf(minor, Money.decimals(from))
                    .multiply(perEuro.getOrDefault(to, BigDecimal.ONE))
                    .divide(perEuro.getOrDefault(from, BigDecimal.ONE), Money.decimals(to), RoundingMode.HALF_EVEN);
            assertThat(RATES.convert(new Money(from, minor), to, SECOND).minor())
                    .isEqualTo(exact.movePointRight(Money.decimals(to)).longValueExact());
        });
    }

    @Test
    void theLargestAmountWithinALimitIsExact() {
        Seeds.forAll(5_000, random -> {
            String from = CURRENCIES.get(random.nextInt(4));
            String to = CURRENCIES.get(random.nextInt(4));
            long limit = random.nextLong() >>> (random.nextInt(40) + 23);
            long largest = RATES.largestWithin(limit, from, to, SECOND);
            assertThat(RATES.convertMinor(largest, from, to, SECOND)).isLessThanOrEqualTo(limit);
            assertThat(RATES.convertMinor(largest + 1, from, to, SECOND)).isGreaterThan(limit);
        });
    }
}
