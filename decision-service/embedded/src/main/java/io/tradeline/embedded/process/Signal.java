package io.tradeline.embedded.process;

import io.tradeline.embedded.EmbeddedServerException;
import java.io.IOException;

/** Signals that end processes, or halt them for a while. */
public enum Signal {
    /** Ends Redis and Java services in good order. */
    TERM,
    /** PostgreSQL's fast shutdown: connections are ended, data is written. */
    INT,
    /** Ends a process at once, without its knowing. */
    KILL,
    /** Halts a process, as a stall of the machine would; for tests of faults. */
    STOP,
    /** Lets a halted process go on. */
    CONT;

    /** Sends the signal. A process that has ended already is not an error. */
    public void send(ProcessHandle process) {
        if (!process.isAlive()) {
            return;
        }
        switch (this) {
            case TERM -> process.destroy();
            case KILL -> process.destroyForcibly();
            // Java has no call for other signals.
            case INT, STOP, CONT -> kill(process);
        }
    }

    private void kill(ProcessHandle process) {
        try {
            int exit = new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0 && process.isAlive()) {
                throw new EmbeddedServerException("can't send " + name() + " to process " + process.pid()
                        + ": kill ended with " + exit + " (expected: 0)");
            }
        } catch (IOException failure) {
            throw new EmbeddedServerException("can't send " + name() + " to process " + process.pid(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException(
                    "interrupted while sending " + name() + " to process " + process.pid(), interrupted);
        }
    }
}
