package io.tradeline.decision.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes only when it is told to. */
public final class StepClock extends Clock {

    private volatile Instant now;

    /** One that shows the present moment, until it is set. */
    public static StepClock now() {
        return new StepClock(Instant.now());
    }

    public StepClock(Instant start) {
        now = start;
    }

    public synchronized void step(Duration by) {
        now = now.plus(by);
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
