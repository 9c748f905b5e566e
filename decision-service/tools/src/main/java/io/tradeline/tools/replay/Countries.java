package io.tradeline.tools.replay;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** ISO 3166-1 alpha-2 codes by the English names of countries, and by names that trade files use besides. */
final class Countries {
    private static final Map<String, String> CODES = codes();

    private Countries() {}

    /** The code; empty when the name is no single country. */
    static String code(String name) {
        return CODES.getOrDefault(name.strip().toLowerCase(Locale.ROOT), "");
    }

    private static Map<String, String> codes() {
        Map<String, String> codes = new HashMap<>();
        for (String code : Locale.getISOCountries()) {
            String name = new Locale.Builder().setRegion(code).build().getDisplayCountry(Locale.ENGLISH);
            codes.put(name.toLowerCase(Locale.ROOT), code);
        }
        codes.put("eire", "IE");
        codes.put("uk", "GB");
        codes.put("usa", "US");
        codes.put("rsa", "ZA");
        codes.put("uae", "AE");
        codes.put("korea", "KR");
        codes.put("czech republic", "CZ");
        codes.put("hong kong", "HK");
        return Map.copyOf(codes);
    }
}
