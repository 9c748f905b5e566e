package io.tradeline.tools.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RulePairTest {
    private final RulePair rules = new RulePair();

    @Test
    void theTwoDifferInTheToleranceAlone() {
        assertThat(rules.digests()).hasSize(2).doesNotHaveDuplicates();
        assertThat(rules.digests().stream().map(rules::tolerance)).containsExactly(500L, 0L);
        var first = rules.publications().get(0).getFilesList();
        var second = rules.publications().get(1).getFilesList();
        assertThat(first).hasSameSizeAs(second);
        assertThat(first.stream().filter(file -> !second.contains(file)))
                .singleElement()
                .satisfies(file -> assertThat(file.getContent().toStringUtf8()).contains("value: 5 %"));
    }

    @Test
    void anyOtherReleaseIsAViolation() {
        assertThatThrownBy(() -> rules.tolerance("abc"))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("abc")
                .hasMessageContaining("expected");
    }
}
