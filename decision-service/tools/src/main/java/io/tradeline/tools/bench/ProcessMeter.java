package io.tradeline.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads what processes use from the operating system. A server counts with its children, as PostgreSQL has one for each connection; this process counts
 * alone, as the servers are its children. Memory is known on Linux only, where shared pages are divided among those who share them.
 */
final class ProcessMeter {
    private static final Path PROC = Path.of("/proc");

    private final Map<String, Long> servers;

    /** @param servers process ids by their names in the report; this process is {@link Processes#CLIENT} and need not be named */
    ProcessMeter(Map<String, Long> servers) {
        this.servers = new LinkedHashMap<>(servers);
    }

    /** CPU time since each process began, by its name, in seconds. */
    Map<String, Double> cpuSeconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        processes()
                .forEach((name, family) -> seconds.put(
                        name,
                        family.stream().mapToDouble(ProcessMeter::cpuSeconds).sum()));
        return seconds;
    }

    /**
     * Memory of each process now, by its name, in bytes; unknown ones are left out. The operating system looks through all pages of all processes for it, which
     * takes about half a second of processor time for PostgreSQL with thirty connections: not while anything is measured.
     */
    Map<String, Long> residentBytes() {
        Map<String, Long> resident = new LinkedHashMap<>();
        processes().forEach((name, family) -> {
            long bytes = family.stream().mapToLong(ProcessMeter::residentBytes).sum();
            if (bytes > 0) {
                resident.put(name, bytes);
            }
        });
        return resident;
    }

    /** The processes that run, by the names in the report. */
    private Map<String, List<ProcessHandle>> processes() {
        Map<String, List<ProcessHandle>> running = new LinkedHashMap<>();
        servers.forEach((name, pid) -> {
            List<ProcessHandle> family = family(pid);
            if (!family.isEmpty()) {
                running.put(name, family);
            }
        });
        running.put(Processes.CLIENT, List.of(ProcessHandle.current()));
        return running;
    }

    private static List<ProcessHandle> family(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .toList();
    }

    private static double cpuSeconds(ProcessHandle process) {
        Optional<Duration> own = process.info().totalCpuDuration();
        return own.map(duration -> duration.toNanos() / 1e9).orElse(0.0);
    }

    private static long residentBytes(ProcessHandle process) {
        Path rollup = PROC.resolve(Long.toString(process.pid())).resolve("smaps_rollup");
        try {
            if (!Files.isReadable(rollup)) {
                return 0;
            }
            for (String line : Files.readAllLines(rollup)) {
                if (line.startsWith("Pss:")) {
                    return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
            return 0;
        } catch (IOException ending) {
            // The file could be read a moment ago: the process ends meanwhile, and uses no memory any more.
            return 0;
        }
    }
}
