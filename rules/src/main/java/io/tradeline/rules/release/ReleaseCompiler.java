package io.tradeline.rules.release;

import io.tradeline.rules.cases.format.Case;
import io.tradeline.rules.cases.format.CaseFile;
import io.tradeline.rules.money.Rates;
import io.tradeline.rules.policy.Parameter;
import io.tradeline.rules.policy.Parameters;
import io.tradeline.rules.release.DrlFile.RuleName;
import io.tradeline.rules.release.RuleBase.Source;
import io.tradeline.rules.terms.BusinessDays;
import io.tradeline.rules.terms.BusinessDays.Adjustment;
import io.tradeline.rules.terms.DueDates;
import io.tradeline.rules.yaml.Texts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a release from its files.
 *
 * <p>First everything that can be said without compiling is checked (files, YAML, parameters, names, reason codes, cases), then the rules
 * are compiled. Each of the two reports all that it finds.
 */
public final class ReleaseCompiler {

    /** What rules may match on. */
    static final Set<String> FACTS = Set.of(
            "Answer",
            "Behaviour",
            "Billing",
            "Credit",
            "Customer",
            "Flag",
            "Found",
            "ItemHit",
            "Level",
            "Purchase",
            "Velocity");

    private static final String PACKAGE = "io.tradeline.rulesets.";
    private static final String IMPORTS = " import io.tradeline.rules.situation.*; import io.tradeline.rules.facts.*;"
            + " import io.tradeline.rules.verdict.*; import static io.tradeline.rules.situation.Findings.*;"
            + " import static io.tradeline.rules.verdict.ReasonCode.*; ";

    private final ReleaseSource source;
    private final Stretches stretches;
    private final Problems problems = new Problems();
    private final List<RuleSetFile> ruleSets = new ArrayList<>();
    private final List<DrlFile> drlFiles = new ArrayList<>();
    private final Map<String, DrlFile> drlByPath = new LinkedHashMap<>();
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, Integer> ruleCounts = new HashMap<>();
    private final List<Case> cases = new ArrayList<>();
    private @Nullable Parameters checked;
    private @Nullable Rates rates;
    private @Nullable Map<String, Set<LocalDate>> holidays;

    /** @param givesWay whether it leaves most of the processor to others */
    private ReleaseCompiler(ReleaseSource source, boolean givesWay) {
        this.source = source;
        this.stretches = new Stretches(givesWay);
    }

    /**
     * The release of these files.
     *
     * @throws InvalidReleaseException with every problem that was found
     */
    public static Release compile(ReleaseSource source) throws InvalidReleaseException {
        ReleaseCompiler compiler = new ReleaseCompiler(source, false);
        return compiler.release(compiler.build());
    }

    /**
     * The rules of these files, compiled to a module for {@link #load}. It takes most of the time that {@link #compile} does, and may be done in another process.
     *
     * @throws InvalidReleaseException with every problem that was found
     */
    public static byte[] build(ReleaseSource source) throws InvalidReleaseException {
        return new ReleaseCompiler(source, false).build();
    }

    /**
     * The release of files whose rules are compiled. Leaves most of the processor to those who decide meanwhile, so that it takes seconds.
     *
     * @param module what {@link #build} of this version has made of the same files
     * @throws InvalidReleaseException with every problem that was found
     * @throws IllegalArgumentException when the module has others than the rules of the files, by their number
     */
    public static Release load(ReleaseSource source, byte[] module) throws InvalidReleaseException {
        ReleaseCompiler compiler = new ReleaseCompiler(source, true);
        compiler.check();
        return compiler.release(module);
    }

    private byte[] build() throws InvalidReleaseException {
        check();
        return RuleBase.build(framed(), problems);
    }

    private void check() throws InvalidReleaseException {
        readRuleSets();
        source.files().forEach((path, content) -> {
            readFile(path, ReleaseSource.text(content));
            stretches.pause();
        });
        checked = checkedParameters();
        checkRules(checked);
        problems.throwIfAny();
        ruleSets.sort(Comparator.comparingInt(RuleSetFile::phase).thenComparing(RuleSetFile::id));
    }

