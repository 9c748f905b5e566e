package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ExposureCurveTest {
    private static final Instant START = Instant.parse("2010-01-01T00:00:00Z");

    @Test
    void peaksOnTheReplaysClockWhateverTheOrderOfTheAnswers() {
        ExposureCurve curve = new ExposureCurve();
        curve.move(START.plusSeconds(3), "b", 70);
        curve.move(START.plusSeconds(2), "a", -100);
        curve.move(START.plusSeconds(1), "a", 100);
        curve.move(START.plusSeconds(4), "a", 20);

        ReplayReport.Peaks peaks = curve.peaks(1);

        assertThat(peaks.totalMinor()).isEqualTo(100);
        assertThat(peaks.totalAt()).isEqualTo("2010-01-01T00:00:01Z");
        assertThat(peaks.accounts()).containsExactly(new ReplayReport.AccountPeak("a", 100, "2010-01-01T00:00:01Z"));
    }

    @Test
    void nothingMoved() {
        assertThat(new ExposureCurve().peaks(5).accounts()).isEmpty();
        assertThat(new ExposureCurve().peaks(5).totalMinor()).isZero();
    }
}
