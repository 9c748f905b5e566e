package io.tradeline.tools.bench;

import io.tradeline.tools.bench.load.ClosedLoop;
import io.tradeline.tools.bench.load.Measurement;
import io.tradeline.tools.bench.load.Workload;
import io.tradeline.tools.bench.orders.BenchAccounts;
import io.tradeline.tools.bench.orders.BenchOrders;
import io.tradeline.tools.bench.orders.Choice;
import io.tradeline.tools.bench.orders.WorkingHours;
import io.tradeline.tools.bench.process.ProcessMeter;
import io.tradeline.tools.bench.report.BenchReport;
import io.tradeline.tools.bench.report.BenchReport.Ratio;
import io.tradeline.tools.bench.report.BenchReport.Row;
import io.tradeline.tools.bench.report.BenchText;
import io.tradeline.tools.bench.report.Section;
import io.tradeline.tools.bench.report.Turns;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One run as all its parts see it: what is to be measured, the numbers of the calls, and what was found so far. */
final class BenchRun {
    /** Calls under way in the closed loops that are compared with each other. */
    static final int IN_FLIGHT = 64;

    private final BenchPlan plan;
    private final Clock clock;
    private final Consumer<String> progress;
    private final String name = UUID.randomUUID().toString().substring(0, 8) + "-";
    private final AtomicLong sequence = new AtomicLong();
    private final List<Row> rows = new ArrayList<>();
    private final List<Ratio> ratios = new ArrayList<>();

    /** @param progress told in a line what was just done */
    BenchRun(BenchPlan plan, Clock clock, Consumer<String> progress) {
        this.plan = plan;
        this.clock = WorkingHours.startingNow(clock);
        this.progress = progress;
    }

    BenchPlan plan() {
        return plan;
    }

    /** The clock of the orders. */
    Clock clock() {
        return clock;
    }

    /** Numbers the calls of all loads. */
    AtomicLong sequence() {
        return sequence;
    }

    /** Orders of accounts that are chosen so. */
    BenchOrders orders(BenchAccounts accounts, Choice choice) {
        return new BenchOrders(accounts.ids(), choice, name, clock);
    }

    BenchOrders orders(BenchAccounts accounts, Choice.Skew skew) {
        return orders(accounts, Choice.of(skew, accounts.count(), plan.seed()));
    }

    /**
     * Lets both sides compile what is hot before the first row, which has the smallest load.
     *
     * @return the rate that was reached
     */
    double warmUp(Workload calls, ProcessMeter processes) {
        Measurement warm =
                ClosedLoop.run(calls, IN_FLIGHT, sequence, plan.schedule().firstWarmUp(), processes);
        double rate = warm.median().rate();
        say("warmed up in %.0f s, at %,.0f/s", warm.warmUpSeconds(), rate);
        return rate;
    }

    /** A closed loop that takes turns with others. */
    Turns.Load turn(Section section, Workload calls, String accounts, ProcessMeter processes) {
        return new Turns.Load(
                section, IN_FLIGHT, accounts, turn -> ClosedLoop.run(calls, IN_FLIGHT, sequence, turn, processes));
    }

    /** Takes turns, and adds a row for each load. */
    void takeTurns(Turns turns, int rounds) {
        turns.run(rounds, plan.schedule().turn());
        turns.rows().forEach(this::add);
    }

    /** @return the row's rate */
    double add(Row row) {
        rows.add(row);
        progress.accept(BenchText.brief(row));
        return row.rate();
    }

    void add(Ratio ratio) {
        ratios.add(ratio);
    }

    /** Says in a line what was just done. */
    void say(String format, Object... values) {
        progress.accept(String.format(Locale.ROOT, format, values));
    }

    BenchReport report(BenchReport.Conditions conditions) {
        return new BenchReport(conditions, rows, ratios);
    }
}
