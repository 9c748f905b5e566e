package io.tradeline.decision.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.rules.facts.Signals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HabitsTest {

    private static final long MINUTE = 60_000;
    private static final long FORTNIGHT = 14 * Activity.DAY;
    private static final long START = 1_700_000_000_000L;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void remembersWhatAPlainListWouldThroughEveryEncoding(long seed) {
        Random random = new Random(seed);
        Habits habits = new Habits();
        List<Signals.RecentOrder> orders = new ArrayList<>();
        long now = START;
        long onTime = 0;
        long late = 0;
        for (int i = 1; i <= 300; i++) {
            now += random.nextLong(2 * Activity.DAY);
            long minor = random.nextLong(1, 10_000_000);
            habits.ordered(now, minor);
            orders.add(new Signals.RecentOrder(now / MINUTE, minor));
            if (random.nextBoolean()) {
                habits.paid(true);
                onTime++;
            } else {
                habits.paid(false);
                late++;
            }

            habits = Habits.decode(habits.encode(), now);

            Signals signals = habits.signals(now, "", 7, 8);
            long oldest = now / MINUTE - FORTNIGHT / MINUTE;
            List<Signals.RecentOrder> recent = orders.stream()
                    .filter(order -> order.epochMinute() >= oldest)
                    .toList();
            assertThat(signals.recentOrders())
                    .isEqualTo(recent.subList(Math.max(0, recent.size() - 16), recent.size()));
            assertThat(signals.ordersTotal()).isEqualTo(i);
            assertThat(signals.paidOnTimeCount()).isEqualTo(onTime);
            assertThat(signals.paidLateCount()).isEqualTo(late);
            assertThat(signals.costCentreSpentMinor()).isEqualTo(7);
            assertThat(signals.buyerSpentMinor()).isEqualTo(8);
            assertThat(signals.complete()).isTrue();
            assertThat(signals.hour().amountMinor()).isGreaterThanOrEqualTo(minor);
        }
    }

    @Test
    void forgetsTheAddressSeenLongestAgoBeyondThirtyTwo() {
        Habits habits = new Habits();
        for (int i = 0; i < 33; i++) {
            habits.shipped("dock-" + i);
            habits.shipped("dock-" + i);
        }
        habits.shipped("");
        Habits read = Habits.decode(habits.encode(), START);

        assertThat(read.signals(START, "dock-0", 0, 0).shipToKnown()).isFalse();
        for (int i = 1; i < 33; i++) {
            assertThat(read.signals(START, "dock-" + i, 0, 0).shipToKnown())
                    .as("dock-%d", i)
                    .isTrue();
        }
        assertThat(read.signals(START, "", 0, 0).shipToKnown()).isFalse();
    }

    @Test
    void aClockThatStepsBackIsCountedInThePresentWindows() {
        Habits habits = new Habits();
        habits.ordered(START, 100);
        habits.ordered(START - 3 * Activity.DAY, 50);

        Signals signals = Habits.decode(habits.encode(), START).signals(START, "", 0, 0);

        assertThat(signals.hour().orderCount()).isEqualTo(2);
        assertThat(signals.ordersTotal()).isEqualTo(2);
        assertThat(signals.recentOrders()).hasSize(2);
    }

    @Test
    void lostHabitsAreIncompleteForTwoWeeks() {
        Habits lost = Habits.decode(new byte[] {9, 9, 9}, START);
        assertThat(lost.signals(START, "", 0, 0).complete()).isFalse();
        lost.ordered(START + Activity.DAY, 100);

        Habits read = Habits.decode(lost.encode(), START + Activity.DAY);

        assertThat(read.signals(START + FORTNIGHT - MINUTE, "", 0, 0).complete())
                .isFalse();
        assertThat(read.signals(START + FORTNIGHT, "", 0, 0).complete()).isTrue();
        assertThat(read.signals(START + FORTNIGHT, "", 0, 0).ordersTotal()).isEqualTo(1);
    }

    @Test
    void noBytesAreAnAccountWithoutHistory() {
        Signals signals = Habits.decode(new byte[0], START).signals(START, "dock", 0, 0);

        assertThat(signals.complete()).isTrue();
        assertThat(signals.ordersTotal()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22})
    void whatIsTruncatedOrTooLongIsLostNotFatal(long seed) {
        Random random = new Random(seed);
        Habits habits = new Habits();
        for (int i = 0; i < 20; i++) {
            habits.ordered(START + i * Activity.HOUR, random.nextLong(1, 1_000_000));
            habits.shipped("dock-" + random.nextInt(40));
        }
        byte[] good = habits.encode();
        for (int length = 1; length < good.length; length++) {
            assertThat(Habits.decode(Arrays.copyOf(good, length), START)
                            .signals(START, "", 0, 0)
                            .complete())
                    .as("first %d of %d bytes", length, good.length)
                    .isFalse();
        }
        assertThat(Habits.decode(Arrays.copyOf(good, good.length + 1), START)
                        .signals(START, "", 0, 0)
                        .complete())
                .isFalse();
        for (int i = 0; i < 5_000; i++) {
            byte[] garbled = good.clone();
            garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(256);
            assertThat(Habits.decode(garbled, START).encode()).isNotEmpty();
        }
    }
}
