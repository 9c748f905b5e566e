package io.tradeline.tools.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationPlanTest {

    @Test
    void theSameSeedGivesTheSameChoices() {
        assertThat(draws(SimulationPlan.quick(42), "client/a")).isEqualTo(draws(SimulationPlan.quick(42), "client/a"));
        assertThat(SimulationPlan.quick(42).deck(3))
                .isEqualTo(SimulationPlan.quick(42).deck(3));
    }

    @Test
    void otherSeedsAndOtherPartsChooseOtherwise() {
        assertThat(draws(SimulationPlan.quick(42), "client/a"))
                .isNotEqualTo(draws(SimulationPlan.quick(43), "client/a"))
                .isNotEqualTo(draws(SimulationPlan.quick(42), "client/b"));
        assertThat(SimulationPlan.quick(42).deck(0))
                .isNotEqualTo(SimulationPlan.quick(42).deck(1));
    }

    @Test
    void eachPassHasEachKindOfFaultOnce() {
        assertThat(SimulationPlan.quick(5).deck(7)).containsExactlyInAnyOrder(FaultKind.values());
    }

    @Test
    void theCommandRepeatsIt() {
        assertThat(SimulationPlan.lasting(9, Duration.ofMinutes(30)).command())
                .isEqualTo("./tradeline simulate --minutes 30 --seed 9");
        assertThat(SimulationPlan.quick(9).command()).isEqualTo("./tradeline simulate --quick --seed 9");
    }

    @Test
    void aStretchIsShortAndHasASeedOfItsOwn() {
        SimulationPlan whole = SimulationPlan.lasting(9, Duration.ofHours(2));
        SimulationPlan first = Stretches.stretch(whole, 0, Duration.ofHours(2));
        SimulationPlan second = Stretches.stretch(whole, 1, Duration.ofSeconds(90));
        assertThat(first).isEqualTo(whole.with(9, Duration.ofMinutes(20)));
        assertThat(second.seed()).isNotEqualTo(9);
        assertThat(second.command()).isEqualTo("./tradeline simulate --minutes 2 --seed " + second.seed());
    }

    @Test
    void companiesAreOfEveryMode() {
        assertThat(Company.of(SimulationPlan.quick(1)))
                .extracting(Company::mode)
                .contains(Company.Mode.values());
    }

    private static List<Long> draws(SimulationPlan plan, String part) {
        var stream = plan.stream(part);
        return LongStream.generate(stream::nextLong).limit(20).boxed().toList();
    }
}