    private Release release(byte[] module) throws InvalidReleaseException {
        List<RuleSetInfo> infos = new ArrayList<>();
        List<String> phases = new ArrayList<>();
        for (RuleSetFile ruleSet : ruleSets) {
            infos.add(new RuleSetInfo(ruleSet.id(), ruleSet.owner(), ruleCounts.getOrDefault(ruleSet.id(), 0)));
            phases.add(ruleSet.id());
        }
        Parameters all = requireNonNull(checked);
        int rules = ruleCounts.values().stream().mapToInt(Integer::intValue).sum();
        stretches.pause();
        Release release = new Release(
                source.digest(),
                infos,
                all,
                requireNonNull(rates),
                dueDates(all),
                new Engine(RuleBase.load(module, rules), phases));
        runCases(release);
        return release;
    }

    /**
     * Lets each rule fire once before other threads may use the release: the engine prepares a rule when it first fires, and a rule that fails
     * is found here. Whether the verdicts are the expected ones is for the case runner to say.
     */
    private void runCases(Release release) throws InvalidReleaseException {
        for (Case each : cases) {
            stretches.pause();
            try {
                release.evaluate(each.given());
            } catch (RuntimeException e) {
                String reason =
                        String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                problems.add(each.path(), each.line(), 0, "case: \"" + each.name() + "\" has no verdict: " + reason);
            }
        }
        if (!problems.isEmpty()) {
            release.close();
        }
        problems.throwIfAny();
    }

    private void readRuleSets() {
        Set<String> folders = new HashSet<>();
        Map<Integer, String> phases = new HashMap<>();
        for (String path : source.files().keySet()) {
            String folder = path.substring(0, path.indexOf('/'));
            if (folders.add(folder)) {
                byte[] content = source.files().get(folder + "/ruleset.yaml");
                if (content == null) {
                    problems.add(
                            folder + "/ruleset.yaml",
                            0,
                            0,
                            "is missing (expected: id, owner, description, phase, reads)");
                    continue;
                }
                RuleSetFile ruleSet =
                        RuleSetFile.read(folder, ReleaseSource.text(content), problems.in(folder + "/ruleset.yaml"));
                if (ruleSet != null) {
                    ruleSets.add(ruleSet);
                    String other = phases.put(ruleSet.phase(), folder);
                    if (other != null) {
                        problems.add(
                                folder + "/ruleset.yaml",
                                0,
                                0,
                                "phase: " + ruleSet.phase() + ", as " + other + " (expected: one of its own)");
                    }
                    checkReads(ruleSet);
                }
            }
        }
        if (folders.isEmpty()) {
            problems.add("no files (expected: one folder for each rule set)");
        }
    }

    private void checkReads(RuleSetFile ruleSet) {
        for (String fact : ruleSet.reads()) {
            if (!FACTS.contains(fact)) {
                problems.add(
                        ruleSet.id() + "/ruleset.yaml",
                        0,
                        0,
                        "reads: " + fact + " (expected: one of " + String.join(", ", new java.util.TreeSet<>(FACTS))
                                + ")");
            }
        }
    }

    private void readFile(String path, String text) {
        String ruleSet = path.substring(0, path.indexOf('/'));
        String file = path.substring(path.indexOf('/') + 1);
        if (file.equals("ruleset.yaml")) {
            return;
        } else if (file.equals("parameters.yaml")) {
            readParameters(path, text);
        } else if (file.equals("rates.yaml")) {
            if (rates != null) {
                problems.add(path, 0, 0, "a second table of rates (expected: one in the release)");
            }
            rates = RatesFile.read(text, problems.in(path));
        } else if (file.equals("holidays.yaml")) {
            if (holidays != null) {
                problems.add(path, 0, 0, "a second list of holidays (expected: one in the release)");
            }
            holidays = HolidaysFile.read(text, problems.in(path));
        } else if (file.startsWith("cases/") && file.endsWith(".yaml")) {
            cases.addAll(CaseFile.read(path, text, problems.in(path)));
        } else if (file.endsWith(".drl") && !file.contains("/")) {
            DrlFile drl = new DrlFile(ruleSet, path, text);
            drlFiles.add(drl);
            drlByPath.put(path, drl);
        } else if (file.startsWith("tables/") && file.endsWith(".dmn")) {
            problems.add(path, 0, 0, "a decision table (expected: rules in .drl files; tables are not read yet)");
        } else {
            problems.add(
                    path,
                    0,
                    0,
                    "file: " + file
                            + " (expected: ruleset.yaml, parameters.yaml, rates.yaml, holidays.yaml, *.drl or cases/*.yaml)");
        }
    }

