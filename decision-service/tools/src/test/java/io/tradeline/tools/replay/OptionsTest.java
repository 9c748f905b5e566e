package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsTest {
    private static final LocalDate DUE = LocalDate.of(2010, 2, 28);

    @Test
    void limits() {
        assertThat(LimitPolicy.parse("segment").limitFor(1_000)).isEmpty();
        assertThat(soft("fixed:500000", 9_000_000)).isEqualTo(500_000);
        assertThat(soft("generous", 9_000_000)).isEqualTo(18_000_000);
        assertThat(soft("generous", 10)).isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "none", "fixed", "fixed:", "fixed:-1", "fixed:1.5", "fixed:1234567890123456"})
    void wrongLimits(String text) {
        assertThatThrownBy(() -> LimitPolicy.parse(text))
                .hasMessageStartingWith("--provision: limit=" + text + " (expected: ");
    }

    @Test
    void onTimeIsTheDueDay() {
        assertThat(PaymentHabit.parse("on-time", 1).paidOn("1", DUE)).isEqualTo(DUE);
    }

    @Test
    void aShareIsPaidLateAndAlwaysTheSame() {
        PaymentHabit habit = PaymentHabit.parse("late:20", 7);
        int invoices = 5_000;
        long late = IntStream.range(0, invoices)
                .mapToLong(i -> {
                    LocalDate paid = habit.paidOn("inv" + i, DUE);
                    assertThat(habit.paidOn("inv" + i, DUE)).isEqualTo(paid);
                    long days = ChronoUnit.DAYS.between(DUE, paid);
                    assertThat(days == 0 || (days >= 15 && days <= 45)).isTrue();
                    return days == 0 ? 0 : 1;
                })
                .sum();

        assertThat(late).isBetween(invoices * 18L / 100, invoices * 22L / 100);
        assertThat(IntStream.range(0, 100)
                        .filter(i -> !PaymentHabit.parse("late:20", 8)
                                .paidOn("inv" + i, DUE)
                                .equals(habit.paidOn("inv" + i, DUE)))
                        .count())
                .isPositive();
        assertThat(PaymentHabit.parse("late:0", 7).paidOn("x", DUE)).isEqualTo(DUE);
        assertThat(PaymentHabit.parse("late:100", 7).paidOn("x", DUE)).isAfter(DUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "late", "late:", "late:101", "late:-1", "never"})
    void wrongHabits(String text) {
        assertThatThrownBy(() -> PaymentHabit.parse(text, 1)).hasMessageStartingWith("--pay: " + text + " (expected: ");
    }

    @Test
    void pace() {
        Instant first = Instant.parse("2010-01-01T00:00:00Z");
        Instant later = first.plus(Duration.ofHours(1));

        assertThat(Pace.parse("max").offset(first, later)).isZero();
        assertThat(Pace.parse("realtime").offset(first, later)).isEqualTo(Duration.ofHours(1));
        assertThat(Pace.parse("60x").offset(first, later)).isEqualTo(Duration.ofMinutes(1));
        assertThatThrownBy(() -> Pace.parse("0x")).hasMessageStartingWith("--speed: 0x (expected: ");
    }

    @Test
    void aRunIsNamedByWhatItDoes() {
        LimitPolicy segment = LimitPolicy.parse("segment");
        PaymentHabit onTime = PaymentHabit.parse("on-time", 1);
        ReplayNames names = ReplayNames.of("ab", segment, onTime);

        assertThat(names.run()).matches("r[0-9a-f]{10}");
        assertThat(ReplayNames.of("ab", segment, PaymentHabit.parse("on-time", 2)))
                .isEqualTo(names);
        assertThat(ReplayNames.of("ac", segment, onTime)).isNotEqualTo(names);
        assertThat(ReplayNames.of("ab", LimitPolicy.parse("fixed:1"), onTime)).isNotEqualTo(names);
        assertThat(ReplayNames.of("ab", segment, PaymentHabit.parse("late:5", 1)))
                .isNotEqualTo(ReplayNames.of("ab", segment, PaymentHabit.parse("late:5", 2)));
    }

    @Test
    void idsOfTheLongestNamesStillFit() {
        ReplayNames names = new ReplayNames("x".repeat(16));
        PastOrder order = Orders.order("o".repeat(40), "2010-01-01T00:00:00Z", "c".repeat(40), 1);

        assertThat(names.credit(order)).hasSize(64);
        assertThat(names.payment(order.orderId(), 36)).hasSizeLessThanOrEqualTo(64);
        assertThat(names.account(order.customerId())).hasSizeLessThanOrEqualTo(64);
        assertThatThrownBy(() -> new ReplayNames("a/b")).hasMessageStartingWith("--run: a/b (expected: ");
    }

    private static long soft(String policy, long volumeMinor) {
        return LimitPolicy.parse(policy).limitFor(volumeMinor).orElseThrow().getSoftLimitMinor();
    }
}
