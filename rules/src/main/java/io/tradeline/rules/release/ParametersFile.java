package io.tradeline.rules.release;

import io.tradeline.rules.money.Money;
import io.tradeline.rules.money.MoneyText;
import io.tradeline.rules.policy.Parameter;
import io.tradeline.rules.policy.Parameter.Value;
import io.tradeline.rules.policy.Unit;
import io.tradeline.rules.terms.TermsNotation;
import io.tradeline.rules.yaml.Element;
import io.tradeline.rules.yaml.Mistakes;
import io.tradeline.rules.yaml.Yaml;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a rule set's parameters.yaml. */
final class ParametersFile {

    private static final Set<String> FIELDS =
            Set.of("description", "unit", "by", "value", "values", "min", "max", "oneOf");
    private static final Set<String> BY = Set.of("segment", "tier", "industry", "role", "span");
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{1,60}");

    private final Mistakes mistakes;

    private ParametersFile(Mistakes mistakes) {
        this.mistakes = mistakes;
    }

    /** A parameter and the line that it starts on. */
    record Placed(Parameter parameter, int line, int column) {}

    static List<Placed> read(String text, Mistakes mistakes) {
        return new ParametersFile(mistakes).read(text);
    }

    private List<Placed> read(String text) {
        Element root = Yaml.read(text, mistakes);
        if (root == null) {
            return List.of();
        }
        List<Placed> parameters = new ArrayList<>();
        root.fields().forEach((key, element) -> {
            Parameter parameter = parameter(key, element);
            if (parameter != null) {
                parameters.add(new Placed(parameter, element.line(), element.column()));
            }
        });
        return parameters;
    }

    private @Nullable Parameter parameter(String key, Element element) {
        if (!KEY.matcher(key).matches()) {
            element.mistake("parameter: " + key + " (expected: lower-case letters, digits and '-')");
        }
        Map<String, Element> fields = element.fields(FIELDS);
        Element description = fields.get("description");
        if (description == null) {
            element.mistake(key + ": description is missing (expected: a sentence that says what it is for)");
        }
        Unit unit = unit(key, element, fields.get("unit"));
        if (unit == null) {
            return null;
        }
        Range range = range(key, element, fields, unit);
        Element by = fields.get("by");
        Element listed = fields.get("values");
        Element single = fields.get("value");
        if ((by == null) != (listed == null)) {
            element.mistake(key + ": by and values (expected: both or neither)");
        }
        if (by != null && !BY.contains(by.text())) {
            by.mistake(key + ": by " + by.text() + " (expected: one of "
                    + BY.stream().sorted().collect(Collectors.joining(", ")) + ")");
        }
        if (single == null && listed == null) {
            element.mistake(key + ": value is missing (expected: value: ...)");
        }
        Map<String, Value> values = new LinkedHashMap<>();
        if (listed != null) {
            listed.fields().forEach((name, each) -> {
                Value value = value(key, each, unit, range);
                if (value != null) {
                    values.put(name, value);
                }
            });
        }
        return new Parameter(
                key,
                description == null ? "" : description.text(),
                unit,
                by == null ? "" : by.text(),
                single == null ? null : value(key, single, unit, range),
                values);
    }

    private static @Nullable Unit unit(String key, Element element, @Nullable Element unit) {
        String units = Arrays.stream(Unit.values()).map(Unit::word).collect(Collectors.joining(", "));
        if (unit == null) {
            element.mistake(key + ": unit is missing (expected: one of " + units + ")");
            return null;
        }
        for (Unit each : Unit.values()) {
            if (each.word().equals(unit.text())) {
                return each;
            }
        }
        unit.mistake(key + ": unit " + unit.text() + " (expected: one of " + units + ")");
        return null;
    }

    private static Range range(String key, Element element, Map<String, Element> fields, Unit unit) {
        Element min = fields.get("min");
        Element max = fields.get("max");
        Element oneOf = fields.get("oneOf");
        if (unit == Unit.WORD || unit == Unit.TERMS) {
            if (min != null || max != null) {
                element.mistake(key + ": min and max (expected: none for the unit " + unit.word() + ")");
            }
            List<String> words = oneOf == null
                    ? List.of()
                    : oneOf.items().stream().map(Element::text).toList();
            return new Range(null, null, words);
        }
        if (min == null || max == null) {
            element.mistake(key + ": min or max is missing (expected: both)");
        }
        return new Range(min == null ? null : plain(min, unit), max == null ? null : plain(max, unit), List.of());
    }

    private @Nullable Value value(String key, Element element, Unit unit, Range range) {
        switch (unit) {
            case WORD -> {
                if (!range.words.isEmpty() && !range.words.contains(element.text())) {
                    element.mistake(
                            key + ": " + element.text() + " (expected: one of " + String.join(", ", range.words) + ")");
                }
                return new Value.Word(element.text());
            }
            case TERMS -> {
                var terms = element.as(TermsNotation::parse);
                return terms == null ? null : new Value.Terms(terms);
            }
            default -> {
                BigDecimal number = plain(element, unit);
                if (number == null) {
                    return null;
                }
                if ((range.min != null && number.compareTo(range.min) < 0)
                        || (range.max != null && number.compareTo(range.max) > 0)) {
                    element.mistake(key + ": " + element.text() + " (expected: between min and max)");
                }
                if (unit == Unit.AMOUNT) {
                    Money money = element.as(MoneyText::parse);
                    return money == null ? null : new Value.Amount(money);
                }
                return new Value.Whole(scaled(key, element, unit, number));
            }
        }
    }

    /** The number as it is written, without its currency or percent sign. */
    private static @Nullable BigDecimal plain(Element element, Unit unit) {
        return element.as(text -> {
            try {
                return switch (unit) {
                    case AMOUNT -> {
                        Money money = MoneyText.parse(text);
                        yield BigDecimal.valueOf(money.minor(), Money.decimals(money.currency()));
                    }
                    case PERCENT -> {
                        if (!text.endsWith("%")) {
                            throw new IllegalArgumentException("\"" + text + "\" (expected: a share such as 5 %)");
                        }
                        yield new BigDecimal(
                                text.substring(0, text.length() - 1).strip());
                    }
                    default -> new BigDecimal(text.replace(",", ""));
                };
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("\"" + text + "\" (expected: a number)", e);
            }
        });
    }

    private static long scaled(String key, Element element, Unit unit, BigDecimal number) {
        int decimals = unit == Unit.PERCENT ? 2 : unit == Unit.TIMES ? 3 : 0;
        try {
            return number.movePointRight(decimals).longValueExact();
        } catch (ArithmeticException e) {
            element.mistake(key + ": " + element.text() + " (expected: at most " + decimals + " decimals)");
            return 0;
        }
    }

    private record Range(@Nullable BigDecimal min, @Nullable BigDecimal max, List<String> words) {}
}
