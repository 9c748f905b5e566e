package io.tradeline.tools.bench.report;

import io.tradeline.tools.bench.load.Measurement;
import io.tradeline.tools.bench.load.Schedule;
import io.tradeline.tools.bench.report.BenchReport.Ratio;
import io.tradeline.tools.bench.report.BenchReport.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Loads that take turns, a window each, over several rounds: a machine that gets faster or slower in the course of a run does so for all of them. A share is the median
 * of the shares of the rounds.
 */
public final class Turns {
    public static final String LOAD = "in turns";

    private final List<Load> loads;
    private final List<List<Measurement>> rounds = new ArrayList<>();

    /** @param loads in the order of their turns, each another one */
    public Turns(Load... loads) {
        this.loads = List.of(loads);
    }

    /**
     * One of the loads.
     *
     * @param section by which it is called in the report
     * @param accounts as in a row of the report
     * @param run measures one window under the schedule
     */
    public record Load(Section section, int inFlight, String accounts, Function<Schedule, Measurement> run) {}

    public void run(int count, Schedule turn) {
        for (int round = 0; round < count; round++) {
            List<Measurement> measured = new ArrayList<>(loads.size());
            for (Load load : loads) {
                measured.add(load.run().apply(turn));
            }
            rounds.add(measured);
        }
    }

    /** One row for each load, of the round in which it had its median rate. */
    public List<Row> rows() {
        return loads.stream()
                .map(load -> RowMaker.inTurns(load.section(), load.inFlight(), load.accounts(), median(load)))
                .toList();
    }

    private Measurement median(Load load) {
        List<Measurement> sorted = rounds.stream()
                .map(round -> round.get(place(load)))
                .sorted(Comparator.comparingDouble(measured -> measured.median().rate()))
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    /** What was measured last of a load. */
    public Measurement last(Load load) {
        return rounds.get(rounds.size() - 1).get(place(load));
    }

    /**
     * The rate of one load against that of another.
     *
     * @param least the target
     */
    public Ratio share(String name, Load part, Load whole, double least) {
        return Ratio.median(name, rates(part), rates(whole), ">=", least);
    }

    private double[] rates(Load load) {
        return rounds.stream()
                .mapToDouble(round -> round.get(place(load)).median().rate())
                .toArray();
    }

    private int place(Load load) {
        int place = loads.indexOf(load);
        if (place < 0) {
            throw new IllegalArgumentException("load: " + load.section() + " (expected: one that takes turns)");
        }
        return place;
    }
}
