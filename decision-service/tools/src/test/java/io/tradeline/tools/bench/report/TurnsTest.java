package io.tradeline.tools.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tradeline.tools.bench.load.Measurement;
import io.tradeline.tools.bench.load.Meter;
import io.tradeline.tools.bench.load.Schedule;
import io.tradeline.tools.bench.process.Costs;
import io.tradeline.tools.bench.report.BenchReport.Ratio;
import io.tradeline.tools.bench.report.BenchReport.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TurnsTest {
    private static final Schedule TURN = Schedule.full(Duration.ofSeconds(5)).turn();

    private final List<Section> order = new ArrayList<>();

    @Test
    void aRatioIsTheMedianOfTheRoundsAndNotOfTheRates() {
        // The machine is twice as fast in the second round, and three times as slow in the third.
        Turns.Load floor = load(Section.FLOOR, 64, "", 20_000, 40_000, 7_000);
        Turns.Load yardstick = load(Section.YARDSTICK, 16, "zipf", 4_000, 8_000, 1_400);
        Turns.Load authorize = load(Section.AUTHORIZE, 64, "zipf", 5_500, 11_000, 1_400);
        Turns turns = new Turns(floor, yardstick, authorize);

        turns.run(3, TURN);

        // Rounds: 0.2, 0.275, 0.275, and 1, 1.375, 1.375.
        Ratio toFloor = turns.share("Authorize / floor", authorize, floor, 0.4);
        assertThat(toFloor.name()).isEqualTo("Authorize / floor");
        assertThat(toFloor.value()).isEqualTo(0.275);
        assertThat(toFloor.isMet()).isFalse();
        assertThat(toFloor.low()).isCloseTo(0.2375, within(1e-9));
        assertThat(toFloor.high()).isCloseTo(0.275, within(1e-9));
        Ratio toYardstick = turns.share("Authorize / yardstick", authorize, yardstick, 1.375);
        assertThat(toYardstick.value()).isEqualTo(1.375);
        assertThat(toYardstick.isMet()).isTrue();
        assertThat(toYardstick.low()).isCloseTo(1.1875, within(1e-9));
        assertThat(turns.last(floor).answers()).isEqualTo(7_000);
        assertThat(turns.rows()).extracting(Row::rate).containsExactly(20_000.0, 4_000.0, 5_500.0);
        assertThat(turns.rows()).extracting(Row::load).containsOnly("in turns");
        assertThat(order)
                .startsWith(Section.FLOOR, Section.YARDSTICK, Section.AUTHORIZE, Section.FLOOR)
                .hasSize(9);
        assertThatThrownBy(() -> turns.last(load(Section.STREAM, 64, "zipf")))
                .hasMessage("load: STREAM (expected: one that takes turns)");
    }

    private Turns.Load load(Section section, int inFlight, String accounts, long... rates) {
        Iterator<Long> next = java.util.Arrays.stream(rates).iterator();
        return new Turns.Load(section, inFlight, accounts, turn -> {
            assertThat(turn.windows()).isEqualTo(1);
            assertThat(turn.window()).isEqualTo(Duration.ofSeconds(4));
            order.add(section);
            long answers = next.next();
            Meter.Window window = new Meter.Window(1, answers, answers, 0, 0, 1, 2, 3, 4);
            return new Measurement(window, new Costs(Map.of(), Map.of()), answers, answers, 0, 0, "", 0);
        });
    }
}
