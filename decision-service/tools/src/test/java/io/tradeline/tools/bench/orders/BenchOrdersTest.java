package io.tradeline.tools.bench.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.proto.accounts.v1.Account;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class BenchOrdersTest {
    private static final BenchAccounts ACCOUNTS = new BenchAccounts(1_000);

    @Test
    void companiesOfAHeadAndNineBranches() {
        assertThat(ACCOUNTS.heads()).hasSize(100);
        assertThat(ACCOUNTS.branches()).hasSize(900);
        Map<String, Long> branches = ACCOUNTS.branches().stream()
                .collect(Collectors.groupingBy(Account::getParentAccountId, Collectors.counting()));
        assertThat(branches)
                .hasSize(100)
                .allSatisfy((head, count) -> assertThat(count).isEqualTo(9));
        assertThat(branches.keySet())
                .isEqualTo(ACCOUNTS.heads().stream().map(Account::getAccountId).collect(Collectors.toSet()));
        assertThat(Arrays.stream(ACCOUNTS.ids()).distinct()).hasSize(1_000);
        assertThatThrownBy(() -> new BenchAccounts(15)).hasMessageStartingWith("count: 15 (expected: ");
    }

    @Test
    void ordersArePlacedInWorkingHours() {
        for (int day = 0; day < 7; day++) {
            Instant now = Instant.parse("2026-03-01T03:04:05Z").plus(Duration.ofDays(day));
            Clock clock = WorkingHours.startingNow(Clock.fixed(now, ZoneOffset.UTC));

            assertThat(clock.instant().atOffset(ZoneOffset.UTC).getDayOfWeek()).isEqualTo(DayOfWeek.WEDNESDAY);
            assertThat(clock.instant().atOffset(ZoneOffset.UTC).toLocalTime()).isEqualTo(LocalTime.of(13, 0));
            assertThat(clock.instant()).isBefore(now).isAfter(now.minus(Duration.ofDays(9)));
        }
    }

    @Test
    void twoOfAHundredOrdersAreAboveWhatTheBuyerMayOrderAlone() {
        long held = LongStream.range(0, 10_000)
                .filter(i -> BenchOrders.amountMinor(i) > BenchAccounts.ORDER_LIMIT_MINOR)
                .count();

        assertThat(held).isEqualTo(200);
        assertThat(LongStream.range(0, 10_000).allMatch(i -> BenchOrders.amountMinor(i) >= 2_000))
                .isTrue();
    }

    @Test
    void eachRequestHasItsOwnId() {
        BenchOrders orders = new BenchOrders(
                ACCOUNTS.ids(),
                Choice.of(Choice.Skew.ZIPF, 1_000, 1),
                "x-",
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

        assertThat(orders.requestId(7)).isEqualTo("x-7").isNotEqualTo(orders.requestId(8));
    }

    @Test
    void theChoiceIsSkewedAndRepeatable() {
        Choice zipf = Choice.of(Choice.Skew.ZIPF, 1_000, 9);
        Choice again = Choice.of(Choice.Skew.ZIPF, 1_000, 9);
        Choice uniform = Choice.of(Choice.Skew.UNIFORM, 1_000, 9);

        assertThat(LongStream.range(0, 1_000).allMatch(i -> zipf.account(i) == again.account(i)))
                .isTrue();
        // The busiest of 1,000 accounts has 1 / 7.49 of the orders.
        assertThat(busiest(zipf)).isBetween(12_500L, 14_200L);
        assertThat(busiest(uniform)).isBetween(100L, 160L);
    }

    private static long busiest(Choice choice) {
        return LongStream.range(0, 100_000)
                .mapToObj(choice::account)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
    }
}
