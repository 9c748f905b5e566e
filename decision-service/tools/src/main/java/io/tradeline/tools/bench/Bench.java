package io.tradeline.tools.bench;

import com.google.protobuf.Empty;
import io.grpc.Metadata;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.calls.DecisionCalls;
import io.tradeline.tools.bench.calls.UnaryWorkload;
import io.tradeline.tools.bench.disk.FlushedWrites;
import io.tradeline.tools.bench.floor.FloorMethod;
import io.tradeline.tools.bench.floor.FloorProcess;
import io.tradeline.tools.bench.load.BlockingLoop;
import io.tradeline.tools.bench.load.ClosedLoop;
import io.tradeline.tools.bench.load.Measurement;
import io.tradeline.tools.bench.load.OpenLoop;
import io.tradeline.tools.bench.load.Workload;
import io.tradeline.tools.bench.orders.BenchAccounts;
import io.tradeline.tools.bench.orders.BenchOrders;
import io.tradeline.tools.bench.orders.Choice;
import io.tradeline.tools.bench.process.ProcessMeter;
import io.tradeline.tools.bench.process.Processes;
import io.tradeline.tools.bench.report.BenchReport;
import io.tradeline.tools.bench.report.BenchReport.Ratio;
import io.tradeline.tools.bench.report.BenchReport.Row;
import io.tradeline.tools.bench.report.RowMaker;
import io.tradeline.tools.bench.report.Section;
import io.tradeline.tools.bench.report.Turns;
import io.tradeline.tools.bench.rules.RulesRows;
import io.tradeline.tools.bench.yardstick.Yardstick;
import io.tradeline.tools.client.AccountUpload;
import io.tradeline.tools.client.ServiceClient;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One run over all sections, one after the other, with all servers up. */
final class Bench {
    private static final String HOST = "127.0.0.1";
    private static final List<Integer> YARDSTICK_CONNECTIONS = List.of(16, 64);
    private static final int RATIO_CONNECTIONS = 16;
    private static final double RULES_MICROS = 50;
    private static final double WRITES_PER_SECOND = 200;
    private static final double MODERATE = 0.5;
    private static final double BUSY = 0.7;
    private static final double BUSY_P99_MILLIS = 25;
    /** Whose latency under an open load has a target. */
    private static final Set<Section> DURABLE = Set.of(Section.AUTHORIZE, Section.STREAM);

    private final BenchRun run;
    private final BenchPlan plan;
    private final BenchServers servers;
    private final BenchOrders zipf;
    private final BenchOrders uniform;

    Bench(BenchRun run, BenchServers servers) {
        this.run = run;
        this.plan = run.plan();
        this.servers = servers;
        this.zipf = run.orders(plan.accounts(), Choice.Skew.ZIPF);
        this.uniform = run.orders(plan.accounts(), Choice.Skew.UNIFORM);
    }

    /** @throws CommandException when a server can't be used */
    BenchReport run(BenchReport.Conditions conditions) {
        disk();
        if (plan.has(Section.FLOOR)) {
            floor();
        }
        if (plan.has(Section.YARDSTICK)) {
            yardstick();
        }
        if (plan.has(Section.RULES)) {
            rules();
        }
        if (plan.needsService()) {
            decisions(servers.service());
        }
        if (plan.has(Section.ACCOUNTS)) {
            ManyAccounts.measure(run, servers.postgres(), servers.directory());
        }
        if (plan.has(Section.RATIOS)) {
            sideBySide(servers.service());
        }
        if (plan.has(Section.FEED)) {
            FeedUnderLoad.measure(run, servers.service());
        }
        return run.report(conditions);
    }

    /** While nothing else runs: what everything durable waits for at the moment. */
    private void disk() {
        if (plan.has(Section.DISK)) {
            try (FlushedWrites writes = FlushedWrites.in(servers.directory())) {
                ProcessMeter processes = new ProcessMeter(Map.of());
                run.add(RowMaker.open(
                        Section.DISK,
                        WRITES_PER_SECOND,
                        "",
                        OpenLoop.run(writes, WRITES_PER_SECOND, run.sequence(), plan.schedule(), processes)));
            }
        }
    }

    private void rules() {
        List<Row> rows = RulesRows.measure(
                servers.directory(),
                plan.schedule().window(),
                plan.repetitions().isForked());
        rows.forEach(run::add);
        RulesRows.approvedMicros(rows)
                .ifPresent(micros -> run.add(new Ratio("rules, CPU \u00b5s a decision", micros, "<=", RULES_MICROS)));
    }

    private void decisions(MeasuredService service) {
        storeAccounts(service);
        DecisionCalls calls = service.calls(plan.client());
        ProcessMeter processes = service.processes();
        if (plan.has(Section.EVALUATE)) {
            loads(Section.EVALUATE, calls::evaluate, processes);
        }
        if (plan.has(Section.AUTHORIZE)) {
            loads(Section.AUTHORIZE, calls::authorize, processes);
        }
        if (plan.has(Section.STREAM)) {
            loads(Section.STREAM, calls::stream, processes);
        }
        if (plan.has(Section.HOT)) {
            HotAccount.measure(run, service);
        }
        if (plan.has(Section.SWAP)) {
            SwapUnderLoad.measure(run, service);
        }
    }

    private void storeAccounts(MeasuredService service) {
        BenchAccounts accounts = plan.accounts();
        try (ServiceClient client = service.client()) {
            AccountUpload upload = new AccountUpload(client);
            long started = System.nanoTime();
            upload.store(accounts.heads());
            upload.store(accounts.branches());
            run.say("%,d accounts stored in %.1f s", accounts.count(), (System.nanoTime() - started) / 1e9);
        }
    }

