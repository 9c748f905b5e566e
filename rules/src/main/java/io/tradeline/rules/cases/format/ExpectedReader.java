package io.tradeline.rules.cases.format;

import io.tradeline.rules.cases.format.Expected.ExpectedFinding;
import io.tradeline.rules.verdict.Outcome;
import io.tradeline.rules.yaml.Element;
import io.tradeline.rules.yaml.Texts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a case expects. */
final class ExpectedReader {

    private static final Set<String> FIELDS =
            Set.of("outcome", "fires", "silent", "terms", "due", "discount-until", "approvals", "limits");
    private static final Set<String> FINDING = Set.of("reason", "severity", "account", "passes", "evidence");

    private ExpectedReader() {}

    static Expected read(Element element) {
        Map<String, Element> fields = element.fields(FIELDS);
        Element outcome = fields.get("outcome");
        if (outcome == null) {
            element.mistake("outcome is missing (expected: outcome: APPROVED or another)");
        }
        Outcome expected = outcome == null ? null : outcome.as(text -> Texts.constant(Outcome.class, text));
        Element discount = fields.get("discount-until");
        return new Expected(
                expected == null ? Outcome.APPROVED : expected,
                fires(fields.get("fires")),
                new LinkedHashSet<>(words(fields.get("silent"))),
                fields.containsKey("terms") ? fields.get("terms").text() : null,
                fields.containsKey("due") ? days(fields.get("due")) : null,
                discount == null ? null : discount.as(Texts::day),
                fields.containsKey("approvals") ? words(fields.get("approvals")) : null,
                texts(fields.get("limits")));
    }

    private static Map<String, ExpectedFinding> fires(@Nullable Element element) {
        Map<String, ExpectedFinding> fires = new LinkedHashMap<>();
        if (element == null) {
            return fires;
        }
        if (element.isList()) {
            for (Element item : element.items()) {
                fires.put(item.text(), new ExpectedFinding(null, null, null, null, Map.of()));
            }
            return fires;
        }
        element.fields().forEach((rule, details) -> {
            Map<String, Element> fields = details.fields(FINDING);
            fires.put(
                    rule,
                    new ExpectedFinding(
                            text(fields.get("reason")),
                            text(fields.get("severity")),
                            text(fields.get("account")),
                            text(fields.get("passes")),
                            texts(fields.get("evidence"))));
        });
        return fires;
    }

    private static @Nullable String text(@Nullable Element element) {
        return element == null ? null : element.text();
    }

    private static List<String> words(@Nullable Element list) {
        List<String> words = new ArrayList<>();
        if (list != null) {
            list.items().forEach(item -> words.add(item.text()));
        }
        return words;
    }

    private static List<LocalDate> days(@Nullable Element list) {
        List<LocalDate> days = new ArrayList<>();
        if (list != null) {
            for (Element item : list.items()) {
                LocalDate day = item.as(Texts::day);
                if (day != null) {
                    days.add(day);
                }
            }
        }
        return days;
    }

    private static Map<String, String> texts(@Nullable Element element) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (element != null) {
            element.fields().forEach((name, value) -> texts.put(name, value.text()));
        }
        return texts;
    }
}
