package io.tradeline.tools.bench.orders;

import java.util.SplittableRandom;

/**
 * Which account each order comes from: drawn beforehand, so that drawing costs nothing while it is measured, and any thread may ask. Repeats after about
 * a million orders.
 */
public final class Choice {
    private static final int DRAWN = 1 << 20;

    private final Skew skew;
    private final int[] accounts;

    private Choice(Skew skew, int[] accounts) {
        this.skew = skew;
        this.accounts = accounts;
    }

    /** How unequal the accounts are. */
    public enum Skew {
        UNIFORM(0),
        ZIPF(1.0);

        private final double exponent;

        Skew(double exponent) {
            this.exponent = exponent;
        }
    }

    /** The same for the same seed. The busiest accounts are spread over all companies. */
    public static Choice of(Skew skew, int accounts, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] byRank = shuffled(accounts, random);
        ZipfSampler sampler = new ZipfSampler(accounts, skew.exponent);
        int[] drawn = new int[DRAWN];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = byRank[sampler.next(random)];
        }
        return new Choice(skew, drawn);
    }

    public int account(long sequence) {
        return accounts[(int) (sequence & (DRAWN - 1))];
    }

    public Skew skew() {
        return skew;
    }

    private static int[] shuffled(int size, SplittableRandom random) {
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            values[i] = values[j];
            values[j] = i;
        }
        return values;
    }
}
