package io.tradeline.decision.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallerLimitsTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private static CallerLimits limits(int rate, int burst, int calls, int streams, int remembered) {
        return new CallerLimits(rate, burst, calls, streams, remembered, new AccessMeters());
    }

    @Test
    void aBurstThenTheRateAndTheWaitIsTheRealOne() {
        CallerLimits.Usage usage = limits(100, 3, 1, 1, 10).of("a");
        long now = 1_000_000;
        for (int i = 0; i < 3; i++) {
            assertThat(usage.take(now)).isZero();
        }

        assertThat(usage.take(now)).isEqualTo(10 * MILLI);
        assertThat(usage.take(now + 4 * MILLI)).isEqualTo(6 * MILLI);
        assertThat(usage.take(now + 10 * MILLI)).isZero();
        assertThat(usage.take(now + 10 * MILLI)).isEqualTo(10 * MILLI);
        long rested = now + 10_000 * MILLI;
        for (int i = 0; i < 3; i++) {
            assertThat(usage.take(rested)).isZero();
        }
        assertThat(usage.take(rested)).as("rest does not add up beyond a burst").isPositive();
    }

    @Test
    void theClockMayStartAnywhereAndPassItsEnd() {
        for (long start : new long[] {0, -5, Long.MIN_VALUE + 1, Long.MAX_VALUE - 15 * MILLI}) {
            CallerLimits.Usage usage = limits(100, 1, 1, 1, 10).of("a");
            assertThat(usage.take(start)).isZero();
            assertThat(usage.take(start + MILLI)).isEqualTo(9 * MILLI);
            assertThat(usage.take(start + 10 * MILLI)).isZero();
            assertThat(usage.take(start + 20 * MILLI)).isZero();
        }
    }

    @Test
    void withoutARateAnyNumberPasses() {
        CallerLimits.Usage usage = limits(0, 1, 1, 1, 10).of("a");
        for (int i = 0; i < 10_000; i++) {
            assertThat(usage.take(7)).isZero();
        }
    }

    @Test
    void callersDontTakeFromEachOther() {
        CallerLimits limits = limits(1, 1, 2, 1, 10);
        assertThat(limits.of("a").take(0)).isZero();
        assertThat(limits.of("a").take(0)).isPositive();
        assertThat(limits.of("b").take(0)).isZero();
    }

    @Test
    void callsAndStreamsUnderWayAreCountedApart() {
        CallerLimits.Usage usage = limits(0, 1, 2, 1, 10).of("a");

        usage.begin(false);
        usage.begin(false);
        assertThatThrownBy(() -> usage.begin(false)).hasMessageContaining("2 calls under way");
        usage.begin(true);
        assertThatThrownBy(() -> usage.begin(true)).hasMessageContaining("1 streams under way");
        usage.end(false);
        usage.begin(false);
        assertThatThrownBy(() -> usage.begin(false)).hasMessageContaining("2 calls under way");
    }

    @Test
    void whatCameInAListIsOwed() {
        CallerLimits.Usage usage = limits(100, 3, 1, 1, 10).of("a");
        long now = 5;
        assertThat(usage.take(now)).isZero();

        usage.owe(99, now);

        assertThat(usage.take(now)).isEqualTo(980 * MILLI);
        assertThat(usage.take(now + 980 * MILLI)).isZero();
        assertThat(usage.take(now + 980 * MILLI)).isEqualTo(10 * MILLI);
        assertThat(usage.take(now + 10_000 * MILLI)).isZero();
    }

    @Test
    void asManyCallersAreRememberedAsMayBe() {
        CallerLimits limits = limits(1, 1, 1, 1, 10);
        for (int i = 0; i < 1_000; i++) {
            limits.of("caller-" + i).take(0);
        }
        assertThat(limits.remembered()).isBetween(1L, 10L);
    }
}
