package io.tradeline.decision.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseSeriesTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void behavesLikeAMapOfSums(long seed) {
        Random random = new Random(seed);
        SparseSeries series = new SparseSeries();
        TreeMap<Integer, Long> model = new TreeMap<>();
        for (int step = 0; step < 2_000; step++) {
            int key = random.nextInt(-200, 200);
            if (random.nextInt(3) > 0) {
                long amount = random.nextLong(0, 1_000_000_000_000L);
                series.add(key, amount);
                model.merge(key, amount, Long::sum);
            } else if (model.containsKey(key)) {
                long amount = random.nextBoolean() ? model.get(key) : random.nextLong(model.get(key) + 1);
                series.subtract(key, amount);
                model.merge(key, -amount, Long::sum);
            }
            model.values().removeIf(amount -> amount == 0);
            assertThat(entries(series)).as("step %d", step).isEqualTo(model);
            int bound = random.nextInt(-250, 250);
            assertThat(series.sumUpTo(bound))
                    .isEqualTo(model.headMap(bound, true).values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
            assertThat(series.floorIndex(bound))
                    .isEqualTo(model.headMap(bound, true).size() - 1);
        }
        assertThat(entries(recoded(series))).isEqualTo(model);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void mergedEntriesKeepTheirSumAndGiveItBack(long seed) {
        Random random = new Random(seed);
        SparseSeries series = new SparseSeries();
        TreeMap<Integer, Long> added = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            int key = random.nextInt(1_000);
            long amount = random.nextLong(1, 1_000_000);
            series.add(key, amount);
            added.merge(key, amount, Long::sum);
            series.mergeEarliest(20);
            assertThat(series.size()).isLessThanOrEqualTo(20);
            assertThat(series.sum())
                    .isEqualTo(
                            added.values().stream().mapToLong(Long::longValue).sum());
        }
        added.forEach(series::subtract);

        assertThat(series.size()).isZero();
    }

    @Test
    void entriesMergedForwardAreNeverEarlierThanTheyWere() {
        SparseSeries series = new SparseSeries();
        for (int key = 1; key <= 10; key++) {
            series.add(key, key);
        }

        series.deferEarliest(3);

        assertThat(entries(series)).isEqualTo(Map.of(8, 36L, 9, 9L, 10, 10L));
        series.subtract(2, 2);
        assertThat(entries(series)).isEqualTo(Map.of(8, 34L, 9, 9L, 10, 10L));
    }

    @Test
    void aReadingOfZeroIsKept() {
        SparseSeries series = new SparseSeries();
        series.put(3, 0);
        series.put(1, -5);
        series.put(1, 7);

        assertThat(entries(series)).isEqualTo(Map.of(1, 7L, 3, 0L));
        series.dropBefore(2);
        assertThat(entries(series)).isEqualTo(Map.of(3, 0L));
    }

    @Test
    void extremesSurviveTheirEncoding() {
        SparseSeries series = new SparseSeries();
        series.put(Integer.MIN_VALUE, Long.MIN_VALUE);
        series.put(0, 0);
        series.put(Integer.MAX_VALUE, Long.MAX_VALUE);

        assertThat(entries(recoded(series)))
                .isEqualTo(Map.of(Integer.MIN_VALUE, Long.MIN_VALUE, 0, 0L, Integer.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void refusesWhatCantBe() {
        SparseSeries series = new SparseSeries();
        series.add(5, 10);

        assertThatIllegalArgumentException().isThrownBy(() -> series.add(5, -1)).withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> series.subtract(5, -1))
                .withMessageContaining("-1");
        assertThatIllegalStateException()
                .isThrownBy(() -> series.subtract(5, 11))
                .withMessageContaining("lacks 1 of 11");
    }

    @Test
    void refusesBytesThatAreNoSeries() {
        ByteBuffer tooMany = ByteBuffer.allocate(20);
        Varint.put(tooMany, 11);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SparseSeries.decode(tooMany.flip(), 10))
                .withMessage("count: 11 (expected: 0 to 10)");

        ByteBuffer unordered = ByteBuffer.allocate(20);
        Varint.put(unordered, 2);
        Varint.putSigned(unordered, 5);
        Varint.putSigned(unordered, 1);
        Varint.putSigned(unordered, 0);
        Varint.putSigned(unordered, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SparseSeries.decode(unordered.flip(), 10))
                .withMessageContaining("expected: > 5");
    }

    private static SparseSeries recoded(SparseSeries series) {
        ByteBuffer out = ByteBuffer.allocate(series.encodedBound());
        series.encode(out);
        return SparseSeries.decode(out.flip(), 1_000);
    }

    private static NavigableMap<Integer, Long> entries(SparseSeries series) {
        TreeMap<Integer, Long> entries = new TreeMap<>();
        for (int i = 0; i < series.size(); i++) {
            entries.put(series.key(i), series.amount(i));
        }
        return entries;
    }
}
