package io.tradeline.tools.simulate;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.tradeline.proto.type.v1.Money;
import java.util.List;
import java.util.SplittableRandom;

/** What all steps of one client share: its chance, its ids, and its clock. Used by one thread at a time. */
final class Desk {
    private final String prefix;
    private final SplittableRandom random;
    private long number;
    private long clockMilli;

    /** @param ownClock whether its orders are decided by a clock of their own */
    Desk(String client, SimulationPlan plan, boolean ownClock) {
        this.prefix = Long.toUnsignedString(plan.seed(), 36) + "-" + client + "-";
        this.random = plan.stream("client/" + client);
        if (ownClock) {
            // Some whole second near the present: months of the log are made for the coming ones.
            clockMilli = System.currentTimeMillis() / 1000 * 1000;
        }
    }

    SplittableRandom random() {
        return random;
    }

    String nextId(String kind) {
        number++;
        return prefix + kind + number;
    }

    /** Puts its clock forward. */
    void pass(int seconds) {
        clockMilli += 1000L * seconds;
    }

    Timestamp clock() {
        return Timestamps.fromMillis(clockMilli);
    }

    /** Some account of a company. */
    String account(Company company) {
        List<String> accounts = company.accounts();
        return accounts.get(random.nextInt(accounts.size()));
    }

    static Money money(long minor) {
        return Money.newBuilder()
                .setCurrencyCode(Facts.CURRENCY)
                .setAmountMinor(minor)
                .build();
    }
}
