package io.tradeline.decision.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tradeline.rules.facts.Signals;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void meanAndDeviationAreThoseOfTheClosedWindows(long seed) {
        Random random = new Random(seed);
        Activity activity = new Activity();
        List<Double> counts = new ArrayList<>();
        List<Double> amounts = new ArrayList<>();
        long window = 1_000;
        for (int i = 0; i < 90; i++) {
            window += random.nextInt(1, 4);
            activity.rollTo(window);
            int orders = random.nextInt(1, 9);
            long sum = 0;
            for (int order = 0; order < orders; order++) {
                long minor = random.nextLong(1, 5_000_000);
                activity.add(minor);
                sum += minor;
            }
            counts.add((double) orders);
            amounts.add((double) sum);
            activity = recoded(activity);
        }
        activity.rollTo(window + 1);

        Signals.Window seen = activity.window((window + 1) * Activity.DAY, Activity.DAY);

        assertThat(seen.samples()).isEqualTo(90);
        assertThat((double) seen.meanCountMilli()).isCloseTo(mean(counts) * 1000, within(1.0));
        assertThat((double) seen.deviationCountMilli()).isCloseTo(deviation(counts) * 1000, within(1.0));
        assertThat((double) seen.meanAmountMinor()).isCloseTo(mean(amounts), within(1.0));
        assertThat((double) seen.deviationAmountMinor()).isCloseTo(deviation(amounts), within(1.0));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33})
    void theWindowBeforeCountsByTheShareThatIsStillCovered(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Activity activity = new Activity();
            long before = random.nextLong(1_000_000_000_000_000L);
            long now = random.nextLong(1_000_000_000L);
            activity.rollTo(5);
            activity.add(before);
            activity.rollTo(6);
            activity.add(now);
            long passed = random.nextLong(Activity.HOUR);

            Signals.Window window = activity.window(6 * Activity.HOUR + passed, Activity.HOUR);

            BigInteger share = BigInteger.valueOf(before)
                    .multiply(BigInteger.valueOf(Activity.HOUR - passed))
                    .divide(BigInteger.valueOf(Activity.HOUR));
            assertThat(window.amountMinor())
                    .as("%d before, %d now, %d ms passed", before, now, passed)
                    .isEqualTo(now + share.longValueExact());
            assertThat(window.orderCount()).isEqualTo(passed == 0 ? 2 : 1);
        }
    }

    @Test
    void aWindowWithoutOrdersLeavesHabitsAlone() {
        Activity activity = new Activity();
        activity.rollTo(10);
        activity.add(100);
        activity.rollTo(1_000);

        Signals.Window window = activity.window(1_000 * Activity.WEEK, Activity.WEEK);

        assertThat(window.orderCount()).isZero();
        assertThat(window.samples()).isEqualTo(1);
        assertThat(window.meanAmountMinor()).isEqualTo(100);
        assertThat(window.deviationAmountMinor()).isZero();
    }

    @Test
    void aClockThatStepsBackStaysInThePresentWindow() {
        Activity activity = new Activity();
        activity.rollTo(10);
        activity.add(100);
        activity.rollTo(4);
        activity.add(50);

        Signals.Window window = activity.window(10 * Activity.HOUR, Activity.HOUR);

        assertThat(window.orderCount()).isEqualTo(2);
        assertThat(window.amountMinor()).isEqualTo(150);
        assertThat(window.samples()).isZero();
    }

    @Test
    void oldHabitsFadeBeyondAHundredWindows() {
        Activity activity = new Activity();
        for (int window = 1; window <= 200; window++) {
            activity.rollTo(window);
            activity.add(100);
        }
        for (int window = 201; window <= 900; window++) {
            activity.rollTo(window);
            activity.add(900);
        }
        activity.rollTo(901);

        Signals.Window window = activity.window(901 * Activity.DAY, Activity.DAY);

        assertThat(window.samples()).isEqualTo(100);
        assertThat(window.meanAmountMinor()).isBetween(890L, 900L);
        assertThat(window.deviationAmountMinor()).isLessThan(100);
    }

    private static Activity recoded(Activity activity) {
        ByteBuffer out = ByteBuffer.allocate(Activity.ENCODED_BOUND);
        activity.encode(out);
        ByteBuffer in = out.flip();
        Activity read = Activity.decode(in);
        assertThat(in.hasRemaining()).isFalse();
        return read;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double deviation(List<Double> values) {
        double mean = mean(values);
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / (values.size() - 1));
    }
}
