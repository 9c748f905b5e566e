package io.tradeline.rules.policy;

import io.tradeline.rules.money.Money;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All parameters of a release, as they are written. */
public final class Parameters {

    private final Map<String, Parameter> byKey;

    private Parameters(Map<String, Parameter> byKey) {
        this.byKey = byKey;
    }

    /** These parameters; each key once. */
    public static Parameters of(List<Parameter> parameters) {
        Map<String, Parameter> byKey = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            if (byKey.put(parameter.key(), parameter) != null) {
                throw new IllegalArgumentException("parameter: " + parameter.key() + " twice (expected: once)");
            }
        }
        return new Parameters(byKey);
    }

    /** In the order of the files. */
    public Collection<Parameter> all() {
        return byKey.values();
    }

    /** The parameter with this key; null: none. */
    public @Nullable Parameter find(String key) {
        return byKey.get(key);
    }

    /** A number that the kernel itself reads; for a segment or the like, or else the one for all others. */
    public long number(String key, String by) {
        Parameter parameter = require(key);
        Parameter.Value value = parameter.values().getOrDefault(by, parameter.value());
        if (value instanceof Parameter.Value.Whole number) {
            return number.number();
        }
        throw new IllegalStateException("parameter: " + key + " for " + by + " (expected: a number)");
    }

    /** A word that the kernel itself reads. */
    public String word(String key) {
        if (require(key).value() instanceof Parameter.Value.Word word) {
            return word.word();
        }
        throw new IllegalStateException("parameter: " + key + " (expected: a word)");
    }

    /** The amounts of a list such as authority bands, in the order of the file. */
    public Map<String, Money> amounts(String key) {
        Map<String, Money> amounts = new LinkedHashMap<>();
        require(key).values().forEach((by, value) -> {
            if (value instanceof Parameter.Value.Amount amount) {
                amounts.put(by, amount.money());
            }
        });
        return amounts;
    }

    private Parameter require(String key) {
        Parameter parameter = byKey.get(key);
        if (parameter == null) {
            throw new IllegalStateException("parameter: " + key + " (expected: one of " + byKey.keySet() + ")");
        }
        return parameter;
    }
}
