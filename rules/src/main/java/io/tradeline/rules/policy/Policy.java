package io.tradeline.rules.policy;

import io.tradeline.rules.money.Rates;
import io.tradeline.rules.policy.Parameter.Value;
import io.tradeline.rules.terms.PaymentTerms;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a release as they apply to accounts of one currency on one day: the policy fact that rules read thresholds from.
 *
 * <p>Keys and accessors that rules use are checked when a release is compiled; an unknown key here is therefore a broken invariant.
 */
public final class Policy {

    private static final long ABSENT = Long.MIN_VALUE;

    private final String currency;
    private final LocalDate day;
    private final Map<String, Entry> entries;

    private Policy(String currency, LocalDate day, Map<String, Entry> entries) {
        this.currency = currency;
        this.day = day;
        this.entries = entries;
    }

    /**
     * The parameters in a currency, on a day.
     *
     * @throws io.tradeline.rules.money.UnknownRateException when an amount can't be converted
     */
    public static Policy of(Parameters parameters, Rates rates, String currency, LocalDate day) {
        Map<String, Entry> entries = new HashMap<>();
        for (Parameter parameter : parameters.all()) {
            Map<String, Entry> by = new HashMap<>();
            parameter.values().forEach((key, value) -> by.put(key, Entry.of(value, rates, currency, day, Map.of())));
            Value value = parameter.value();
            entries.put(
                    parameter.key(),
                    value == null ? new Entry(ABSENT, null, null, by) : Entry.of(value, rates, currency, day, by));
        }
        return new Policy(currency, day, entries);
    }

    /** ISO 4217 code of the amounts. */
    public String currency() {
        return currency;
    }

    public LocalDate day() {
        return day;
    }

    /** An amount in minor units of the account's currency. */
    public long amount(String key) {
        return entry(key).number;
    }

    /** The amount for a segment, tier or the like, or else the one for all others. */
    public long amount(String key, String by) {
        return entry(key, by).number;
    }

    /** Whether there is a value for the segment, tier or the like itself. */
    public boolean lists(String key, String by) {
        return entry(key).by.containsKey(by);
    }

    /** A share in basis points. */
    public long share(String key) {
        return entry(key).number;
    }

    /** As {@link #share(String)}, for a segment, tier or the like. */
    public long share(String key, String by) {
        return entry(key, by).number;
    }

    /** A factor in thousandths. */
    public long times(String key) {
        return entry(key).number;
    }

    /** A count, or days, minutes, an hour. */
    public long number(String key) {
        return entry(key).number;
    }

    /** As {@link #number(String)}, for a segment, tier or the like. */
    public long number(String key, String by) {
        return entry(key, by).number;
    }

    /** A word. */
    public String word(String key) {
        String word = entry(key).word;
        if (word == null) {
            throw new IllegalStateException("parameter: " + key + " (expected: a word)");
        }
        return word;
    }

    /** Terms of payment. */
    public PaymentTerms terms(String key) {
        PaymentTerms terms = entry(key).terms;
        if (terms == null) {
            throw new IllegalStateException("parameter: " + key + " (expected: terms)");
        }
        return terms;
    }

    /** Terms for a segment, tier or the like; null when it has none. */
    public @Nullable PaymentTerms terms(String key, String by) {
        return entry(key, by).terms;
    }

    private Entry entry(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new IllegalStateException("parameter: " + key + " (expected: one of " + entries.keySet() + ")");
        }
        return entry;
    }

    private Entry entry(String key, String by) {
        Entry entry = entry(key);
        Entry own = entry.by.get(by);
        return own == null ? entry : own;
    }

    private record Entry(
            long number, @Nullable String word, @Nullable PaymentTerms terms, Map<String, Entry> by) {

        static Entry of(Value value, Rates rates, String currency, LocalDate day, Map<String, Entry> by) {
            if (value instanceof Value.Amount amount) {
                return new Entry(rates.convert(amount.money(), currency, day).minor(), null, null, by);
            } else if (value instanceof Value.Whole number) {
                return new Entry(number.number(), null, null, by);
            } else if (value instanceof Value.Word word) {
                return new Entry(ABSENT, word.word(), null, by);
            } else if (value instanceof Value.Terms terms) {
                return new Entry(ABSENT, null, terms.terms(), by);
            }
            throw new IllegalStateException("value: " + value + " (expected: a known kind)");
        }
    }
}