    private void readParameters(String path, String text) {
        for (ParametersFile.Placed placed : ParametersFile.read(text, problems.in(path))) {
            String key = placed.parameter().key();
            if (parameters.stream().anyMatch(known -> known.key().equals(key))) {
                problems.add(
                        path,
                        placed.line(),
                        placed.column(),
                        "parameter: " + key + " twice in the release (expected: once)");
            } else {
                parameters.add(placed.parameter());
            }
        }
    }

    private Parameters checkedParameters() {
        Parameters all = Parameters.of(parameters);
        KernelParameters.check(all, problems);
        if (rates == null) {
            problems.add("rates.yaml is missing (expected: one table of rates in the release)");
        }
        Map<String, Set<LocalDate>> calendars = holidays;
        if (calendars == null) {
            problems.add("holidays.yaml is missing (expected: one list of holidays in the release)");
        } else if (all.find("business-day-calendar") != null
                && !calendars.containsKey(all.word("business-day-calendar"))) {
            problems.add("business-day-calendar: " + all.word("business-day-calendar")
                    + " (expected: one of the countries in holidays.yaml)");
        }
        if (all.find("business-day-adjustment") != null) {
            try {
                adjustment(all);
            } catch (IllegalArgumentException e) {
                problems.add("business-day-adjustment: " + e.getMessage());
            }
        }
        return all;
    }

    private void checkRules(Parameters all) {
        Map<String, RuleName> rules = new LinkedHashMap<>();
        for (DrlFile drl : drlFiles) {
            String ruleSet = drl.path().substring(0, drl.path().indexOf('/'));
            Set<String> reads = new HashSet<>();
            ruleSets.stream().filter(each -> each.id().equals(ruleSet)).forEach(each -> reads.addAll(each.reads()));
            drl.check(all, reads, FACTS, problems);
            for (RuleName rule : drl.rules()) {
                RuleName other = rules.putIfAbsent(rule.name(), rule);
                if (other != null) {
                    problems.add(
                            rule.path(),
                            rule.line(),
                            rule.column(),
                            "rule: " + rule.name() + ", as in " + other.path() + ":" + other.line()
                                    + " (expected: a name of its own)");
                } else {
                    ruleCounts.merge(ruleSet, 1, Integer::sum);
                }
            }
        }
        Coverage.check(rules, cases, problems);
    }

    private SortedMap<String, Source> framed() {
        SortedMap<String, Source> sources = new TreeMap<>();
        drlByPath.forEach((path, drl) -> {
            String ruleSet = path.substring(0, path.indexOf('/'));
            String name = PACKAGE + ruleSet.replace('-', '_');
            String header = "package " + name + ";" + IMPORTS + "ruleflow-group \"" + ruleSet + "\" ";
            sources.put(path, new Source(name, drl.framed(header), header.length()));
        });
        return sources;
    }

    private DueDates dueDates(Parameters all) {
        Set<LocalDate> days = requireNonNull(holidays).getOrDefault(all.word("business-day-calendar"), Set.of());
        return new DueDates(new BusinessDays(days, adjustment(all)));
    }

    private static Adjustment adjustment(Parameters all) {
        return Texts.constant(
                Adjustment.class,
                all.word("business-day-adjustment")
                        .toUpperCase(java.util.Locale.ROOT)
                        .replace('-', '_'));
    }

    private static <T> T requireNonNull(@Nullable T value) {
        return java.util.Objects.requireNonNull(value, "checked before");
    }
}
