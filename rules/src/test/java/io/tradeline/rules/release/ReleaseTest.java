package io.tradeline.rules.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.rules.cases.CaseRunner;
import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.money.UnknownRateException;
import io.tradeline.rules.properties.ShippedRelease;
import io.tradeline.rules.samples.SampleFacts;
import io.tradeline.rules.verdict.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReleaseTest {

    private final Release release = ShippedRelease.get();

    @Test
    void itIsNamedByItsDigestAndListsItsRuleSetsInTheOrderOfTheirPhases() {
        assertThat(release.digest()).isEqualTo(ReleaseSource.shipped().digest());
        assertThat(release.ruleSets().stream().map(RuleSetInfo::id).toList())
                .containsExactly("fraud-flags", "lifecycle", "credit-limits", "purchasing-approvals", "credit-terms");
        assertThat(release.ruleSets())
                .allMatch(ruleSet -> ruleSet.ruleCount() > 0 && !ruleSet.owner().isEmpty());
    }

    @Test
    void samplesAreWhatTheySay() {
        assertThat(release.evaluate(SampleFacts.approved()).outcome()).isEqualTo(Outcome.APPROVED);
        assertThat(release.evaluate(SampleFacts.approved()).findings()).isEmpty();
        assertThat(release.evaluate(SampleFacts.held()).outcome()).isEqualTo(Outcome.REVIEW_REQUIRED);
        assertThat(release.evaluate(SampleFacts.declined()).outcome()).isEqualTo(Outcome.DECLINED);
    }

    @Test
    void graceDependsOnTheSegment() {
        assertThat(release.overdueGraceDays("key-account")).isEqualTo(14);
        assertThat(release.overdueGraceDays("unheard-of")).isEqualTo(7);
    }

    @Test
    void withoutARateThereIsNoVerdict() {
        DecisionFacts f = SampleFacts.approved();
        DecisionFacts early = new DecisionFacts(
                f.kind(),
                f.order(),
                Instant.parse("2009-11-01T10:00:00Z"),
                f.account(),
                f.nodes(),
                f.signals(),
                f.resolutions(),
                0);
        assertThatThrownBy(() -> release.evaluate(early)).isInstanceOf(UnknownRateException.class);
    }

    @Test
    void twoReleasesLiveSideBySideEachWithItsOwnThresholds() throws Exception {
        Map<String, byte[]> files = new TreeMap<>(ReleaseSource.shipped().files());
        String path = "credit-limits/parameters.yaml";
        String parameters = new String(files.get(path), StandardCharsets.UTF_8);
        files.put(path, parameters.replace("value: 5 %", "value: 0 %").getBytes(StandardCharsets.UTF_8));
        ReleaseSource source = ReleaseSource.of(files);
        try (Release strict = ReleaseCompiler.compile(source)) {
            assertThat(strict.digest()).isNotEqualTo(release.digest());
            assertThat(strict.evaluate(SampleFacts.approved()).limits().get(0).ceilingMinor())
                    .isEqualTo(5_000_000);
            assertThat(release.evaluate(SampleFacts.approved()).limits().get(0).ceilingMinor())
                    .isEqualTo(5_250_000);
            assertThat(CaseRunner.run(strict, source)).anyMatch(result -> !result.passed());
        }
    }

    @Test
    void aModuleThatLacksRulesIsRefused() throws Exception {
        byte[] module = ReleaseCompiler.build(ReleaseSource.shipped());
        int rules = release.ruleSets().stream().mapToInt(RuleSetInfo::ruleCount).sum();

        assertThatThrownBy(() -> RuleBase.load(module, rules + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("module: " + rules + " rules (expected: " + (rules + 1) + ")");
    }
}
