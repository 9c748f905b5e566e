package io.tradeline.admin.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A value in a YAML file that remembers where it stands, so that a failing check names it. A value that is absent is a value too,
 * and an empty list or map: checks then fail where they compare.
 */
record Yaml(String where, @Nullable Object value) {

    /** The documents of one file. */
    static List<Yaml> documents(Path file) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setAllowDuplicateKeys(false)
                .build();
        List<Yaml> documents = new ArrayList<>();
        try {
            for (Object document : new Load(settings).loadAllFromString(Files.readString(file))) {
                documents.add(new Yaml(file.toString(), document));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return documents;
    }

    /** What stands under a key of a map, and under a key of that. */
    Yaml at(String... keys) {
        Yaml found = this;
        for (String key : keys) {
            found = new Yaml(
                    found.where + "/" + key,
                    found.value instanceof Map<?, ?> map && map.containsKey(key) ? map.get(key) : null);
        }
        return found;
    }

    boolean isPresent() {
        return value != null;
    }

    /** The scalar as text. */
    String text() {
        if (value == null || value instanceof Map || value instanceof List) {
            throw new AssertionError(where + ": " + value + " (expected: a scalar)");
        }
        return value.toString();
    }

    List<Yaml> items() {
        List<Yaml> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                items.add(new Yaml(where + "[" + items.size() + "]", item));
            }
        }
        return items;
    }

    /** Scalars of a list. */
    List<String> texts() {
        return items().stream().map(Yaml::text).toList();
    }

    /** A map of scalars. */
    Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach(
                    (key, entry) -> entries.put(String.valueOf(key), String.valueOf(Objects.requireNonNull(entry))));
        }
        return entries;
    }

    @Override
    public String toString() {
        return where;
    }
}
