package io.tradeline.tools.bench.orders;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;

/** The clock of a benchmark's orders: it starts on a Wednesday at 13:00, because orders at night or on a weekend would be held as a burst. */
public final class WorkingHours {
    private static final LocalTime START = LocalTime.of(13, 0);

    private WorkingHours() {}

    /** A clock that runs like another one, and begins now on its last Wednesday at 13:00 UTC. */
    public static Clock startingNow(Clock clock) {
        Instant now = clock.instant();
        OffsetDateTime wednesday = now.atOffset(ZoneOffset.UTC)
                .minusDays(1)
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.WEDNESDAY))
                .with(START);
        return Clock.offset(clock, Duration.between(now, wednesday.toInstant()));
    }
}
