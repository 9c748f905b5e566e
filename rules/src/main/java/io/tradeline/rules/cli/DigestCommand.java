package io.tradeline.rules.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rules digest}: the name of a release. */
@Command(
        name = "digest",
        description = "Prints the SHA-256 digest that names a release.",
        mixinStandardHelpOptions = true)
final class DigestCommand implements Callable<Integer> {

    @Mixin
    private final SourceArgument release = new SourceArgument();

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println(release.source().digest());
        out.flush();
        return CommandLine.ExitCode.OK;
    }
}
