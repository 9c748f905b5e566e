package io.tradeline.tools.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.tools.bench.report.BenchReport.Ratio;
import org.junit.jupiter.api.Test;

final class RatioTest {
    @Test
    void aRoundWithNothingToDivideByDoesNotCount() {
        Ratio ratio = Ratio.median("a / b", new double[] {1, 7, 0}, new double[] {2, 0, 4}, "<=", 0.25);

        assertThat(ratio.value()).isEqualTo(0.25);
        assertThat(ratio.low()).isEqualTo(0.125);
        assertThat(ratio.isMet()).isTrue();
    }

    @Test
    void figuresOfRoundsHaveAMedianTooAndKeepTheirOrder() {
        double[] figures = {30, 10, 20};

        Ratio ratio = Ratio.median("a second", figures, ">=", 15);

        assertThat(ratio.value()).isEqualTo(20);
        assertThat(ratio.low()).isEqualTo(15);
        assertThat(ratio.high()).isEqualTo(25);
        assertThat(figures).containsExactly(30, 10, 20);
    }

    @Test
    void withoutAnyRoundItIsAnError() {
        assertThatThrownBy(() -> Ratio.median("a / b", new double[] {1}, new double[] {0}, ">=", 1))
                .hasMessage("a / b: no round with an answer (expected: at least one)");
    }
}
