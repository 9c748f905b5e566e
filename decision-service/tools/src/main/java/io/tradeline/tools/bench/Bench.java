package io.tradeline.tools.bench;

import com.google.protobuf.Empty;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.calls.DecisionMethods;
import io.tradeline.tools.bench.calls.StreamWorkload;
import io.tradeline.tools.bench.calls.UnaryWorkload;
import io.tradeline.tools.bench.floor.FloorMethod;
import io.tradeline.tools.bench.floor.FloorProcess;
import io.tradeline.tools.bench.load.BlockingLoop;
import io.tradeline.tools.bench.load.ClosedLoop;
import io.tradeline.tools.bench.load.Measurement;
import io.tradeline.tools.bench.load.OpenLoop;
import io.tradeline.tools.bench.load.Workload;
import io.tradeline.tools.bench.orders.BenchOrders;
import io.tradeline.tools.bench.orders.Choice;
import io.tradeline.tools.bench.orders.RequestBytes;
import io.tradeline.tools.bench.orders.WorkingHours;
import io.tradeline.tools.bench.process.ProcessMeter;
import io.tradeline.tools.bench.process.Processes;
import io.tradeline.tools.bench.report.BenchReport;
import io.tradeline.tools.bench.report.BenchReport.Ratio;
import io.tradeline.tools.bench.report.BenchReport.Row;
import io.tradeline.tools.bench.report.BenchText;
import io.tradeline.tools.bench.report.RowMaker;
import io.tradeline.tools.bench.report.Section;
import io.tradeline.tools.bench.report.SideBySide;
import io.tradeline.tools.bench.yardstick.Yardstick;
import io.tradeline.tools.client.AccountUpload;
import io.tradeline.tools.client.BearerCredentials;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.client.Target;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** One run over all sections, one after the other, with all servers up. */
final class Bench {
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);
    private static final String HOST = "127.0.0.1";
    private static final List<Integer> YARDSTICK_CONNECTIONS = List.of(16, 64);
    private static final int RATIO_IN_FLIGHT = 64;
    private static final int RATIO_CONNECTIONS = 16;
    private static final double RULES_MICROS = 50;
    private static final List<Double> OPEN_SHARES = List.of(0.5, 0.7);

    private final BenchPlan plan;
    private final BenchServers servers;
    private final Consumer<String> progress;
    private final AtomicLong sequence = new AtomicLong();
    private final List<Row> rows = new ArrayList<>();
    private final BenchOrders zipf;
    private final BenchOrders uniform;

    /** @param progress told in a line what was just done */
    Bench(BenchPlan plan, BenchServers servers, Clock clock, Consumer<String> progress) {
        this.plan = plan;
        this.servers = servers;
        this.progress = progress;
        String[] ids = plan.accounts().ids();
        String run = UUID.randomUUID().toString().substring(0, 8) + "-";
        int accounts = plan.accounts().count();
        Clock working = WorkingHours.startingNow(clock);
        this.zipf = new BenchOrders(ids, Choice.of(Choice.Skew.ZIPF, accounts, plan.seed()), run, working);
        this.uniform = new BenchOrders(ids, Choice.of(Choice.Skew.UNIFORM, accounts, plan.seed()), run, working);
    }

    /** @throws CommandException when a server can't be used */
    BenchReport run(BenchReport.Conditions conditions) {
        if (plan.has(Section.FLOOR)) {
            floor();
        }
        if (plan.has(Section.YARDSTICK)) {
            yardstick();
        }
        OptionalDouble rulesMicros = OptionalDouble.empty();
        if (plan.has(Section.RULES)) {
            List<Row> measured = RulesRows.measure(plan.schedule().window());
            measured.forEach(this::add);
            rulesMicros = RulesRows.approvedMicros(measured);
        }
        List<Ratio> ratios = new ArrayList<>();
        if (plan.needsService()) {
            storeAccounts();
            if (plan.has(Section.EVALUATE)) {
                evaluate();
            }
            if (plan.has(Section.AUTHORIZE)) {
                authorize();
            }
            if (plan.has(Section.STREAM)) {
                stream();
            }
            if (plan.has(Section.RATIOS)) {
                ratios.addAll(sideBySide());
            }
        }
        rulesMicros.ifPresent(
                micros -> ratios.add(new Ratio("rules, CPU \u00b5s a decision", micros, "<=", RULES_MICROS)));
        return new BenchReport(conditions, rows, ratios);
    }

    private void floor() {
        try (FloorProcess server = FloorProcess.start();
                Workload calls = emptyCalls(server)) {
            ProcessMeter processes = new ProcessMeter(Map.of(Processes.SERVER, server.pid()));
            warmUp(calls, processes);
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
                Measurement measured =
                        BlockingLoop.run(Yardstick.of(own, orders), connections, sequence, plan.schedule(), processes);
                add(RowMaker.closed(Section.YARDSTICK, connections, name(orders), measured));
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
        progress.accept("yardstick installed");
        return own;
    }

    private void storeAccounts() {
        String token = token();
        try (ServiceClient client = ServiceClient.of(target(), () -> token)) {
            AccountUpload upload = new AccountUpload(client);
            long started = System.nanoTime();
            upload.store(plan.accounts().heads());
            upload.store(plan.accounts().branches());
            progress.accept(String.format(
                    Locale.ROOT,
                    "%,d accounts stored in %.1f s",
                    plan.accounts().count(),
                    (System.nanoTime() - started) / 1e9));
        }
    }

    private void evaluate() {
        try (Workload skewed = evaluateCalls(zipf);
                Workload even = evaluateCalls(uniform)) {
            loads(Section.EVALUATE, skewed, even, serviceProcesses());
        }
    }

    private void authorize() {
        try (Workload skewed = authorizeCalls(zipf);
                Workload even = authorizeCalls(uniform)) {
            loads(Section.AUTHORIZE, skewed, even, serviceProcesses());
        }
    }

    private void stream() {
        try (Workload skewed = streamedOrders(zipf);
                Workload even = streamedOrders(uniform)) {
            loads(Section.STREAM, skewed, even, serviceProcesses());
        }
    }

    private List<Ratio> sideBySide() {
        Yardstick yardstick = Yardstick.of(installedYardstick(), zipf);
        try (FloorProcess server = FloorProcess.start();
                Workload empty = emptyCalls(server);
                Workload orders = authorizeCalls(zipf);
                Workload streamed = streamedOrders(zipf)) {
            ProcessMeter floor = new ProcessMeter(Map.of(Processes.SERVER, server.pid()));
            ProcessMeter databases = new ProcessMeter(servers.databases());
            ProcessMeter service = serviceProcesses();
            warmUp(empty, floor);
            BlockingLoop.run(
                    yardstick, RATIO_CONNECTIONS, sequence, plan.schedule().firstWarmUp(), databases);
            warmUp(orders, service);
            warmUp(streamed, service);
            SideBySide turns = SideBySide.of(
                    new SideBySide.Load(
                            Section.FLOOR,
                            RATIO_IN_FLIGHT,
                            "",
                            turn -> ClosedLoop.run(empty, RATIO_IN_FLIGHT, sequence, turn, floor)),
                    new SideBySide.Load(
                            Section.YARDSTICK,
                            RATIO_CONNECTIONS,
                            name(zipf),
                            turn -> BlockingLoop.run(yardstick, RATIO_CONNECTIONS, sequence, turn, databases)),
                    new SideBySide.Load(
                            Section.AUTHORIZE,
                            RATIO_IN_FLIGHT,
                            name(zipf),
                            turn -> ClosedLoop.run(orders, RATIO_IN_FLIGHT, sequence, turn, service)),
                    new SideBySide.Load(
                            Section.STREAM,
                            RATIO_IN_FLIGHT,
                            name(zipf),
                            turn -> ClosedLoop.run(streamed, RATIO_IN_FLIGHT, sequence, turn, service)));
            turns.run(plan.rounds(), plan.schedule().turn());
            turns.rows().forEach(this::add);
            return turns.ratios();
        }
    }

    private void loads(Section section, Workload skewed, Workload even, ProcessMeter processes) {
        warmUp(skewed, processes);
        double most = 0;
        for (int inFlight : plan.inFlight()) {
            most = Math.max(most, closed(section, skewed, inFlight, name(zipf), processes));
        }
        closed(section, even, RATIO_IN_FLIGHT, name(uniform), processes);
        open(section, skewed, most, name(zipf), processes);
    }

    private Workload evaluateCalls(BenchOrders orders) {
        return decisionCalls(DecisionMethods.EVALUATE, new RequestBytes(orders)::evaluate);
    }

    private Workload authorizeCalls(BenchOrders orders) {
        return decisionCalls(DecisionMethods.AUTHORIZE, new RequestBytes(orders)::authorize);
    }

    private Workload streamedOrders(BenchOrders orders) {
        return new StreamWorkload(
                plan.client(),
                HOST,
                servers.stack().grpcPort(),
                credentials(),
                orders::requestId,
                new RequestBytes(orders)::authorize);
    }

    private Workload decisionCalls(MethodDescriptor<byte[], Outcome> method, LongFunction<byte[]> requests) {
        return new UnaryWorkload<>(
                plan.client(),
                HOST,
                servers.stack().grpcPort(),
                method,
                credentials(),
                requests,
                outcome -> outcome == Outcome.OUTCOME_APPROVED);
    }

    private Metadata credentials() {
        return BearerCredentials.headers(token());
    }

    private String token() {
        return servers.stack().tokens().issue("bench", TOKEN_LIFE, "decide", "accounts", "simulate");
    }

    private Target target() {
        return new Target(HOST, servers.stack().grpcPort());
    }

    private ProcessMeter serviceProcesses() {
        Map<String, Long> pids = new LinkedHashMap<>(servers.databases());
        pids.put(Processes.SERVER, servers.stack().decisionService().pid());
        return new ProcessMeter(pids);
    }

    /** Lets both sides compile what is hot before the first row, which has the smallest load. */
    private void warmUp(Workload calls, ProcessMeter processes) {
        Measurement warm =
                ClosedLoop.run(calls, RATIO_IN_FLIGHT, sequence, plan.schedule().firstWarmUp(), processes);
        progress.accept(String.format(
                Locale.ROOT,
                "warmed up in %.0f s, at %,.0f/s",
                warm.warmUpSeconds(),
                warm.median().rate()));
    }

    private double closed(Section section, Workload calls, int inFlight, String accounts, ProcessMeter processes) {
        Measurement measured = ClosedLoop.run(calls, inFlight, sequence, plan.schedule(), processes);
        return add(RowMaker.closed(section, inFlight, accounts, measured));
    }

    /** @param most the highest rate of the closed loops, of which the open ones take a share */
    private void open(Section section, Workload calls, double most, String accounts, ProcessMeter processes) {
        for (double share : OPEN_SHARES) {
            double rate = most * share;
            Measurement measured = OpenLoop.run(calls, rate, sequence, plan.schedule(), processes);
            add(RowMaker.open(section, rate, accounts, measured));
        }
    }

    private double add(Row row) {
        rows.add(row);
        progress.accept(BenchText.brief(row));
        return row.rate();
    }

    private static String name(BenchOrders orders) {
        return orders.skew().name().toLowerCase(Locale.ROOT);
    }
}
