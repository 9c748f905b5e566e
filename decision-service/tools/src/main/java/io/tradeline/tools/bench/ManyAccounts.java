package io.tradeline.tools.bench;

import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.tools.bench.calls.DecisionCalls;
import io.tradeline.tools.bench.load.Workload;
import io.tradeline.tools.bench.orders.BenchAccounts;
import io.tradeline.tools.bench.orders.Choice;
import io.tradeline.tools.bench.process.ProcessMeter;
import io.tradeline.tools.bench.process.Processes;
import io.tradeline.tools.bench.report.BenchReport.Ratio;
import io.tradeline.tools.bench.report.Section;
import io.tradeline.tools.bench.report.Turns;
import io.tradeline.tools.text.Amounts;
import java.nio.file.Path;

/** Orders on a thousand accounts and on many more, in turns: of two decision services one idles while the other one works. */
final class ManyAccounts {
    /** The fewer ones. */
    static final BenchAccounts FEW = new BenchAccounts(1_000);

    private static final double LEAST_SHARE = 0.85;
    private static final double MOST_MEGABYTES = 800;
    private static final double MEBIBYTE = 1.048576;

    private ManyAccounts() {}

    static void measure(BenchRun run, EmbeddedPostgres postgres, Path directory) {
        BenchAccounts accounts = run.plan().manyAccounts();
        try (FilledService few = FilledService.start(run, postgres, directory, "bench_few", FEW);
                FilledService many = FilledService.start(run, postgres, directory, "bench_many", accounts)) {
            try (Side thousand = new Side(run, few);
                    Side million = new Side(run, many)) {
                run.warmUp(thousand.even, thousand.processes);
                run.warmUp(million.even, million.processes);
                Turns turns = new Turns(thousand.uniform, million.uniform, thousand.zipf, million.zipf);
                run.takeTurns(turns, run.plan().repetitions().fewRounds());
                String name = "Authorize on " + Amounts.count(accounts.count()) + " accounts / on "
                        + Amounts.count(FEW.count());
                run.add(turns.share(name + ", uniform", million.uniform, thousand.uniform, LEAST_SHARE));
                run.add(turns.share(name + ", Zipf", million.zipf, thousand.zipf, LEAST_SHARE));
                turns.last(million.zipf)
                        .costs()
                        .residentMebibytes(Processes.SERVER)
                        .ifPresent(mebibytes -> run.add(new Ratio(
                                "RSS of the service on " + Amounts.count(accounts.count()) + " accounts, MB",
                                mebibytes * MEBIBYTE,
                                "<=",
                                MOST_MEGABYTES)));
            }
            many.audit(run);
        }
    }

    /** One of the two, under both loads. */
    private static final class Side implements AutoCloseable {
        private final ProcessMeter processes;
        private final Workload even;
        private final Workload skewed;
        private final Turns.Load uniform;
        private final Turns.Load zipf;

        Side(BenchRun run, FilledService filled) {
            MeasuredService service = filled.service();
            DecisionCalls calls = service.calls(run.plan().client());
            BenchAccounts accounts = filled.accounts();
            String of = " of " + Amounts.count(accounts.count());
            processes = service.processes();
            even = calls.authorize(run.orders(accounts, Choice.Skew.UNIFORM));
            skewed = calls.authorize(run.orders(accounts, Choice.Skew.ZIPF));
            uniform = run.turn(Section.AUTHORIZE, even, "uniform" + of, processes);
            zipf = run.turn(Section.AUTHORIZE, skewed, "zipf" + of, processes);
        }

        @Override
        public void close() {
            even.close();
            skewed.close();
        }
    }
}
