package io.tradeline.admin.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void printsUtcForPeopleAndMachines() {
        Moment moment = Moment.of(Instant.parse("2026-02-01T03:04:05.678Z"), NOW);

        assertThat(moment.iso()).isEqualTo("2026-02-01T03:04:05Z");
        assertThat(moment.text()).isEqualTo("1 Feb 2026, 03:04:05 UTC");
    }

    @ParameterizedTest
    @CsvSource({
        "-90, just now",
        "0, just now",
        "1, 1 second ago",
        "119, 119 seconds ago",
        "120, 2 minutes ago",
        "7199, 119 minutes ago",
        "7200, 2 hours ago",
        "172799, 47 hours ago",
        "172800, 2 days ago",
        "864000000, '10,000 days ago'"
    })
    void saysHowLongAgo(long seconds, String expected) {
        assertThat(Moment.of(NOW.minusSeconds(seconds), NOW).ago()).isEqualTo(expected);
    }
}
