package io.tradeline.decision.ledger;

import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Ids of decisions: UUIDv7 (RFC 9562), whose order is the order of the decisions' clocks. */
public final class DecisionIds {

    /** A condition in SQL. Parameters: the ids, and the lowest and the highest of them, by which PostgreSQL tells the months. */
    static final String AMONG = "decision_id = ANY (?) AND decision_id BETWEEN ? AND ?";

    /** As PostgreSQL orders them; {@link UUID#compareTo} takes the halves for signed numbers. */
    static final Comparator<UUID> ORDER = (a, b) -> {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    };

    private DecisionIds() {}

    public static UUID next(long epochMilli) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                epochMilli << 16 | 0x7000 | random.nextLong() & 0xFFF,
                random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L);
    }

    /** The lowest id of a moment: a bound for ranges. */
    public static UUID first(long epochMilli) {
        return new UUID(epochMilli << 16, 0);
    }

    public static long epochMilli(UUID decisionId) {
        return decisionId.getMostSignificantBits() >>> 16;
    }
}
