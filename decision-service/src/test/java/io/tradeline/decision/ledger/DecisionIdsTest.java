package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionIdsTest {

    private static final long YEAR_2100 = 4_102_444_800_000L;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void areUuidsOfVersionSevenInTheOrderOfTheirClocks(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long milli = random.nextLong(YEAR_2100);

            UUID id = DecisionIds.next(milli);

            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(DecisionIds.epochMilli(id)).isEqualTo(milli);
            // Compared as text, as PostgreSQL compares bytes: Java compares the halves as signed numbers.
            assertThat(id.toString())
                    .isGreaterThan(DecisionIds.first(milli).toString())
                    .isLessThan(DecisionIds.first(milli + 1).toString());
        }
    }

    @Test
    void areUniqueWithinAMillisecond() {
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            ids.add(DecisionIds.next(1_700_000_000_000L));
        }

        assertThat(ids).hasSize(100_000);
    }
}
