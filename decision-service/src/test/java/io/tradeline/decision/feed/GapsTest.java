package io.tradeline.decision.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tradeline.decision.feed.Gaps.Gap;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapsTest {

    @Test
    void whatAppearsIsMissingNoMore() {
        Gaps gaps = new Gaps(List.of(new Gap(3, 7, 100), new Gap(10, 10, 200)));

        gaps.fill(5);
        gaps.fill(3);
        gaps.fill(10);
        gaps.fill(7);

        assertThat(gaps.open()).containsExactly(new Gap(4, 4, 100), new Gap(6, 6, 100));
        assertThatIllegalStateException()
                .isThrownBy(() -> gaps.fill(5))
                .withMessage("journal row 5 was found where no id was missing");
    }

    @Test
    void gapsCloseWhenAllThatCouldFillThemHaveEnded() {
        Gaps gaps = new Gaps(List.of(new Gap(3, 7, 100), new Gap(10, 10, 101)));
        assertThat(gaps.isAnyNew()).isFalse();
        gaps.add(12, 13);
        assertThat(gaps.isAnyNew()).isTrue();
        gaps.taken(150);
        assertThat(gaps.isAnyNew()).isFalse();

        gaps.close(99);
        assertThat(gaps.open()).hasSize(3);
        gaps.close(100);
        assertThat(gaps.open()).containsExactly(new Gap(10, 10, 101), new Gap(12, 13, 150));
        gaps.close(150);
        assertThat(gaps.open()).isEmpty();
    }

    @Test
    void transactionsOfAnotherServerAreTakenForThoseOfNow() {
        Gaps gaps = new Gaps(List.of(new Gap(3, 7, 5_000_000), new Gap(10, 10, 100)));

        gaps.moveBelow(700);

        assertThat(gaps.open()).containsExactly(new Gap(3, 7, 700), new Gap(10, 10, 100));
    }
}
