package io.tradeline.tools.bench.orders;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Which account each order comes from: drawn beforehand, so that drawing costs nothing while it is measured, and any thread may ask. Repeats after about
 * a million orders.
 */
public final class Choice {
    private static final int DRAWN = 1 << 20;

    private final String name;
    /** As many as a power of two. */
    private final int[] accounts;

    private Choice(String name, int[] accounts) {
        this.name = name;
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
        return new Choice(skew.name().toLowerCase(Locale.ROOT), drawn);
    }

    /** All orders come from the same account. */
    public static Choice one(int account) {
        return new Choice("one", new int[] {account});
    }

    public int account(long sequence) {
        return accounts[(int) (sequence & (accounts.length - 1))];
    }

    /** "uniform", "zipf" or "one". */
    public String name() {
        return name;
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
