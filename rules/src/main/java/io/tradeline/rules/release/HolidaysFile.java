package io.tradeline.rules.release;

import io.tradeline.rules.yaml.Element;
import io.tradeline.rules.yaml.Mistakes;
import io.tradeline.rules.yaml.Texts;
import io.tradeline.rules.yaml.Yaml;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads holidays.yaml: the days on which no payments are made, by country. */
final class HolidaysFile {

    private HolidaysFile() {}

    static Map<String, Set<LocalDate>> read(String text, Mistakes mistakes) {
        Map<String, Set<LocalDate>> byCountry = new HashMap<>();
        Element root = Yaml.read(text, mistakes);
        if (root != null) {
            root.fields().forEach((country, list) -> {
                Set<LocalDate> days = new HashSet<>();
                for (Element item : list.items()) {
                    LocalDate day = item.as(Texts::day);
                    if (day != null && !days.add(day)) {
                        item.mistake("holiday: " + day + " twice (expected: once)");
                    }
                }
                byCountry.put(country, days);
            });
        }
        return byCountry;
    }
}
