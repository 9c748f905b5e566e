package io.tradeline.tools.bench;

import io.tradeline.tools.bench.calls.DecisionCalls;
import io.tradeline.tools.bench.load.Workload;
import io.tradeline.tools.bench.orders.BenchAccounts;
import io.tradeline.tools.bench.orders.BenchOrders;
import io.tradeline.tools.bench.orders.Choice;
import io.tradeline.tools.bench.process.ProcessMeter;
import io.tradeline.tools.bench.report.Section;
import io.tradeline.tools.bench.report.Turns;

/** All orders from one account, beside orders from all of them: what it costs that they have to follow each other. */
final class HotAccount {
    /** A branch, so that its head's row is as hot as its own. */
    private static final int BRANCH = 1;

    private static final double LEAST_SHARE = 0.5;

    private HotAccount() {}

    static void measure(BenchRun run, MeasuredService service) {
        BenchAccounts accounts = run.plan().accounts();
        BenchOrders one = run.orders(accounts, Choice.one(BRANCH));
        BenchOrders uniform = run.orders(accounts, Choice.Skew.UNIFORM);
        DecisionCalls calls = service.calls(run.plan().client());
        ProcessMeter processes = service.processes();
        try (Workload hot = calls.authorize(one);
                Workload even = calls.authorize(uniform)) {
            run.warmUp(even, processes);
            run.warmUp(hot, processes);
            Turns.Load all = run.turn(Section.AUTHORIZE, even, uniform.accounts(), processes);
            Turns.Load single = run.turn(Section.AUTHORIZE, hot, one.accounts(), processes);
            Turns turns = new Turns(all, single);
            run.takeTurns(turns, run.plan().repetitions().fewRounds());
            run.add(turns.share("Authorize on one account / uniform, 64 in flight", single, all, LEAST_SHARE));
        }
    }
}
