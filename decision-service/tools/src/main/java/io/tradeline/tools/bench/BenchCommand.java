package io.tradeline.tools.bench;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.bench.calls.Client;
import io.tradeline.tools.bench.load.Schedule;
import io.tradeline.tools.bench.orders.BenchAccounts;
import io.tradeline.tools.bench.report.BenchReport;
import io.tradeline.tools.bench.report.BenchText;
import io.tradeline.tools.bench.report.Section;
import io.tradeline.tools.launch.Interruption;
import io.tradeline.tools.launch.WorkDirectory;
import io.tradeline.tools.text.Ink;
import io.tradeline.tools.text.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tradeline bench}: everything in one run, one table. Missed targets are said, and don't change the exit code. */
@Command(
        name = "bench",
        description = {
            "Measures a page written to the disk and flushed, an empty call (the floor), a function in the database (the yardstick), the rules alone, Evaluate, and Authorize"
                    + " and AuthorizeStream with everything durable; Authorize on one hot account, during swaps of the release, and on a"
                    + " thousand accounts beside a million; floor, yardstick and both in turns, for the ratios; at last the feed, read from far"
                    + " behind and followed by many while orders come.",
            "It starts its own servers on free ports, with a database of its own that is deleted at the end."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int QUICK_ACCOUNTS = 2_000;
    private static final int FULL_ACCOUNTS = 100_000;
    private static final int QUICK_MANY = 20_000;
    private static final int FULL_MANY = 1_000_000;
    private static final double FULL_SECONDS = 5;
    private static final double QUICK_SECONDS = 0.5;
    private static final double LEAST_SECONDS = 0.1;
    private static final double MOST_SECONDS = 600;
    private static final int MAX_IN_FLIGHT = 1_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--quick",
            description = "About two minutes: fewer accounts, short windows. For a first impression.")
    private boolean quick;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Length of each window, 0.1 to 600 (default: 5; quick: 0.5; three windows for each row).")
    private @Nullable Double seconds;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            description = "A multiple of 10: companies of a head and nine branches (default: 100000; quick: 2000).")
    private @Nullable Integer accounts;

    @Option(
            names = "--many-accounts",
            paramLabel = "N",
            description = "Beside a thousand: a multiple of 10, up to 1000000 (default: 1000000; quick: 20000).")
    private @Nullable Integer manyAccounts;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description =
                    "Some of: disk, floor, yardstick, rules, evaluate, authorize, stream, hot, swap, accounts, ratios, feed"
                            + " (default: all).")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--in-flight",
            split = ",",
            paramLabel = "N",
            description = "Calls under way in the closed loops, 1 to 1000 each (default: 1,16,64,256).")
    private List<Integer> inFlight = new ArrayList<>();

    @Option(
            names = "--client",
            paramLabel = "CLIENT",
            defaultValue = "plain",
            description =
                    "Of the calls over gRPC: plain, as gRPC makes clients by default, or lean, which handles answers on its event"
                            + " loops and takes much less of the processors (default: ${DEFAULT-VALUE}).")
    private String client = Client.PLAIN.option();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the choice of accounts (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where to put the servers' data; must be empty, and is kept (default: a temporary directory"
                    + " below .tradeline that is deleted).")
    private @Nullable Path dataDir;

    @Override
    public Integer call() {
        Clock clock = Clock.systemUTC();
        BenchPlan plan = plan();
        Path directory = WorkDirectory.make(dataDir, "bench-");
        // A benchmark that was cut short has not done what it was asked for, but leaves nothing behind.
        Interruption interruption = Interruption.ofCurrentThread(ExitCodes.FAILED);
        BenchReport report;
        try (BenchServers servers = BenchServers.start(plan, directory)) {
            servers.prepare(plan.repetitions().logFiles());
            BenchRun run = new BenchRun(plan, clock, line -> System.err.println(line));
            report = new Bench(run, servers).run(conditions(plan, clock));
        } finally {
            if (dataDir == null) {
                delete(directory);
            }
            interruption.finished();
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(Json.print(report));
        } else {
            new BenchText(Ink.ofStandardOutput()).render(report).forEach(out::println);
        }
        out.flush();
        return ExitCodes.OK;
    }

    private BenchPlan plan() {
        int count = accounts != null ? accounts : quick ? QUICK_ACCOUNTS : FULL_ACCOUNTS;
        int many = manyAccounts != null ? manyAccounts : quick ? QUICK_MANY : FULL_MANY;
        Duration window = window();
        return new BenchPlan(
                sections(),
                accounts("--accounts", count),
                accounts("--many-accounts", many),
                quick ? Schedule.quick(window) : Schedule.full(window),
                client(),
                inFlight(),
                quick ? BenchPlan.Repetitions.QUICK : BenchPlan.Repetitions.FULL,
                seed);
    }

    private static BenchAccounts accounts(String option, int count) {
        if (!BenchAccounts.isPossible(count)) {
            throw CommandException.usage(option + ": " + count + " (expected: a multiple of 10, from 10 to 1,000,000)");
        }
        return new BenchAccounts(count);
    }

    private Duration window() {
        double length = seconds != null ? seconds : quick ? QUICK_SECONDS : FULL_SECONDS;
        if (!(length >= LEAST_SECONDS && length <= MOST_SECONDS)) {
            throw CommandException.usage("--seconds: " + seconds + " (expected: 0.1 to 600)");
        }
        return Duration.ofMillis(Math.round(1_000 * length));
    }

    private List<Integer> inFlight() {
        for (int calls : inFlight) {
            if (calls < 1 || calls > MAX_IN_FLIGHT) {
                throw CommandException.usage("--in-flight: " + calls + " (expected: 1 to " + MAX_IN_FLIGHT + ")");
            }
        }
        return inFlight.isEmpty() ? List.of(1, 16, 64, 256) : List.copyOf(inFlight);
    }

    private Client client() {
        return Arrays.stream(Client.values())
                .filter(kind -> kind.option().equals(client))
                .findFirst()
                .orElseThrow(() -> CommandException.usage("--client: " + client + " (expected: plain or lean)"));
    }

    private Set<Section> sections() {
        if (only.isEmpty()) {
            return EnumSet.allOf(Section.class);
        }
        Set<Section> chosen = EnumSet.noneOf(Section.class);
        for (String name : only) {
            chosen.add(Arrays.stream(Section.values())
                    .filter(section -> section.option().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> CommandException.usage("--only: " + name + " (expected: some of "
                            + Arrays.stream(Section.values())
                                    .map(Section::option)
                                    .collect(Collectors.joining(", "))
                            + ")")));
        }
        return chosen;
    }

    private BenchReport.Conditions conditions(BenchPlan plan, Clock clock) {
        return new BenchReport.Conditions(
                LocalDate.now(clock).toString(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().toString(),
                plan.accounts().count(),
                plan.client().option(),
                plan.schedule().window().toMillis() / 1000.0,
                plan.schedule().windows(),
                plan.repetitions().rounds(),
                plan.repetitions().fewRounds(),
                plan.schedule().turn().window().toMillis() / 1000.0);
    }

    private static void delete(Path directory) {
        try {
            WorkDirectory.delete(directory);
        } catch (IOException failed) {
            System.err.println("left behind: " + directory + " (" + failed.getMessage() + ")");
        }
    }
}
