package io.tradeline.rules.release;

import io.tradeline.rules.yaml.Element;
import io.tradeline.rules.yaml.Mistakes;
import io.tradeline.rules.yaml.Texts;
import io.tradeline.rules.yaml.Yaml;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule set's ruleset.yaml.
 *
 * @param phase the order in which rule sets run, from 1
 * @param reads the facts that its rules match on
 */
record RuleSetFile(String id, String owner, String description, int phase, Set<String> reads) {

    private static final Set<String> FIELDS = Set.of("id", "owner", "description", "phase", "reads");
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{1,40}");
    private static final int MAX_PHASE = 99;

    /** The file of the folder; null after a mistake that leaves nothing to go on with. */
    static @Nullable RuleSetFile read(String folder, String text, Mistakes mistakes) {
        Element root = Yaml.read(text, mistakes);
        if (root == null) {
            return null;
        }
        Map<String, Element> fields = root.fields(FIELDS);
        for (String field : new String[] {"id", "owner", "description", "phase", "reads"}) {
            if (!fields.containsKey(field)) {
                root.mistake("field: " + field + " is missing (expected: " + field + ": ...)");
            }
        }
        Element id = fields.get("id");
        if (id != null && !id.text().equals(folder)) {
            id.mistake("id: " + id.text() + " (expected: " + folder + ", as the folder)");
        }
        if (!ID.matcher(folder).matches()) {
            root.mistake("id: " + folder + " (expected: lower-case letters, digits and '-')");
        }
        Element phase = fields.get("phase");
        Long number = phase == null ? null : phase.as(Texts::number);
        if (phase != null && number != null && (number < 1 || number > MAX_PHASE)) {
            phase.mistake("phase: " + number + " (expected: 1 to " + MAX_PHASE + ")");
            number = null;
        }
        Set<String> reads = new LinkedHashSet<>();
        Element list = fields.get("reads");
        if (list != null) {
            list.items().forEach(item -> reads.add(item.text()));
        }
        return new RuleSetFile(
                folder,
                textOf(fields.get("owner")),
                textOf(fields.get("description")),
                number == null ? 1 : number.intValue(),
                reads);
    }

    private static String textOf(@Nullable Element element) {
        return element == null ? "" : element.text();
    }
}
