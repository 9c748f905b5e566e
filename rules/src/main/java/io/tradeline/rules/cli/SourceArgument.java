package io.tradeline.rules.cli;

import io.tradeline.rules.release.ReleaseSource;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** The release that a command is about. */
final class SourceArgument {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "Folder with one folder for each rule set. Default: the rule sets that ship with Tradeline.")
    private @Nullable Path directory;

    ReleaseSource source() {
        if (directory == null) {
            return ReleaseSource.shipped();
        }
        try {
            return ReleaseSource.ofDirectory(directory);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), directory + " can't be read: " + e.getMessage(), e);
        }
    }
}
