package io.tradeline.tools.replay;

import io.tradeline.tools.CommandException;
import java.time.Duration;
import java.time.Instant;

/** How fast the replay's clock runs. */
sealed interface Pace {

    /** How long after the start of the run a moment of the replay's clock comes. */
    Duration offset(Instant first, Instant moment);

    /** As {@code --speed} takes it. */
    static Pace parse(String text) {
        if (text.equals("max")) {
            return new Max();
        }
        if (text.equals("realtime")) {
            return new Times(1);
        }
        if (text.matches("[1-9][0-9]{0,8}x")) {
            return new Times(Long.parseLong(text.substring(0, text.length() - 1)));
        }
        throw CommandException.usage(
                "--speed: " + text + " (expected: max, realtime, or a factor like 1000x: 1000 seconds in one)");
    }

    /** As fast as the answers come. */
    record Max() implements Pace {
        @Override
        public Duration offset(Instant first, Instant moment) {
            return Duration.ZERO;
        }
    }

    /** So many times as fast as it was. */
    record Times(long factor) implements Pace {
        @Override
        public Duration offset(Instant first, Instant moment) {
            return Duration.between(first, moment).dividedBy(factor);
        }
    }
}
