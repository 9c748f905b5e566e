package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfidenceTest {

    private final Confidence confidence = new Confidence(64);

    @Test
    void isThereFromTheBeginning() {
        assertThat(batchesInDoubt()).isZero();
    }

    @Test
    void isGoneTwiceAsLongAfterEachDisappointment() {
        for (int expected : new int[] {1, 2, 4, 8, 16, 32, 64, 64}) {
            confidence.broken();

            assertThat(batchesInDoubt()).isEqualTo(expected);
        }
    }

    @Test
    void comesBackAsSlowlyAsItWent() {
        confidence.broken();
        confidence.broken();
        confidence.broken();
        assertThat(batchesInDoubt()).isEqualTo(4);

        for (int batch = 0; batch < 3; batch++) {
            confidence.kept();
        }
        confidence.broken();
        assertThat(batchesInDoubt()).as("three good batches are too few").isEqualTo(8);

        for (int batch = 0; batch < 8 + 4; batch++) {
            confidence.kept();
        }
        confidence.broken();
        assertThat(batchesInDoubt()).as("8, then 4, then 2, and twice that").isEqualTo(4);
    }

    @Test
    void isWholeAgainInTheEnd() {
        for (int i = 0; i < 7; i++) {
            confidence.broken();
        }
        assertThat(batchesInDoubt()).isEqualTo(64);

        for (int batch = 0; batch < 127; batch++) {
            confidence.kept();
        }
        confidence.broken();

        assertThat(batchesInDoubt()).isEqualTo(1);
    }

    private int batchesInDoubt() {
        int batches = 0;
        while (!confidence.isGiven()) {
            batches++;
        }
        return batches;
    }
}
