package io.tradeline.tools.bench.orders;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws ranks from 0 so that rank k comes with a probability proportional to 1 / (k + 1)^s: exact, by inverting the distribution's table. Exponent 0
 * is the uniform distribution.
 */
final class ZipfSampler {
    private final double[] cumulative;

    /**
     * @param ranks how many, from 1
     * @param exponent s, from 0
     */
    ZipfSampler(int ranks, double exponent) {
        if (ranks < 1) {
            throw new IllegalArgumentException("ranks: " + ranks + " (expected: >= 1)");
        }
        if (!(exponent >= 0)) {
            throw new IllegalArgumentException("exponent: " + exponent + " (expected: >= 0)");
        }
        cumulative = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += Math.pow(rank + 1.0, -exponent);
            cumulative[rank] = sum;
        }
    }

    int next(SplittableRandom random) {
        double target = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, target);
        // A hit on a boundary belongs to the rank above it, as the first rank's share starts at 0.
        int rank = found < 0 ? -found - 1 : found + 1;
        return Math.min(rank, cumulative.length - 1);
    }

    /** The share of a rank, from 0 to 1. */
    double probability(int rank) {
        double below = rank == 0 ? 0 : cumulative[rank - 1];
        return (cumulative[rank] - below) / cumulative[cumulative.length - 1];
    }
}
