package io.tradeline.rules.policy;

import io.tradeline.rules.money.Money;
import io.tradeline.rules.terms.PaymentTerms;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One threshold of a release.
 *
 * @param key unique in the release
 * @param description what it is for, in a sentence
 * @param by what the values differ by, for example "segment"; empty: one value
 * @param value without {@code by} the value; with it the value of all that are not listed, or null: they have none
 * @param values by segment, tier or what {@code by} says, in the order of the file
 */
public record Parameter(
        String key,
        String description,
        Unit unit,
        String by,
        @Nullable Value value,
        Map<String, Value> values) {

    /** A value in its unit. */
    public sealed interface Value {

        record Amount(Money money) implements Value {}

        /** Basis points, thousandths or a whole number, as the unit says. */
        record Whole(long number) implements Value {}

        record Word(String word) implements Value {}

        record Terms(PaymentTerms terms) implements Value {}
    }
}
