package io.tradeline.rules.money;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Dated exchange rates against one base currency; between two others the rate goes through the base.
 *
 * <p>On a day counts the newest rate that is dated on or before it. Results are rounded half to even to the minor unit. Conversion
 * never falls when the amount grows. A currency converts to itself unchanged on any day, in the table or not.
 */
public final class Rates {

    /** Decimals to which a rate is kept. */
    public static final int SCALE = 8;

    private static final long ONE = 100_000_000L;

    private final String base;
    private final Map<String, Series> byCurrency;

    private Rates(String base, Map<String, Series> byCurrency) {
        this.base = base;
        this.byCurrency = byCurrency;
    }

    /**
     * A table of rates.
     *
     * @param base ISO 4217 code
     * @param rates by currency and first day: how much of the currency one unit of the base is worth, times 10^{@value #SCALE}; above 0
     */
    public static Rates of(String base, Map<String, NavigableMap<LocalDate, Long>> rates) {
        Map<String, Series> series = new TreeMap<>();
        series.put(base, new Series(new int[] {Integer.MIN_VALUE}, new long[] {ONE}, Money.decimals(base)));
        rates.forEach((currency, byDay) -> series.put(currency, Series.of(currency, byDay)));
        return new Rates(base, Map.copyOf(series));
    }

    /** The currency that all others are quoted against. */
    public String base() {
        return base;
    }

    /** Whether an amount can be converted on that day. */
    public boolean has(String from, String to, LocalDate day) {
        return from.equals(to) || (find(from, day) != 0 && find(to, day) != 0);
    }

    /**
     * The amount in the other currency.
     *
     * @throws UnknownRateException when one of the two has no rate on that day
     * @throws ArithmeticException when the result passes the range of a long
     */
    public Money convert(Money amount, String to, LocalDate day) {
        if (amount.currency().equals(to)) {
            return amount;
        }
        return new Money(to, convertMinor(amount.minor(), amount.currency(), to, day));
    }

    /** As {@link #convert}, in minor units of either currency. */
    public long convertMinor(long minor, String from, String to, LocalDate day) {
        if (from.equals(to)) {
            return minor;
        }
        long fromRate = find(from, day);
        long toRate = find(to, day);
        if (fromRate == 0 || toRate == 0) {
            throw new UnknownRateException(from, to, day);
        }
        int shift = decimals(to) - decimals(from);
        return multiplyDivide(minor, toRate, shift > 0 ? pow10(shift) : 1, fromRate, shift < 0 ? pow10(-shift) : 1);
    }

    /**
     * The largest amount, in minor units of {@code from}, that converts to at most the limit; the inverse of {@link #convertMinor}.
     *
     * @param limitMinor in minor units of {@code to}, from 0
     */
    public long largestWithin(long limitMinor, String from, String to, LocalDate day) {
        if (from.equals(to)) {
            return limitMinor;
        }
        long guess = convertMinor(limitMinor, to, from, day);
        long step = 1;
        long low = guess;
        while (low > 0 && convertMinor(low, from, to, day) > limitMinor) {
            low = Math.max(0, low - step);
            step *= 2;
        }
        step = 1;
        long high = Math.max(guess, low) + 1;
        while (convertMinor(high, from, to, day) <= limitMinor) {
            low = high;
            high = Math.addExact(high, step);
            step *= 2;
        }
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (convertMinor(middle, from, to, day) <= limitMinor) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int decimals(String currency) {
        Series series = byCurrency.get(currency);
        return series == null ? Money.decimals(currency) : series.decimals;
    }

    /** The rate, or 0 when there is none. */
    private long find(String currency, LocalDate day) {
        Series series = byCurrency.get(currency);
        return series == null ? 0 : series.at((int) day.toEpochDay());
    }

    private static long multiplyDivide(long minor, long toRate, long toScale, long fromRate, long fromScale) {
        long scaledMinor = Math.multiplyExact(minor, toScale);
        long divisor = Math.multiplyExact(fromRate, fromScale);
        if (Math.multiplyHigh(scaledMinor, toRate) == (scaledMinor * toRate) >> 63) {
            return divideHalfEven(scaledMinor * toRate, divisor);
        }
        BigInteger[] parts = BigInteger.valueOf(scaledMinor)
                .multiply(BigInteger.valueOf(toRate))
                .divideAndRemainder(BigInteger.valueOf(divisor));
        BigInteger quotient = parts[0];
        int half = parts[1].abs().shiftLeft(1).compareTo(BigInteger.valueOf(divisor));
        if (half > 0 || (half == 0 && quotient.testBit(0))) {
            quotient = quotient.add(BigInteger.valueOf(parts[1].signum()));
        }
        return quotient.longValueExact();
    }

    /** The quotient by a positive divisor, rounded half to even. */
    static long divideHalfEven(long dividend, long divisor) {
        long quotient = dividend / divisor;
        long remainder = Math.abs(dividend % divisor);
        long rest = divisor - remainder;
        if (remainder > rest || (remainder == rest && (quotient & 1) == 1)) {
            quotient += dividend < 0 ? -1 : 1;
        }
        return quotient;
    }

    private static long pow10(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    /** Rates of one currency by the day from which they count. */
    private static final class Series {

        private final int[] days;
        private final long[] rates;
        private final int decimals;

        Series(int[] days, long[] rates, int decimals) {
            this.days = days;
            this.rates = rates;
            this.decimals = decimals;
        }

        static Series of(String currency, NavigableMap<LocalDate, Long> byDay) {
            int[] days = new int[byDay.size()];
            long[] rates = new long[byDay.size()];
            int i = 0;
            for (Map.Entry<LocalDate, Long> entry : byDay.entrySet()) {
                if (entry.getValue() <= 0) {
                    throw new IllegalArgumentException("rate of " + currency + " on " + entry.getKey() + ": "
                            + entry.getValue() + " (expected: > 0)");
                }
                days[i] = (int) entry.getKey().toEpochDay();
                rates[i++] = entry.getValue();
            }
            return new Series(days, rates, Money.decimals(currency));
        }

        /** The rate on a day, 0 before the first. */
        long at(int day) {
            int found = Arrays.binarySearch(days, day);
            int index = found >= 0 ? found : -found - 2;
            return index < 0 ? 0 : rates[index];
        }
    }
}
