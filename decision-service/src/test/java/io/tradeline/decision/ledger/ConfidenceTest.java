package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfidenceTest {

    private final Confidence confidence = new Confidence();

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
    void isBackOnceItWasJustified() {
        confidence.broken();
        confidence.broken();
        confidence.kept();
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
