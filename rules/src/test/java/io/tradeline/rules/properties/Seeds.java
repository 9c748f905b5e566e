package io.tradeline.rules.properties;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a property for many seeds; the failing one is in the message, and {@code -Dseed=N} runs just that one. */
public final class Seeds {

    private Seeds() {}

    public static void forAll(int count, Consumer<Random> property) {
        Long only = Long.getLong("seed");
        for (long seed = only == null ? 1 : only; seed <= (only == null ? count : only); seed++) {
            try {
                property.accept(new Random(seed * 7_919));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " (run again with -Dseed=" + seed + "): " + e.getMessage(), e);
            }
        }
    }
}
