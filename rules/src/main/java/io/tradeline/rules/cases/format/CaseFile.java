package io.tradeline.rules.cases.format;

import io.tradeline.rules.yaml.Element;
import io.tradeline.rules.yaml.Mistakes;
import io.tradeline.rules.yaml.Yaml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a file of cases: what is given for all of them, and the cases themselves. */
public final class CaseFile {

    private static final Set<String> FIELDS = Set.of("about", "given", "cases");
    private static final Set<String> CASE = Set.of("name", "given", "expect");

    private CaseFile() {}

    /** All cases of the file that could be read. */
    public static List<Case> read(String path, String text, Mistakes mistakes) {
        List<Case> cases = new ArrayList<>();
        Element root = Yaml.read(text, mistakes);
        if (root == null) {
            return cases;
        }
        Map<String, Element> fields = root.fields(FIELDS);
        Element list = fields.get("cases");
        if (list == null) {
            root.mistake("cases is missing (expected: a list of cases)");
            return cases;
        }
        Set<String> names = new HashSet<>();
        for (Element item : list.items()) {
            Map<String, Element> parts = item.fields(CASE);
            Element name = parts.get("name");
            Element expect = parts.get("expect");
            if (name == null || expect == null) {
                item.mistake("name or expect is missing (expected: both)");
                continue;
            }
            if (!names.add(name.text())) {
                name.mistake("case: \"" + name.text() + "\" twice (expected: a name of its own)");
            }
            cases.add(new Case(
                    path,
                    item.line(),
                    name.text(),
                    GivenReader.read(Layered.of(parts.get("given"), fields.get("given"))),
                    ExpectedReader.read(expect)));
        }
        return cases;
    }
}
