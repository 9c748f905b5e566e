package io.tradeline.tools.audit;

import io.tradeline.decision.audit.Audit;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.text.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tradeline audit}: reckons the books up again. */
@Command(
        name = "audit",
        description = {
            "Reckons the books up again, from the database alone: every exposure from its ledger entries, orders and items; the hash chain of every"
                    + " account's decisions; and decisions replayed under their own release. Exit code 0 says that all of it holds.",
            "",
            "The database is the one that TRADELINE_DATABASE_URL (_USER, _PASSWORD) names, else the one of ./tradeline start. It may be in use."
        })
public final class AuditCommand implements Callable<Integer> {

    @Option(
            names = "--replay",
            paramLabel = "N|all",
            description = "How many decisions to replay, the newest first (default: ${DEFAULT-VALUE}).",
            defaultValue = "1000")
    private String replay = "1000";

    @Option(names = "--port-offset", paramLabel = "N", description = "As given to start (default: 0).")
    private int portOffset;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Directory of the embedded database, as given to start (default: .tradeline).")
    private @Nullable Path dataDir;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        long replays = Books.replays("--replay", replay);
        Books books = Books.of(portOffset, dataDir);
        long started = System.nanoTime();
        Audit.Result result = books.audit(replays);
        double seconds = (System.nanoTime() - started) / 1e9;
        if (json) {
            out.println(Json.print(AuditText.map(result)));
        } else {
            AuditText.lines(books, result, seconds).forEach(out::println);
        }
        out.flush();
        return result.holds() ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
