package io.tradeline.embedded.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Ends a child process when this program goes without having done so, be it by {@code kill -9}. It is a shell that waits at the end of a pipe: the operating
 * system closes the pipe with this program. (A parent-death signal would be tied to the thread that started the child, and exists on Linux only.)
 */
final class OrphanGuard {
    /** Any line ends the guard without effect; the end of the input means that this program is gone. */
    private static final String SCRIPT = "read -r line || kill -\"$0\" \"$1\"";

    private final OutputStream pipe;

    private OrphanGuard(OutputStream pipe) {
        this.pipe = pipe;
    }

    static OrphanGuard over(ProcessHandle child, Signal signal) throws IOException {
        Process shell = new ProcessBuilder(
                        OwnSession.of(List.of("sh", "-c", SCRIPT, signal.name(), Long.toString(child.pid()))))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new OrphanGuard(shell.getOutputStream());
    }

    /** The child has ended: its id may go to another process, which must not be hit. */
    void dismiss() {
        try (pipe) {
            pipe.write("ended\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            // The guard itself was ended from outside: there is nothing left to dismiss.
            System.getLogger(OrphanGuard.class.getName()).log(System.Logger.Level.DEBUG, "guard has ended", gone);
        }
    }
}
