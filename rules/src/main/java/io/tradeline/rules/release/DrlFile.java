package io.tradeline.rules.release;

import io.tradeline.rules.policy.Parameter;
import io.tradeline.rules.policy.Parameters;
import io.tradeline.rules.verdict.ReasonCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One DRL file: the style that rules keep, checked before the rules are compiled, and the frame that the compiler puts around them.
 *
 * <p>The word list keeps authors from slipping into other parts of the language; it is not a sandbox. Publishing a release is running its
 * code, and needs the right to.
 */
final class DrlFile {

    private static final Pattern RULE = Pattern.compile("(?m)^[ \\t]*rule[ \\t]+(?:\"([^\"\\n]*)\"|(\\S+))");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*/[a-z0-9][a-z0-9-]{1,60}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*(?:-[a-z]+)*");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.$-])[0-9][0-9_]*(?:\\.[0-9]+)?[lLdDfF]?");
    private static final Pattern POLICY = Pattern.compile("\\bpolicy\\.(\\w+)\\(\\s*(\"([^\"\\n]*)\")?");
    private static final Pattern REASON = Pattern.compile(
            "\\b(?:decline|review|approval|alert|info)\\s*\\(\\s*drools\\s*,\\s*[^,()]+,\\s*([A-Za-z_.]+)");
    private static final Pattern FACT = Pattern.compile("(?<![\\w.])([A-Z]\\w*)\\s*\\(");
    private static final Set<String> FORBIDDEN = Set.of(
            "package",
            "import",
            "global",
            "function",
            "query",
            "declare",
            "salience",
            "agenda-group",
            "ruleflow-group",
            "activation-group",
            "no-loop",
            "lock-on-active",
            "auto-focus",
            "timer",
            "duration",
            "calendars",
            "dialect",
            "enabled",
            "date-effective",
            "date-expires",
            "eval",
            "from",
            "accumulate",
            "collect",
            "modify",
            "update",
            "delete",
            "retract",
            "insertLogical",
            "new",
            "for",
            "while",
            "do",
            "try",
            "throw",
            "class",
            "getClass",
            "forName",
            "java",
            "javax",
            "System",
            "Runtime",
            "Thread",
            "unit",
            "extends");

    private final String ruleSet;
    private final String path;
    private final String text;
    private final DrlText drl;

    DrlFile(String ruleSet, String path, String text) {
        this.ruleSet = ruleSet;
        this.path = path;
        this.text = text;
        this.drl = new DrlText(text);
    }

    /** A rule and the line of its name. */
    record RuleName(String name, String path, int line, int column) {}

    String path() {
        return path;
    }

    /** The rules of the file. */
    List<RuleName> rules() {
        List<RuleName> rules = new ArrayList<>();
        Matcher matcher = RULE.matcher(drl.withoutComments());
        while (matcher.find()) {
            int group = matcher.group(1) != null ? 1 : 2;
            rules.add(new RuleName(
                    matcher.group(group), path, drl.line(matcher.start(group)), drl.column(matcher.start(group))));
        }
        return rules;
    }

    /** Everything against the style, unknown parameters and unknown reason codes. */
    void check(Parameters parameters, Set<String> reads, Set<String> knownFacts, Problems problems) {
        if (text.contains("\t")) {
            int tab = text.indexOf('\t');
            problems.add(path, drl.line(tab), drl.column(tab), "a tab (expected: spaces)");
        }
        checkNames(problems);
        checkWords(problems);
        checkParameters(parameters, problems);
        checkReasons(problems);
        checkFacts(reads, knownFacts, problems);
    }

    /**
     * The whole that is compiled: package, imports and phase on the first line, so that lines stay what they are.
     *
     * @param header ends without a line break
     */
    String framed(String header) {
        return header + text;
    }

    private void checkNames(Problems problems) {
        for (RuleName rule : rules()) {
            if (!rule.name().startsWith(ruleSet + "/")
                    || !NAME.matcher(rule.name()).matches()) {
                problems.add(
                        path,
                        rule.line(),
                        rule.column(),
                        "rule: " + rule.name() + " (expected: \"" + ruleSet
                                + "/<name>\" in lower-case letters, digits and '-')");
            }
        }
    }

    private void checkWords(Problems problems) {
        Matcher words = WORD.matcher(drl.code());
        while (words.find()) {
            if (FORBIDDEN.contains(words.group())) {
                report(
                        problems,
                        words.start(),
                        words.group() + " (expected: rules that only match facts and insert findings)");
            }
        }
        Matcher numbers = NUMBER.matcher(drl.code());
        while (numbers.find()) {
            if (!numbers.group().equals("0") && !numbers.group().equals("1")) {
                report(
                        problems,
                        numbers.start(),
                        numbers.group() + " (expected: a parameter, for example policy.amount(\"...\"))");
            }
        }
    }

    private void checkParameters(Parameters parameters, Problems problems) {
        Matcher uses = POLICY.matcher(drl.withoutComments());
        while (uses.find()) {
            String accessor = uses.group(1);
            if (accessor.equals("currency") || accessor.equals("day")) {
                continue;
            }
            if (uses.group(2) == null) {
                report(problems, uses.start(), "policy." + accessor + " (expected: the parameter's key in quotes)");
                continue;
            }
            Parameter parameter = parameters.find(uses.group(3));
            if (parameter == null) {
                report(
                        problems,
                        uses.start(3),
                        "parameter: " + uses.group(3) + " (expected: one from parameters.yaml)");
            } else if (accessor.equals("lists")) {
                if (parameter.by().isEmpty()) {
                    report(
                            problems,
                            uses.start(1),
                            "policy.lists: " + parameter.key() + " (expected: a parameter with values)");
                }
            } else if (!parameter.unit().accessor().equals(accessor)) {
                report(
                        problems,
                        uses.start(1),
                        "policy." + accessor + ": " + parameter.key() + " (expected: policy."
                                + parameter.unit().accessor() + ", its unit is "
                                + parameter.unit().word() + ")");
            } else {
                checkArguments(parameter, uses.end(2), problems, uses.start(3));
            }
        }
    }

    private void checkArguments(Parameter parameter, int after, Problems problems, int place) {
        String rest = drl.code().substring(after).stripLeading();
        boolean by = rest.startsWith(",");
        if (by && parameter.by().isEmpty()) {
            report(
                    problems,
                    place,
                    "parameter: " + parameter.key() + " by something (expected: it has one value for all)");
        } else if (!by && parameter.value() == null) {
            report(
                    problems,
                    place,
                    "parameter: " + parameter.key() + " for all (expected: policy."
                            + parameter.unit().accessor() + "(\"" + parameter.key() + "\", " + parameter.by() + "))");
        }
    }

    private void checkReasons(Problems problems) {
        Set<String> known = Arrays.stream(ReasonCode.values()).map(Enum::name).collect(Collectors.toSet());
        Matcher reasons = REASON.matcher(drl.code());
        while (reasons.find()) {
            if (!known.contains(reasons.group(1))) {
                report(
                        problems,
                        reasons.start(1),
                        "reason code: " + reasons.group(1) + " (expected: one from the list of reason codes)");
            }
        }
    }

    private void checkFacts(Set<String> reads, Set<String> knownFacts, Problems problems) {
        Matcher facts = FACT.matcher(drl.code());
        while (facts.find()) {
            String fact = facts.group(1);
            if (!knownFacts.contains(fact)) {
                report(
                        problems,
                        facts.start(),
                        "fact: " + fact + " (expected: one of " + String.join(", ", new TreeSet<>(knownFacts)) + ")");
            } else if (!reads.contains(fact)) {
                report(problems, facts.start(), "fact: " + fact + " (expected: listed under reads in ruleset.yaml)");
            }
        }
    }

    private void report(Problems problems, int offset, String message) {
        problems.add(path, drl.line(offset), drl.column(offset), message);
    }
}
