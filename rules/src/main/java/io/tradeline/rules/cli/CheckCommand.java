package io.tradeline.rules.cli;

import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Problem;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseCompiler;
import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.rules.release.RuleSetInfo;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rules check}: whether a release compiles. */
@Command(
        name = "check",
        description = "Says everything that is wrong with a release, by file and line.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private final SourceArgument release = new SourceArgument();

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        ReleaseSource source = release.source();
        PrintWriter out = spec.commandLine().getOut();
        try (Release compiled = ReleaseCompiler.compile(source)) {
            for (RuleSetInfo ruleSet : compiled.ruleSets()) {
                out.printf("%-24s %3d rules   %s%n", ruleSet.id(), ruleSet.ruleCount(), ruleSet.owner());
            }
            out.println("release " + compiled.digest());
            return CommandLine.ExitCode.OK;
        } catch (InvalidReleaseException e) {
            printProblems(e, spec.commandLine().getErr());
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            out.flush();
        }
    }

    static void printProblems(InvalidReleaseException invalid, PrintWriter err) {
        for (Problem problem : invalid.problems()) {
            err.println(problem);
        }
        err.println(invalid.problems().size() + (invalid.problems().size() == 1 ? " problem" : " problems"));
        err.flush();
    }
}
