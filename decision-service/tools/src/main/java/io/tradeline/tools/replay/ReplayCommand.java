package io.tradeline.tools.replay;

import io.tradeline.decision.audit.Audit;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.audit.AuditText;
import io.tradeline.tools.audit.Books;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.client.ServiceOptions;
import io.tradeline.tools.text.Ink;
import io.tradeline.tools.text.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tradeline replay}: a file of past orders on their own clock. */
@Command(
        name = "replay",
        description = {
            "Replays a file of past orders on their own clock: each is decided, and when it is approved shipped, billed and paid;"
                    + " cancellations become credit notes.",
            "The file is CSV, plain or gzipped, with the columns order_id, placed_at (UTC), customer_id, country, lines, units,"
                    + " total_gbp (below zero: a cancellation).",
            "The same command again sends the same request ids: nothing happens twice, and the answers are the same."
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final String NO_AUDIT = "none";

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The orders.")
    private @Nullable Path file;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            defaultValue = "max",
            description = "max, realtime, or a factor like 1000x (default: ${DEFAULT-VALUE}).")
    private String speed = "max";

    @Option(
            names = "--provision",
            paramLabel = "limit=LIMIT",
            defaultValue = "limit=segment",
            description = {
                "Credit limit of each customer's account: limit=segment (the policy's, by volume), limit=fixed:PENCE,"
                        + " or limit=generous (twice all that the customer orders) (default: ${DEFAULT-VALUE})."
            })
    private String provision = "limit=segment";

    @Option(
            names = "--pay",
            paramLabel = "HABIT",
            defaultValue = "on-time",
            description =
                    "on-time, or late:P: P percent of the invoices 15 to 45 days late (default: ${DEFAULT-VALUE}).")
    private String pay = "on-time";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Which invoices are paid late (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "128",
            description = "Customers served at once, 1 to 1024 (default: ${DEFAULT-VALUE}).")
    private int inFlight = 128;

    @Option(
            names = "--run",
            paramLabel = "NAME",
            description = "Prefix of all accounts and request ids (default: made from the file and the options).")
    private @Nullable String run;

    @Option(
            names = "--max-bad-rows",
            paramLabel = "N",
            defaultValue = "20",
            description = "Wrong rows after which the file is refused (default: ${DEFAULT-VALUE}).")
    private int maxBadRows = 20;

    @Option(
            names = "--audit",
            paramLabel = "N|all|none",
            defaultValue = "all",
            description = {
                "Ends with an audit of all the books that replays so many decisions, the newest first (default: ${DEFAULT-VALUE}).",
                "With --target, only when TRADELINE_DATABASE_URL names its database."
            })
    private String audit = "all";

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Override
    public Integer call() {
        Pace pace = Pace.parse(speed);
        PaymentHabit habit = PaymentHabit.parse(pay, seed);
        LimitPolicy limits = limits();
        OptionalLong replays = replays();
        Path orders = Objects.requireNonNull(file);
        OrderRows rows = OrderFile.read(orders, maxBadRows);
        rows.problems().forEach(problem -> System.err.println(orders + ": " + problem));
        ReplayNames names = run == null ? ReplayNames.of(rows.digest(), limits, habit) : new ReplayNames(run);
        ReplayPlan plan = new ReplayPlan(rows, names, limits, habit, pace, inFlight);
        ReplayReport report;
        try (ServiceClient client = service.connect("decide", "accounts", "receivables", "simulate")) {
            report = new Replay(client, plan, new Progress(System.err, Ink.isTerminal(), System::nanoTime)).run();
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(Json.print(report));
        } else {
            new ReplayText(Ink.ofStandardOutput()).render(report).forEach(out::println);
        }
        out.flush();
        boolean holds = replays.isEmpty() || audit(replays.getAsLong(), out);
        return report.hasFailures() || !holds ? ExitCodes.FAILED : ExitCodes.OK;
    }

    /** How many decisions the closing audit is to replay; empty when there is none to be, or no way to the books. */
    private OptionalLong replays() {
        if (audit.equals(NO_AUDIT)) {
            return OptionalLong.empty();
        }
        long most = Books.replays("--audit", audit);
        return service.isLocal() || System.getenv("TRADELINE_DATABASE_URL") != null
                ? OptionalLong.of(most)
                : OptionalLong.empty();
    }

    /** Whether the books are right; for people the result is printed, for programs only what does not hold, as the report stands alone. */
    private boolean audit(long replays, PrintWriter out) {
        Books books = Books.of(service.portOffset(), service.dataDir());
        long started = System.nanoTime();
        Audit.Result result = books.audit(replays);
        double seconds = (System.nanoTime() - started) / 1e9;
        if (json) {
            result.problems().forEach(System.err::println);
        } else {
            out.println();
            AuditText.lines(books, result, seconds).forEach(out::println);
            out.flush();
        }
        return result.holds();
    }

    private LimitPolicy limits() {
        if (!provision.startsWith("limit=")) {
            throw CommandException.usage(
                    "--provision: " + provision + " (expected: limit=segment, limit=fixed:PENCE or limit=generous)");
        }
        return LimitPolicy.parse(provision.substring("limit=".length()));
    }
}
