package io.tradeline.tools.bench.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ZipfSamplerTest {
    private static final int DRAWS = 400_000;

    @Test
    void drawsEachRankByItsProbability() {
        ZipfSampler sampler = new ZipfSampler(50, 1.0);

        double[] shares = shares(sampler, 50);

        for (int rank = 0; rank < 50; rank++) {
            double expected = sampler.probability(rank);
            double deviation = Math.sqrt(expected * (1 - expected) / DRAWS);
            assertThat(shares[rank]).as("rank %d", rank).isCloseTo(expected, within(5 * deviation));
        }
    }

    @Test
    void probabilitiesFollowTheLaw() {
        ZipfSampler sampler = new ZipfSampler(1_000, 1.0);

        assertThat(sampler.probability(0) / sampler.probability(1)).isCloseTo(2.0, within(1e-9));
        assertThat(sampler.probability(0) / sampler.probability(9)).isCloseTo(10.0, within(1e-9));
        assertThat(IntStream.range(0, 1_000).mapToDouble(sampler::probability).sum())
                .isCloseTo(1.0, within(1e-9));
    }

    @Test
    void exponentZeroIsUniform() {
        ZipfSampler sampler = new ZipfSampler(10, 0);

        for (double share : shares(sampler, 10)) {
            assertThat(share).isCloseTo(0.1, within(0.005));
        }
    }

    @Test
    void theSameSeedDrawsTheSame() {
        ZipfSampler sampler = new ZipfSampler(1_000, 1.0);
        SplittableRandom one = new SplittableRandom(5);
        SplittableRandom other = new SplittableRandom(5);

        assertThat(IntStream.range(0, 100).map(i -> sampler.next(one)))
                .containsExactlyElementsOf(IntStream.range(0, 100)
                        .map(i -> sampler.next(other))
                        .boxed()
                        .toList());
    }

    @Test
    void oneRank() {
        assertThat(new ZipfSampler(1, 1.0).next(new SplittableRandom(1))).isZero();
    }

    @Test
    void bounds() {
        assertThatThrownBy(() -> new ZipfSampler(0, 1)).hasMessage("ranks: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new ZipfSampler(1, -1)).hasMessage("exponent: -1.0 (expected: >= 0)");
        assertThatThrownBy(() -> new ZipfSampler(1, Double.NaN)).hasMessage("exponent: NaN (expected: >= 0)");
    }

    private static double[] shares(ZipfSampler sampler, int ranks) {
        SplittableRandom random = new SplittableRandom(20_261_122);
        int[] counts = new int[ranks];
        for (int i = 0; i < DRAWS; i++) {
            counts[sampler.next(random)]++;
        }
        return IntStream.of(counts).mapToDouble(count -> (double) count / DRAWS).toArray();
    }
}
