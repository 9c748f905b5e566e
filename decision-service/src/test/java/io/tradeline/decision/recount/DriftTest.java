package io.tradeline.decision.recount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.decision.exposure.Figures;
import io.tradeline.decision.ledger.JournalSum;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** When a row and the journal say the same. */
class DriftTest {

    private static final Figures FIGURES = new Figures(10, 20, 5, 1);

    @Test
    void aRowThatTheJournalComesToIsRight() {
        assertThat(Drift.between("a", 7, FIGURES, true, new JournalSum(FIGURES, 7)))
                .isNull();
        // Orders that hold no credit, and newer facts, take versions without an entry.
        assertThat(Drift.between("a", 9, FIGURES, true, new JournalSum(FIGURES, 7)))
                .isNull();
        assertThat(Drift.between("a", 0, Figures.ZERO, true, JournalSum.NOTHING))
                .isNull();
    }

    @Test
    void whateverDiffersIsFound() {
        JournalSum journal = new JournalSum(FIGURES, 7);

        assertThat(kind(Drift.between("a", 7, new Figures(11, 20, 5, 1), true, journal)))
                .isEqualTo(Drift.Kind.FIGURES);
        assertThat(kind(Drift.between("a", 7, new Figures(10, 20, 5, 0), true, journal)))
                .isEqualTo(Drift.Kind.FIGURES);
        assertThat(kind(Drift.between("a", 6, FIGURES, true, journal))).isEqualTo(Drift.Kind.VERSION);
        assertThat(kind(Drift.between("a", 7, FIGURES, false, journal))).isEqualTo(Drift.Kind.CALENDAR);
    }

    @Test
    void itSaysWhatThereIsAndWhatIsExpected() {
        assertThat(Drift.between("a", 7, new Figures(11, 20, 5, 1), true, new JournalSum(FIGURES, 7)))
                .hasToString(
                        "reserved 11, receivables 20, disputed 5, unapplied 1 (expected: reserved 10, receivables 20, disputed 5, unapplied 1, as the journal says)");
    }

    @Test
    void sumsAddUpAndNeverBeyondALong() {
        JournalSum sum = new JournalSum(FIGURES, 7).plus(new JournalSum(new Figures(-10, 1, 0, 2), 5));

        assertThat(sum).isEqualTo(new JournalSum(new Figures(0, 21, 5, 3), 7));
        assertThat(sum.figures().minus(FIGURES)).isEqualTo(new Figures(-10, 1, 0, 2));
        assertThat(FIGURES.minus(FIGURES).isZero()).isTrue();
        assertThatThrownBy(() -> new Figures(Long.MAX_VALUE, 0, 0, 0).plus(new Figures(1, 0, 0, 0)))
                .isInstanceOf(ArithmeticException.class);
    }

    private static Drift.Kind kind(@org.jspecify.annotations.Nullable Drift drift) {
        return Objects.requireNonNull(drift).kind();
    }
}
