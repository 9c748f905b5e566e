package io.tradeline.tools.bench;

import io.tradeline.tools.bench.load.Measurement;
import io.tradeline.tools.bench.load.OpenLoop;
import io.tradeline.tools.bench.load.Workload;
import io.tradeline.tools.bench.orders.BenchOrders;
import io.tradeline.tools.bench.orders.Choice;
import io.tradeline.tools.bench.process.ProcessMeter;
import io.tradeline.tools.bench.report.BenchReport.Ratio;
import io.tradeline.tools.bench.report.RowMaker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Orders at half of what the service can do, and now and then something else beside them. Calm windows and those with something beside follow each other without a gap, so that no call is left out.
 */
final class BesideOrders implements AutoCloseable {
    private static final double SHARE = 0.5;
    private static final double MOST_UNANSWERED = 0;
    private static final double MOST_TIMES = 2;

    private final BenchRun run;
    private final Workload calls;
    private final ProcessMeter processes;
    private final String accounts;
    private final double rate;
    private final Duration window;
    private final OpenLoop load;

    private BesideOrders(BenchRun run, Workload calls, ProcessMeter processes, String accounts) {
        this.run = run;
        this.calls = calls;
        this.processes = processes;
        this.accounts = accounts;
        this.rate = SHARE * run.warmUp(calls, processes);
        this.window = run.plan().schedule().window();
        this.load = OpenLoop.start(calls, rate, run.sequence(), run.plan().schedule());
    }

    /** Finds out what the service can do, and begins with half of it. */
    static BesideOrders start(BenchRun run, MeasuredService service) {
        BenchOrders orders = run.orders(run.plan().accounts(), Choice.Skew.ZIPF);
        Workload calls = service.calls(run.plan().client()).authorize(orders);
        try {
            return new BesideOrders(run, calls, service.processes(), orders.accounts());
        } catch (RuntimeException failure) {
            calls.close();
            throw failure;
        }
    }

    /** Length of a calm window. */
    Duration window() {
        return window;
    }

    /** Lets the orders come. */
    void pass(Duration time) {
        load.pass(time);
    }

    /** Something beside the orders that is not to be measured, as it happens for the first time in this program. */
    void rehearse(Runnable beside) {
        load.during(beside, new ProcessMeter(Map.of()));
    }

    /**
     * Measures what something does to the orders, as often as is planned.
     *
     * @param name of the windows with it
     * @param what that is, as a target names it
     * @param during the same, as it is named in a target for one window
     */
    void measure(String name, String what, String during, Runnable beside) {
        List<Measurement> calm = new ArrayList<>();
        List<Measurement> with = new ArrayList<>();
        for (int time = 0; time < run.plan().repetitions().disturbances(); time++) {
            calm.add(load.during(() -> load.pass(window), processes));
            with.add(load.during(beside, processes));
            run.say(
                    "%s for %.1f s, p99 %.1f ms; %.1f ms before",
                    name,
                    last(with).median().seconds(),
                    last(with).median().p99(),
                    last(calm).median().p99());
        }
        double[] p99 = p99(with);
        double[] calmP99 = p99(calm);
        // Calls that were under way at the end of the last of them end in here.
        calm.add(load.during(() -> load.pass(window), processes));
        Measurement quiet = Measurement.together(calm);
        Measurement disturbed = Measurement.together(with);
        run.add(RowMaker.beside("calm", rate, accounts, quiet));
        run.add(RowMaker.beside(name, rate, accounts, disturbed));
        long unanswered = quiet.failed() + quiet.refused() + disturbed.failed() + disturbed.refused();
        run.add(new Ratio(what + ", calls without an answer", unanswered, "<=", MOST_UNANSWERED));
        run.add(Ratio.median(what + ", p99 during " + during + " / before it", p99, calmP99, "<=", MOST_TIMES));
    }

    private static double[] p99(List<Measurement> measured) {
        return measured.stream().mapToDouble(window -> window.median().p99()).toArray();
    }

    private static Measurement last(List<Measurement> measured) {
        return measured.get(measured.size() - 1);
    }

    @Override
    public void close() {
        load.close();
        calls.close();
    }
}
