package io.tradeline.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RenewedTokenTest {
    @Test
    void keepsATokenForHalfOfItsLife() {
        SettableClock clock = new SettableClock();
        AtomicInteger issued = new AtomicInteger();
        RenewedToken token =
                new RenewedToken(clock, Duration.ofHours(12), life -> life.toHours() + "h-" + issued.incrementAndGet());

        assertThat(token.get()).isEqualTo("12h-1");
        clock.now = clock.now.plus(Duration.ofHours(6).minusMillis(1));
        assertThat(token.get()).isEqualTo("12h-1");
        clock.now = clock.now.plusMillis(1);
        assertThat(token.get()).isEqualTo("12h-2");
        assertThat(token.get()).isEqualTo("12h-2");
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-03-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
