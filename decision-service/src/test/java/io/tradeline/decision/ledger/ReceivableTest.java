package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivableTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void aShareIsRoundedHalfUpAndNeverMoreThanTheWhole(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long whole = random.nextLong(1, 1L << random.nextInt(1, 50));
            long part = random.nextLong(whole + 1);
            long amount = random.nextLong(1L << random.nextInt(1, 50));

            long share = Receivable.share(amount, part, whole);

            assertThat(share)
                    .as("%d * %d / %d", amount, part, whole)
                    .isEqualTo(BigDecimal.valueOf(amount)
                            .multiply(BigDecimal.valueOf(part))
                            .divide(BigDecimal.valueOf(whole), 0, RoundingMode.HALF_UP)
                            .longValueExact())
                    .isBetween(0L, amount);
        }
        assertThat(Receivable.share(1_000_000_000_000_000L, 999_999_999_999_999L, 1_000_000_000_000_000L))
                .isEqualTo(999_999_999_999_999L);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void whateverIsDoneToAnItemItsSumsHold(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            long amount = random.nextLong(1, 1L << random.nextInt(2, 45));
            long credit = random.nextLong(1, 1L << random.nextInt(2, 45));
            Receivable item = item(amount, credit);
            long receivables = credit;
            long disputed = 0;
            for (int step = 0; step < 20; step++) {
                Receivable.Change change = any(random, item);
                item = change.after();
                receivables += change.receivablesDelta();
                disputed += change.disputedDelta();
                assertThat(item.creditOpenMinor())
                        .as("round %d step %d: %s", round, step, item)
                        .isEqualTo(receivables)
                        .isNotNegative();
                assertThat(item.creditDisputedMinor())
                        .as("round %d step %d: %s", round, step, item)
                        .isEqualTo(disputed)
                        .isBetween(0L, receivables);
                assertThat(item.disputedMinor()).isBetween(0L, item.openMinor());
            }
            Receivable.Change last = item.settle(item.openMinor());
            assertThat(receivables + last.receivablesDelta()).isZero();
            assertThat(disputed + last.disputedDelta()).isZero();
        }
    }

    /** Settling in pieces never frees more, or less, than settling at once. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void piecesComeToTheWhole(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            long amount = random.nextLong(1, 1_000_000_000L);
            long credit = random.nextLong(1, 1_000_000_000L);
            Receivable item = item(amount, credit);
            long freed = 0;
            while (item.openMinor() > 0) {
                Receivable.Change change = item.settle(random.nextLong(1, item.openMinor() + 1));
                assertThat(change.receivablesDelta()).isNotPositive();
                freed -= change.receivablesDelta();
                item = change.after();
            }
            assertThat(freed).as("%d open, %d in credit", amount, credit).isEqualTo(credit);
        }
    }

    @Test
    void aSettledDisputeShrinksWithWhatIsOpen() {
        Receivable disputed = item(1_000, 900).dispute(600).after();

        Receivable.Change change = disputed.settle(700);

        assertThat(disputed.creditDisputedMinor()).isEqualTo(540);
        assertThat(change.after().disputedMinor()).isEqualTo(300);
        assertThat(change.after().creditDisputedMinor()).isEqualTo(270);
        assertThat(change.receivablesDelta()).isEqualTo(-630);
        assertThat(change.disputedDelta()).isEqualTo(-270);
    }

    @Test
    void aCorrectionMovesTheDueDay() {
        Receivable after = item(1_000, 900).withOpen(2_000, 77).after();

        assertThat(after.dueDay()).isEqualTo(77);
        assertThat(after.creditOpenMinor()).isEqualTo(1_800);
        assertThat(after.amountMinor()).isEqualTo(1_000);
    }

    private static Receivable.Change any(Random random, Receivable item) {
        return switch (random.nextInt(3)) {
            case 0 -> item.settle(random.nextLong(item.openMinor() + 1));
            case 1 -> item.dispute(random.nextLong(item.openMinor() + 1));
            default ->
                item.openMinor() == 0
                        ? item.settle(0)
                        : item.withOpen(random.nextLong(item.openMinor() * 2), random.nextInt(100));
        };
    }

    private static Receivable item(long amount, long credit) {
        return new Receivable(new Receivable.Key("a", "d", 0), "EUR", amount, amount, credit, 0, 0, 10, 40, null);
    }
}
