package io.tradeline.rules.cases.format;

import io.tradeline.rules.yaml.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A case's values over those that its file gives for all cases: fields are merged, single values and lists replaced.
 *
 * @param layers the case's own first; empty: nothing is given
 */
record Layered(List<Element> layers) {

    static Layered of(@Nullable Element first, @Nullable Element second) {
        List<Element> layers = new ArrayList<>(2);
        if (first != null) {
            layers.add(first);
        }
        if (second != null) {
            layers.add(second);
        }
        return new Layered(layers);
    }

    boolean given() {
        return !layers.isEmpty();
    }

    /** Reports fields that are none of these. */
    Layered only(String... known) {
        Set<String> names = Set.of(known);
        layers.forEach(layer -> layer.fields(names));
        return this;
    }

    Layered at(String name) {
        List<Element> found = new ArrayList<>(2);
        for (Element layer : layers) {
            Element value = layer.fields().get(name);
            if (value != null) {
                found.add(value);
                if (!value.isMap()) {
                    break;
                }
            }
        }
        return new Layered(found);
    }

    /** All fields. */
    Map<String, Layered> fields() {
        Map<String, Layered> fields = new LinkedHashMap<>();
        for (Element layer : layers) {
            layer.fields().keySet().forEach(name -> fields.computeIfAbsent(name, this::at));
        }
        return fields;
    }

    /** The entries of a list. */
    List<Layered> items() {
        List<Layered> items = new ArrayList<>();
        if (given()) {
            layers.get(0).items().forEach(item -> items.add(new Layered(List.of(item))));
        }
        return items;
    }

    /** The entries of a list of single values. */
    List<String> words(String name) {
        List<String> words = new ArrayList<>();
        at(name).items().forEach(item -> words.add(item.layers.get(0).text()));
        return List.copyOf(words);
    }

    /** A field's value; the fallback when it is not given or wrong. */
    <T> T value(String name, Function<String, T> reader, T fallback) {
        T value = optional(name, reader);
        return value == null ? fallback : value;
    }

    /** A field's value; null when it is not given or wrong. */
    <T> @Nullable T optional(String name, Function<String, T> reader) {
        Layered field = at(name);
        return field.given() ? field.layers.get(0).as(reader) : null;
    }

    String word(String name, String fallback) {
        return value(name, Function.identity(), fallback);
    }
}
