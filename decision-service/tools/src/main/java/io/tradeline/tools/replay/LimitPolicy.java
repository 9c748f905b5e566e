package io.tradeline.tools.replay;

import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.tools.CommandException;
import java.util.Optional;

/** Which individual limit a provisioned account gets. */
sealed interface LimitPolicy {

    /**
     * The limit; empty: that of the account's segment holds.
     *
     * @param volumeMinor what the customer orders in the whole file, cancellations left out
     */
    Optional<CreditLimit> limitFor(long volumeMinor);

    /** As {@code --provision limit=...} takes it. */
    static LimitPolicy parse(String text) {
        if (text.equals("segment")) {
            return new BySegment();
        }
        if (text.equals("generous")) {
            return new Generous();
        }
        if (text.matches("fixed:[0-9]{1,15}")) {
            return new Fixed(Long.parseLong(text.substring("fixed:".length())));
        }
        throw CommandException.usage("--provision: limit=" + text
                + " (expected: limit=segment, limit=generous or limit=fixed:PENCE, for example limit=fixed:500000)");
    }

    /** None of its own. */
    record BySegment() implements LimitPolicy {
        @Override
        public Optional<CreditLimit> limitFor(long volumeMinor) {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "segment";
        }
    }

    /** The same for everyone. */
    record Fixed(long minor) implements LimitPolicy {
        @Override
        public Optional<CreditLimit> limitFor(long volumeMinor) {
            return Optional.of(limit(minor));
        }

        @Override
        public String toString() {
            return "fixed:" + minor;
        }
    }

    /** Twice the customer's whole volume, at least 10,000 pounds: credit never stands in the way. */
    record Generous() implements LimitPolicy {
        private static final long FLOOR_MINOR = 1_000_000;

        @Override
        public Optional<CreditLimit> limitFor(long volumeMinor) {
            return Optional.of(limit(Math.max(FLOOR_MINOR, Math.multiplyExact(volumeMinor, 2))));
        }

        @Override
        public String toString() {
            return "generous";
        }
    }

    private static CreditLimit limit(long minor) {
        return CreditLimit.newBuilder()
                .setSoftLimitMinor(minor)
                .setSetBy("replay")
                .build();
    }
}
