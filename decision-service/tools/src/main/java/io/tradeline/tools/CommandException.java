package io.tradeline.tools;

import org.jspecify.annotations.Nullable;

/**
 * Ends a command with a message for the person who called it, and an exit code. The message is printed without a stack trace, so it says what
 * is wrong and what to do.
 */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What was asked for failed, or does not hold. */
    public static CommandException failed(String message) {
        return new CommandException(ExitCodes.FAILED, message, null);
    }

    /** What was asked for failed because of {@code cause}. */
    public static CommandException failed(String message, Throwable cause) {
        return new CommandException(ExitCodes.FAILED, message, cause);
    }

    /** The command was called wrongly in a way that only shows when it runs. */
    public static CommandException usage(String message) {
        return new CommandException(ExitCodes.USAGE, message, null);
    }

    /** The machine is not ready for the command. */
    public static CommandException environment(String message) {
        return new CommandException(ExitCodes.ENVIRONMENT, message, null);
    }

    /** The machine is not ready for the command because of {@code cause}. */
    public static CommandException environment(String message, Throwable cause) {
        return new CommandException(ExitCodes.ENVIRONMENT, message, cause);
    }

    /** One of {@link ExitCodes}. */
    public int exitCode() {
        return exitCode;
    }
}
