package io.tradeline.tools.bench.orders;

import com.google.protobuf.Timestamp;
import java.time.Clock;

/** What differs between the orders of a benchmark, by their number: 20 to 500 euros; every fiftieth is above what its buyer may order alone. */
public final class BenchOrders {
    private static final int HELD_EVERY = 50;
    private static final long HELD_MINOR = BenchAccounts.ORDER_LIMIT_MINOR * 3 / 2;
    private static final long LEAST_MINOR = 2_000;
    private static final long SPREAD_MINOR = 48_000;

    private final String[] accountIds;
    private final Choice choice;
    private final String run;
    private final Clock clock;

    /**
     * @param accountIds by the numbers that the choice draws
     * @param clock for which moments the orders are decided
     * @param run makes the request ids unique among several runs on the same database
     */
    public BenchOrders(String[] accountIds, Choice choice, String run, Clock clock) {
        this.accountIds = accountIds.clone();
        this.choice = choice;
        this.run = run;
        this.clock = clock;
    }

    public static long amountMinor(long sequence) {
        // A fixed scatter: the multiplier is 2^64 divided by the golden ratio.
        long scatter = (sequence * 0x9E3779B97F4A7C15L) >>> 33;
        return sequence % HELD_EVERY == 0 ? HELD_MINOR : LEAST_MINOR + scatter % SPREAD_MINOR;
    }

    public String accountId(long sequence) {
        return accountIds[choice.account(sequence)];
    }

    public String requestId(long sequence) {
        return run + sequence;
    }

    /** How their accounts are chosen: "uniform", "zipf" or "one". */
    public String accounts() {
        return choice.name();
    }

    /** For which moment the next order is decided. */
    public Timestamp moment() {
        long millis = clock.millis();
        return Timestamp.newBuilder()
                .setSeconds(millis / 1000)
                .setNanos((int) (millis % 1000) * 1_000_000)
                .build();
    }
}
