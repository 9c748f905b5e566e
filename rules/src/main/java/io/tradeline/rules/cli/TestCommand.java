package io.tradeline.rules.cli;

import io.tradeline.rules.cases.CaseResult;
import io.tradeline.rules.cases.CaseRunner;
import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseCompiler;
import io.tradeline.rules.release.ReleaseSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code rules test}: whether a release does what its cases say. */
@Command(
        name = "test",
        description = "Runs a release's cases and says in what verdicts differ from what is expected.",
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {

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
            List<CaseResult> results = CaseRunner.run(compiled, source);
            int failed = 0;
            for (CaseResult result : results) {
                if (!result.passed()) {
                    failed++;
                    out.println(result.golden().path() + ":" + result.golden().line() + ": "
                            + result.golden().name());
                    result.differences().forEach(difference -> out.println("    " + difference));
                }
            }
            out.println(results.size() + " cases, " + failed + " failed");
            return failed == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (InvalidReleaseException e) {
            CheckCommand.printProblems(e, spec.commandLine().getErr());
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            out.flush();
        }
    }
}
