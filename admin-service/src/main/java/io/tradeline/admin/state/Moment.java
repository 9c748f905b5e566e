package io.tradeline.admin.state;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * An instant as people read it.
 *
 * @param iso for machines, ISO 8601 in UTC to the second
 * @param text for people, for example {@code 22 Nov 2026, 01:54:46 UTC}
 * @param ago distance to the moment of looking, for example {@code 3 seconds ago}
 */
record Moment(String iso, String text, String ago) {
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    static Moment of(Instant instant, Instant now) {
        return new Moment(
                instant.truncatedTo(ChronoUnit.SECONDS).toString(),
                TEXT.format(instant),
                ago(Duration.between(instant, now)));
    }

    /** Clocks of two machines differ a little, so that something may seem to happen in the future: that is now. */
    private static String ago(Duration distance) {
        if (distance.toSeconds() < 1) {
            return "just now";
        }
        if (distance.toMinutes() < 2) {
            return count(distance.toSeconds(), "second");
        }
        if (distance.toHours() < 2) {
            return count(distance.toMinutes(), "minute");
        }
        if (distance.compareTo(TWO_DAYS) < 0) {
            return count(distance.toHours(), "hour");
        }
        return count(distance.toDays(), "day");
    }

    private static String count(long number, String unit) {
        return String.format(Locale.ENGLISH, "%,d %s%s ago", number, unit, number == 1 ? "" : "s");
    }
}
