package io.tradeline.tools.launch;

import io.tradeline.tools.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a command puts the data of servers of its own: a directory that was named, or a temporary one below .tradeline. */
public final class WorkDirectory {
    private WorkDirectory() {}

    /**
     * Makes it.
     *
     * @param named in the option {@code --data-dir}; null for a temporary one
     * @param prefix of a temporary one's name
     * @throws CommandException when the one that was named is not empty, or none can be made
     */
    public static Path make(@Nullable Path named, String prefix) {
        try {
            if (named == null) {
                return Files.createTempDirectory(Files.createDirectories(TradelineHome.dataDirectory(null)), prefix);
            }
            Files.createDirectories(named);
            try (Stream<Path> content = Files.list(named)) {
                if (content.findAny().isPresent()) {
                    throw CommandException.usage("--data-dir: " + named + " (expected: an empty directory)");
                }
            }
            return named.toAbsolutePath();
        } catch (IOException failed) {
            throw CommandException.environment("no directory for the data: " + failed.getMessage(), failed);
        }
    }

    /** Deletes it, with all that is in it. */
    public static void delete(Path directory) throws IOException {
        try (Stream<Path> content = Files.walk(directory)) {
            List<Path> paths = content.sorted(Comparator.reverseOrder()).toList();
            for (Path path : paths) {
                Files.delete(path);
            }
        }
    }
}
