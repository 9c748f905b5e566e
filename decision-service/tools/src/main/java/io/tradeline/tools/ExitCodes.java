package io.tradeline.tools;

/** What the exit code of every {@code tradeline} command says. */
public final class ExitCodes {
    /** The command did what was asked. */
    public static final int OK = 0;

    /** What was asked for failed, or does not hold. */
    public static final int FAILED = 1;

    /** The command was called wrongly. */
    public static final int USAGE = 2;

    /** The machine is not ready for the command: a port is taken, a server can't be reached, something is not built. */
    public static final int ENVIRONMENT = 3;

    private ExitCodes() {}
}
