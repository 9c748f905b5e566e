package io.tradeline.tools.text;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** JSON of and for programs: records, maps and lists as objects and arrays in the order of their fields. */
public final class Json {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private Json() {}

    /** Pretty-printed; the value is a record, map, list, text, number or truth value. */
    public static String print(Object value) {
        return GSON.toJson(value);
    }

    /**
     * The opposite. What the type has no field for is passed over.
     *
     * @throws com.google.gson.JsonParseException when it is no JSON of this form
     */
    public static <T> T read(String json, Class<T> type) {
        return GSON.fromJson(json, type);
    }
}
