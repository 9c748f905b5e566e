package io.tradeline.rules.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code rules}: check, test and name a release of rule sets. */
@Command(
        name = "rules",
        description = "Checks, tests and names a release of rule sets.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CheckCommand.class, TestCommand.class, DigestCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is well", "1:problems were found", "2:wrong usage"})
public final class RulesCommand implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command: check, test or digest");
    }

    /** Runs the command alone. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new RulesCommand()).execute(args));
    }
}
