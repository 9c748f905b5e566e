package io.tradeline.tools.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Resident set sizes, as Linux tells them of each process; unknown elsewhere. The backends of PostgreSQL all map the same buffers, so the sizes of a family of
 * processes are not just added: what each has for itself is, but files and shared memory count once, as the process shows them that has most of them. For a
 * process alone that is its resident set size (VmRSS).
 */
final class ResidentMemory {
    private static final Path PROC = Path.of("/proc");

    private ResidentMemory() {}

    /** Resident memory of a family of processes in bytes; empty when none of them tells it. */
    static OptionalLong bytes(List<ProcessHandle> family) {
        long own = 0;
        long files = 0;
        long shared = 0;
        for (ProcessHandle process : family) {
            for (String line : status(process)) {
                if (line.startsWith("RssAnon:")) {
                    own += bytes(line);
                } else if (line.startsWith("RssFile:")) {
                    files = Math.max(files, bytes(line));
                } else if (line.startsWith("RssShmem:")) {
                    shared = Math.max(shared, bytes(line));
                }
            }
        }
        long all = own + files + shared;
        return all == 0 ? OptionalLong.empty() : OptionalLong.of(all);
    }

    /** Lines like {@code RssAnon:    12345 kB}. */
    private static List<String> status(ProcessHandle process) {
        Path status = PROC.resolve(Long.toString(process.pid())).resolve("status");
        try {
            return Files.isReadable(status) ? Files.readAllLines(status) : List.of();
        } catch (IOException ending) {
            // It could be read a moment ago: the process ends meanwhile, and uses no memory any more.
            return List.of();
        }
    }

    private static long bytes(String line) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
}
