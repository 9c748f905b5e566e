package io.tradeline.rules.release;

import io.tradeline.rules.cases.format.Case;
import io.tradeline.rules.release.DrlFile.RuleName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Each rule has a case in which it fires and one that says it doesn't; each case speaks of rules that exist. */
final class Coverage {

    private Coverage() {}

    static void check(Map<String, RuleName> rules, List<Case> cases, Problems problems) {
        Set<String> fired = new HashSet<>();
        Set<String> silent = new HashSet<>();
        for (Case each : cases) {
            fired.addAll(each.expected().fires().keySet());
            silent.addAll(each.expected().silent());
            for (String name : each.expected().fires().keySet()) {
                checkKnown(name, each, rules, problems);
            }
            for (String name : each.expected().silent()) {
                checkKnown(name, each, rules, problems);
            }
        }
        for (RuleName rule : rules.values()) {
            if (!fired.contains(rule.name())) {
                problems.add(
                        rule.path(),
                        rule.line(),
                        rule.column(),
                        "rule: " + rule.name() + " has no case that fires it (expected: at least one)");
            }
            if (!silent.contains(rule.name())) {
                problems.add(
                        rule.path(),
                        rule.line(),
                        rule.column(),
                        "rule: " + rule.name() + " has no case in which it is silent (expected: at least one)");
            }
        }
    }

    private static void checkKnown(String name, Case each, Map<String, RuleName> rules, Problems problems) {
        if (!rules.containsKey(name)) {
            problems.add(
                    each.path(),
                    each.line(),
                    0,
                    "rule: " + name + " in case \"" + each.name() + "\" (expected: a rule of the release)");
        }
    }
}
