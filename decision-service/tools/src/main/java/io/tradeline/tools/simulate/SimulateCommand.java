package io.tradeline.tools.simulate;

import io.tradeline.embedded.EmbeddedServerException;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.launch.Interruption;
import io.tradeline.tools.launch.WorkDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tradeline simulate}: the service under faults of all kinds, held against a plain model. */
@Command(
        name = "simulate",
        description = {
            "Lets many clients order, change, ship, cancel, resolve and pay on three instances of the service, while instances are killed and halted, PostgreSQL"
                    + " crashes, fills up or only reads, and Redis forgets, stalls and lies. Replies get lost, requests are sent twice and repeated out of order. Every"
                    + " answer and all of the books are held against a plain model; exit code 1 says that something did not hold, and names it first.",
            "",
            "It starts its own servers on free ports, with data of its own that is deleted at the end, and begins anew with another seed every 20 minutes. The seed"
                    + " gives every choice of the clients and the order of the faults; how they meet in time is up to the machine."
        })
public final class SimulateCommand implements Callable<Integer> {
    private static final int MOST_MINUTES = 60 * 24 * 7;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description =
                    "How long rounds are begun, 1 to 10080 (default: ${DEFAULT-VALUE}). Each kind of fault happens at least once.",
            defaultValue = "5")
    private int minutes = 5;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Of all that is left to chance (default: another each time).")
    private @Nullable Long seed;

    @Option(
            names = "--quick",
            description = "As in the test suite: fewer clients, short rounds, each kind of fault once.")
    private boolean quick;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where to put logs and data; must be empty, and is kept, but for the data of PostgreSQL on a disk in memory"
                            + " (default: a temporary directory below .tradeline that is deleted when all holds).")
    private @Nullable Path dataDir;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        SimulationPlan plan = plan();
        Path directory = WorkDirectory.make(dataDir, "simulate-");
        // One that was cut short has not shown what it was asked for, but leaves nothing running.
        Interruption interruption = Interruption.ofCurrentThread(ExitCodes.FAILED);
        try {
            SimulationReport report = new Stretches(plan, directory, dataDir != null, line -> {
                        out.println(line);
                        out.flush();
                    })
                    .run();
            out.println();
            report.lines().forEach(out::println);
            boolean holds = report.violation().isEmpty();
            if (holds && dataDir == null) {
                Stretches.delete(directory);
            } else {
                out.println("Logs of the servers: " + directory);
            }
            return holds ? ExitCodes.OK : ExitCodes.FAILED;
        } catch (EmbeddedServerException failed) {
            throw CommandException.environment(String.valueOf(failed.getMessage()), failed);
        } catch (InterruptedException | PatientCaller.Stopped stopped) {
            throw CommandException.failed("the simulation was interrupted; its seed is " + plan.seed(), stopped);
        } finally {
            out.flush();
            interruption.finished();
        }
    }

    private SimulationPlan plan() {
        if (minutes < 1 || minutes > MOST_MINUTES) {
            throw CommandException.usage("--minutes: " + minutes + " (expected: 1 to " + MOST_MINUTES + ")");
        }
        long chosen = seed != null ? seed : new SecureRandom().nextInt(Integer.MAX_VALUE);
        return quick ? SimulationPlan.quick(chosen) : SimulationPlan.lasting(chosen, Duration.ofMinutes(minutes));
    }
}
