package io.tradeline.admin;

import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands still until a test moves it. In UTC, whatever zone is asked for. */
@Mock
@Singleton
public final class SettableClock extends Clock {
    private volatile Instant now = Instant.parse("2026-11-22T10:00:00Z");

    /** Moves to the given instant. */
    public void set(Instant instant) {
        now = instant;
    }

    /** Moves on by the given time. */
    public void advance(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