    private void floor() {
        try (FloorProcess server = FloorProcess.start();
                Workload calls = emptyCalls(server)) {
            ProcessMeter processes = new ProcessMeter(Map.of(Processes.SERVER, server.pid()));
            run.warmUp(calls, processes);
            double most = 0;
            for (int inFlight : plan.inFlight()) {
                most = Math.max(most, closed(Section.FLOOR, calls, inFlight, "", processes));
            }
            open(Section.FLOOR, calls, most, "", processes);
        }
    }

    private Workload emptyCalls(FloorProcess server) {
        byte[] nothing = Empty.getDefaultInstance().toByteArray();
        return new UnaryWorkload<>(
                plan.client(),
                HOST,
                server.port(),
                FloorMethod.FROM_BYTES,
                new Metadata(),
                number -> nothing,
                answer -> true);
    }

    private void yardstick() {
        Yardstick.Login own = installedYardstick();
        ProcessMeter processes = new ProcessMeter(servers.databases());
        for (int connections : YARDSTICK_CONNECTIONS) {
            for (BenchOrders orders : List.of(zipf, uniform)) {
                Measurement measured = BlockingLoop.run(
                        Yardstick.of(own, orders), connections, run.sequence(), plan.schedule(), processes);
                run.add(RowMaker.closed(Section.YARDSTICK, connections, orders.accounts(), measured));
            }
        }
    }

    private Yardstick.Login installedYardstick() {
        EmbeddedPostgres postgres = servers.postgres();
        Yardstick.Login server = new Yardstick.Login(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Yardstick.Login own =
                new Yardstick.Login(postgres.jdbcUrl(Yardstick.DATABASE), postgres.user(), postgres.password());
        try {
            Yardstick.install(server, own, plan.accounts());
        } catch (SQLException failed) {
            throw CommandException.failed("the yardstick can't be installed: " + failed.getMessage(), failed);
        }
        run.say("yardstick installed");
        return own;
    }

    private void sideBySide(MeasuredService service) {
        DecisionCalls calls = service.calls(plan.client());
        Yardstick yardstick = Yardstick.of(installedYardstick(), zipf);
        try (FloorProcess server = FloorProcess.start();
                Workload empty = emptyCalls(server);
                Workload orders = calls.authorize(zipf);
                Workload streamed = calls.stream(zipf)) {
            ProcessMeter floorProcess = new ProcessMeter(Map.of(Processes.SERVER, server.pid()));
            ProcessMeter databases = new ProcessMeter(servers.databases());
            ProcessMeter processes = service.processes();
            run.warmUp(empty, floorProcess);
            BlockingLoop.run(
                    yardstick,
                    RATIO_CONNECTIONS,
                    run.sequence(),
                    plan.schedule().firstWarmUp(),
                    databases);
            run.warmUp(orders, processes);
            run.warmUp(streamed, processes);
            Turns.Load floor = run.turn(Section.FLOOR, empty, "", floorProcess);
            Turns.Load function = new Turns.Load(
                    Section.YARDSTICK,
                    RATIO_CONNECTIONS,
                    zipf.accounts(),
                    turn -> BlockingLoop.run(yardstick, RATIO_CONNECTIONS, run.sequence(), turn, databases));
            Turns.Load authorize = run.turn(Section.AUTHORIZE, orders, zipf.accounts(), processes);
            Turns.Load stream = run.turn(Section.STREAM, streamed, zipf.accounts(), processes);
            Turns turns = new Turns(floor, function, authorize, stream);
            run.takeTurns(turns, plan.repetitions().rounds());
            run.add(turns.share("Authorize / floor, 64 in flight, Zipf", authorize, floor, 0.4));
            run.add(turns.share(
                    "Authorize (64 in flight) / yardstick (16 connections), Zipf", authorize, function, 1.4));
            run.add(turns.share("AuthorizeStream / floor, 64 in flight, Zipf", stream, floor, 0.5));
            run.add(turns.share(
                    "AuthorizeStream (64 in flight) / yardstick (16 connections), Zipf", stream, function, 1.7));
        }
    }

    private void loads(Section section, Function<BenchOrders, Workload> calls, ProcessMeter processes) {
        try (Workload skewed = calls.apply(zipf);
                Workload even = calls.apply(uniform)) {
            run.warmUp(skewed, processes);
            double most = 0;
            for (int inFlight : plan.inFlight()) {
                most = Math.max(most, closed(section, skewed, inFlight, zipf.accounts(), processes));
            }
            closed(section, even, BenchRun.IN_FLIGHT, uniform.accounts(), processes);
            if (DURABLE.contains(section)) {
                disk();
            }
            open(section, skewed, most, zipf.accounts(), processes);
        }
    }

    private double closed(Section section, Workload calls, int inFlight, String accounts, ProcessMeter processes) {
        Measurement measured = ClosedLoop.run(calls, inFlight, run.sequence(), plan.schedule(), processes);
        return run.add(RowMaker.closed(section, inFlight, accounts, measured));
    }

    /** @param most the highest rate of the closed loops, of which the open ones take a share */
    private void open(Section section, Workload calls, double most, String accounts, ProcessMeter processes) {
        for (double share : List.of(MODERATE, BUSY)) {
            double rate = most * share;
            Row row = RowMaker.open(
                    section, rate, accounts, OpenLoop.run(calls, rate, run.sequence(), plan.schedule(), processes));
            run.add(row);
            if (share == BUSY && DURABLE.contains(section)) {
                run.add(new Ratio(
                        section.title() + ", open loop at 70 % of its maximum, p99 ms",
                        row.p99(),
                        "<=",
                        BUSY_P99_MILLIS));
            }
        }
    }
}
