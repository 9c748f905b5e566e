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
 * Floor, yardstick, Authorize and AuthorizeStream in turns, a window each, over several rounds: a machine that gets faster or slower in the course of a run does so for all
 * of them. A ratio is the median of the ratios of the rounds.
 */
public final class SideBySide {
    public static final String LOAD = "in turns";

    private static final int FLOOR = 0;
    private static final int YARDSTICK = 1;
    private static final int AUTHORIZE = 2;
    private static final int STREAM = 3;

    private final List<Load> loads;
    private final List<List<Measurement>> rounds = new ArrayList<>();

    /** @param run measures one window under the schedule */
    public record Load(Section section, int inFlight, String accounts, Function<Schedule, Measurement> run) {}

    /** @param loads floor, yardstick, Authorize and AuthorizeStream, in this order */
    private SideBySide(List<Load> loads) {
        this.loads = List.copyOf(loads);
    }

    public static SideBySide of(Load floor, Load yardstick, Load authorize, Load stream) {
        return new SideBySide(List.of(floor, yardstick, authorize, stream));
    }

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
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < loads.size(); i++) {
            Load load = loads.get(i);
            int index = i;
            List<Measurement> sorted = rounds.stream()
                    .map(round -> round.get(index))
                    .sorted(Comparator.comparingDouble(
                            measured -> measured.median().rate()))
                    .toList();
            rows.add(RowMaker.inTurns(load.section(), load.inFlight(), load.accounts(), sorted.get(sorted.size() / 2)));
        }
        return rows;
    }

    public List<Ratio> ratios() {
        return List.of(
                ratio("Authorize / floor, 64 in flight, Zipf", AUTHORIZE, FLOOR, 0.4),
                ratio("Authorize (64 in flight) / yardstick (16 connections), Zipf", AUTHORIZE, YARDSTICK, 1.4),
                ratio("AuthorizeStream / floor, 64 in flight, Zipf", STREAM, FLOOR, 0.5),
                ratio("AuthorizeStream (64 in flight) / yardstick (16 connections), Zipf", STREAM, YARDSTICK, 1.7));
    }

    private Ratio ratio(String name, int part, int whole, double target) {
        double[] quotients = rounds.stream()
                .mapToDouble(round -> round.get(part).median().rate()
                        / round.get(whole).median().rate())
                .sorted()
                .toArray();
        return new Ratio(
                name, quantile(quotients, 0.5), quantile(quotients, 0.25), quantile(quotients, 0.75), ">=", target);
    }

    /** Between two values in proportion, as R's default type 7 does it. */
    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
