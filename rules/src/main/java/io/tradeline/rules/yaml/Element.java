package io.tradeline.rules.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One value in a YAML file, and where it stands. */
public final class Element {

    private final Node node;
    private final Mistakes mistakes;

    Element(Node node, Mistakes mistakes) {
        this.node = node;
        this.mistakes = mistakes;
    }

    /** Reports a mistake here. */
    public void mistake(String message) {
        mistakes.at(line(), column(), message);
    }

    /** From 1. */
    public int line() {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    /** From 1. */
    public int column() {
        return node.getStartMark().map(mark -> mark.getColumn() + 1).orElse(0);
    }

    public boolean isText() {
        return node instanceof ScalarNode;
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    /** A scalar as it is written; "" after a mistake. */
    public String text() {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        mistake("expected: a single value");
        return "";
    }

    /** The fields in the order of the file; empty after a mistake. */
    public Map<String, Element> fields() {
        if (!(node instanceof MappingNode mapping)) {
            mistake("expected: fields (name: value)");
            return Map.of();
        }
        Map<String, Element> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Element key = new Element(tuple.getKeyNode(), mistakes);
            String name = key.text();
            if (fields.put(name, new Element(tuple.getValueNode(), mistakes)) != null) {
                key.mistake("field: " + name + " twice (expected: once)");
            }
        }
        return fields;
    }

    /** The fields, of which there may be only these. */
    public Map<String, Element> fields(Set<String> known) {
        Map<String, Element> fields = fields();
        fields.forEach((name, value) -> {
            if (!known.contains(name)) {
                value.mistake("field: " + name + " (expected: one of " + String.join(", ", new TreeSet<>(known)) + ")");
            }
        });
        return fields;
    }

    /** The entries of a list; empty after a mistake. */
    public List<Element> items() {
        if (!(node instanceof SequenceNode sequence)) {
            mistake("expected: a list");
            return List.of();
        }
        List<Element> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new Element(item, mistakes));
        }
        return items;
    }

    /** The text read as something else; null after a mistake, which is the message of the reader's {@link IllegalArgumentException}. */
    public <T> @Nullable T as(Function<String, T> reader) {
        if (!isText()) {
            mistake("expected: a single value");
            return null;
        }
        try {
            return reader.apply(text());
        } catch (IllegalArgumentException e) {
            mistake(String.valueOf(e.getMessage()));
            return null;
        }
    }
}
