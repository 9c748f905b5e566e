package io.tradeline.tools;

import io.tradeline.embedded.EmbeddedServerException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints why a command failed: a {@link CommandException} as its message alone, anything else, a defect of ours, with its stack trace. */
final class FailurePrinter implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        if (failure instanceof CommandException expected) {
            commandLine.getErr().println(commandLine.getColorScheme().errorText("tradeline: " + expected.getMessage()));
            return expected.exitCode();
        }
        if (failure instanceof EmbeddedServerException server) {
            commandLine.getErr().println(commandLine.getColorScheme().errorText("tradeline: " + server.getMessage()));
            return ExitCodes.ENVIRONMENT;
        }
        failure.printStackTrace(commandLine.getErr());
        return ExitCodes.FAILED;
    }
}
