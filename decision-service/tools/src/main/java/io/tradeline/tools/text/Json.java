package io.tradeline.tools.text;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** JSON for programs: records, maps and lists as objects and arrays in the order of their fields. */
public final class Json {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private Json() {}

    /** Pretty-printed; the value is a record, map, list, text, number or truth value. */
    public static String print(Object value) {
        return GSON.toJson(value);
    }
}
