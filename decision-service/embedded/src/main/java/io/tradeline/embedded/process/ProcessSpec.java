package io.tradeline.embedded.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param name what people call it, for example {@code "PostgreSQL"}
 * @param command program and arguments
 * @param environment variables added to this program's own
 * @param directory the working directory
 * @param log file to which output and errors are appended
 * @param pidFile where the process is noted while it runs
 * @param stopSignal the signal that ends it in good order
 */
public record ProcessSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path directory,
        Path log,
        Path pidFile,
        Signal stopSignal) {
    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
