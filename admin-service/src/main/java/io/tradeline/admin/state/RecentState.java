package io.tradeline.admin.state;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The state as it was at most a second ago. However many people reload the page, and however often health is probed, the
 * decision service is asked once a second at most, by one caller at a time; the others wait for that answer.
 */
@Singleton
final class RecentState implements StateSource {
    private static final Logger LOG = Logger.getLogger(RecentState.class);
    private static final Duration FRESH_FOR = Duration.ofSeconds(1);

    private final StateSource source;
    private final Clock clock;
    private @Nullable SystemState last;

    @Inject
    RecentState(GrpcStateSource source, Clock clock) {
        this((StateSource) source, clock);
    }

    RecentState(StateSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public synchronized SystemState read() {
        SystemState before = last;
        if (before != null && isFresh(before.asOf())) {
            return before;
        }
        SystemState now = source.read();
        last = now;
        logChange(before, now);
        return now;
    }

    private boolean isFresh(Instant asOf) {
        Duration age = Duration.between(asOf, clock.instant());
        // A negative age means that the clock was set back: then nothing is known about the age.
        return !age.isNegative() && age.compareTo(FRESH_FOR) < 0;
    }

    /** Logs changes only: a service that is down for an hour is one line, not one for each page load. */
    private static void logChange(@Nullable SystemState before, SystemState now) {
        if (now instanceof SystemState.NotAnswering trouble) {
            boolean known =
                    before instanceof SystemState.NotAnswering earlier && earlier.trouble() == trouble.trouble();
            if (!known) {
                LOG.warnf("%s (%s): %s", trouble.trouble().headline(), trouble.trouble(), trouble.detail());
            }
        } else if (before instanceof SystemState.NotAnswering) {
            LOG.info("The decision service answers again");
        }
    }
}
