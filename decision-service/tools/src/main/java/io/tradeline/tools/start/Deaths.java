package io.tradeline.tools.start;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts how often something died lately, to tell an accident from something that can't live. */
final class Deaths {
    private static final int MOST = 5;
    private static final Duration WITHIN = Duration.ofMinutes(5);

    private final Clock clock;
    private final Deque<Instant> moments = new ArrayDeque<>();

    Deaths(Clock clock) {
        this.clock = clock;
    }

    /** Counts one more: whether there were more than five within five minutes. */
    boolean tooMany() {
        Instant now = clock.instant();
        moments.add(now);
        while (moments.getFirst().isBefore(now.minus(WITHIN))) {
            moments.removeFirst();
        }
        return moments.size() > MOST;
    }
}
