package io.tradeline.tools.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DeathsTest {
    private Instant now = Instant.parse("2026-03-04T10:00:00Z");

    private final Deaths deaths = new Deaths(new Clock() {
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
            throw new UnsupportedOperationException();
        }
    });

    @Test
    void fiveWithinFiveMinutesAreAccidentsTheSixthIsNot() {
        for (int i = 0; i < 5; i++) {
            assertThat(deaths.tooMany()).isFalse();
            now = now.plusSeconds(10);
        }
        assertThat(deaths.tooMany()).isTrue();
    }

    @Test
    void oldOnesAreForgotten() {
        for (int i = 0; i < 50; i++) {
            assertThat(deaths.tooMany()).isFalse();
            now = now.plus(Duration.ofSeconds(70));
        }
    }
}
