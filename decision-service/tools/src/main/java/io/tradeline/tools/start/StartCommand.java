package io.tradeline.tools.start;

import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.launch.Interruption;
import io.tradeline.tools.launch.Ports;
import io.tradeline.tools.launch.TradelineHome;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs everything on this machine until it is asked to end. */
@Command(
        name = "start",
        description = {
            "Starts Tradeline on this machine: PostgreSQL, Redis, the decision service and the admin service, all on 127.0.0.1.",
            "Loads a small generated demonstration into an empty database. Ctrl-C stops everything that it started, and nothing else.",
            "Builds first what is not built. Data is kept in .tradeline and is there again at the next start.",
            "",
            "A running PostgreSQL or Redis is used instead of the embedded one when the environment names it:",
            "  TRADELINE_DATABASE_URL=jdbc:postgresql://host:5432/db, TRADELINE_DATABASE_USER, TRADELINE_DATABASE_PASSWORD",
            "  TRADELINE_REDIS_URL=redis://host:6379, or rediss://host:6379 for TLS"
        })
public final class StartCommand implements Callable<Integer> {
    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description =
                    "Adds N to each port (default: 0; 7400 calls, 7480 health, 7490 pages, 7432 PostgreSQL, 7479 Redis).")
    private int portOffset;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where data is kept (default: .tradeline).")
    private @Nullable Path dataDir;

    @Option(names = "--no-demo", description = "Leaves an empty database empty.")
    private boolean noDemo;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Ports ports = Ports.offset(portOffset);
        Path directory = TradelineHome.dataDirectory(dataDir);
        Interruption interruption = Interruption.ofCurrentThread(ExitCodes.OK);
        try (LocalRun run = new LocalRun(directory, ports, !noDemo, out)) {
            run.start();
            run.watch();
            return ExitCodes.OK;
        } catch (InterruptedException asked) {
            return ExitCodes.OK;
        } catch (RuntimeException failure) {
            // Waiting ends with an exception when the thread is interrupted.
            if (interruption.requested()) {
                return ExitCodes.OK;
            }
            throw failure;
        } finally {
            interruption.finished();
        }
    }
}
