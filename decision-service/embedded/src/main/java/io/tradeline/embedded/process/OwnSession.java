package io.tradeline.embedded.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a command into a session of its own. In the terminal's session each process would get its own Ctrl-C, and servers would go down in any order instead of
 * the one that we choose.
 */
final class OwnSession {
    private OwnSession() {}

    /** The command that runs {@code command} under the same process id in a new session, where the machine has a tool for it. */
    static List<String> of(List<String> command) {
        List<String> whole = new ArrayList<>();
        if (onPath("setsid").isPresent()) {
            whole.add("setsid");
        } else if (onPath("perl").isPresent()) {
            // macOS has no setsid, but perl.
            whole.addAll(List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127;"));
        }
        whole.addAll(command);
        return List.copyOf(whole);
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv("PATH");
        if (path == null) {
            return Optional.empty();
        }
        return List.of(path.split(File.pathSeparator, -1)).stream()
                .filter(part -> !part.isEmpty())
                .map(part -> Path.of(part, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
