package io.tradeline.decision.recount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which journal ids are to be counted next. */
class IdRangesTest {

    @Test
    void idsThatTheFeedWaitsForAreLeftOut() {
        IdRanges gaps = ranges(3, 3, 6, 8);

        assertThat(IdRanges.NONE.and(0, 10).without(gaps)).isEqualTo(ranges(1, 2, 4, 5, 9, 10));
        assertThat(gaps.upTo(7)).isEqualTo(ranges(3, 3, 6, 7));
    }

    @Test
    void idsThatAppearedSinceAreCountedThen() {
        IdRanges open = ranges(3, 3, 6, 8);

        assertThat(open.and(10, 12).without(ranges(7, 7))).isEqualTo(ranges(3, 3, 6, 6, 8, 8, 11, 12));
        assertThat(open.and(10, 10)).isEqualTo(open);
    }

    @Test
    void itIsAsWithSingleIds() {
        long seed = Long.getLong("tradeline.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 1000; round++) {
            TreeSet<Long> some = some(random);
            TreeSet<Long> others = some(random);
            TreeSet<Long> left = new TreeSet<>(some);
            left.removeAll(others);

            assertThat(ids(of(some).without(of(others))))
                    .as("seed " + seed + ", round " + round)
                    .isEqualTo(left);
        }
    }

    private static TreeSet<Long> some(SplittableRandom random) {
        TreeSet<Long> ids = new TreeSet<>();
        for (long id = 1; id <= 30; id++) {
            if (random.nextInt(3) > 0) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static IdRanges of(TreeSet<Long> ids) {
        IdRanges ranges = IdRanges.NONE;
        for (long id : ids) {
            ranges = ranges.and(id - 1, id);
        }
        return ranges;
    }

    private static TreeSet<Long> ids(IdRanges ranges) {
        TreeSet<Long> ids = new TreeSet<>();
        for (IdRanges.Range range : ranges.ranges()) {
            for (long id = range.from(); id <= range.to(); id++) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static IdRanges ranges(long... ends) {
        Long[] from = new Long[ends.length / 2];
        Long[] to = new Long[ends.length / 2];
        for (int i = 0; i < from.length; i++) {
            from[i] = ends[2 * i];
            to[i] = ends[2 * i + 1];
        }
        return IdRanges.of(from, to);
    }
}
