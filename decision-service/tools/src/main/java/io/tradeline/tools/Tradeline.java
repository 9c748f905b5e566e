package io.tradeline.tools;

import io.tradeline.rules.cli.RulesCommand;
import io.tradeline.tools.audit.AuditCommand;
import io.tradeline.tools.bench.BenchCommand;
import io.tradeline.tools.decide.DecideCommand;
import io.tradeline.tools.decide.ExplainCommand;
import io.tradeline.tools.operate.BooksCommand;
import io.tradeline.tools.operate.LogCommand;
import io.tradeline.tools.replay.ReplayCommand;
import io.tradeline.tools.simulate.SimulateCommand;
import io.tradeline.tools.start.StartCommand;
import io.tradeline.tools.start.TestCommand;
import io.tradeline.tools.token.TokenCommand;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command. It only lists the others. */
@Command(
        name = "tradeline",
        description = "Decides B2B orders on credit, reserves the credit in the same step, and says why.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = TradelineVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:what was asked for failed, or does not hold",
            "2:wrong usage",
            "3:the machine is not ready: a port is taken, a server can't be reached, something is not built"
        },
        subcommands = {
            AuditCommand.class,
            BenchCommand.class,
            BooksCommand.class,
            DecideCommand.class,
            ExplainCommand.class,
            LogCommand.class,
            ReplayCommand.class,
            RulesCommand.class,
            SimulateCommand.class,
            StartCommand.class,
            TestCommand.class,
            TokenCommand.class
        })
public final class Tradeline implements Runnable {
    /** Held here, as a logger that no one holds forgets its level. */
    private static final Logger LIBRARIES = Logger.getLogger("org");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Missing command");
    }

    /** The parser of the whole command line, ready to {@link CommandLine#execute}. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Tradeline());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(new FailurePrinter());
        return commandLine;
    }

    public static void main(String[] args) {
        // The rule engine tells of all its doings; on a command line only what is wrong is of interest.
        LIBRARIES.setLevel(Level.WARNING);
        System.exit(commandLine().execute(args));
    }
}
