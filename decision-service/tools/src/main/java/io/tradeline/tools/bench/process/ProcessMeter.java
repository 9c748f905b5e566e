package io.tradeline.tools.bench.process;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Reads what processes use from the operating system. A server counts with its children, as PostgreSQL has one for each connection; this process counts
 * alone, as the servers are its children.
 */
public final class ProcessMeter {
    private final Map<String, Long> servers;

    /** @param servers process ids by their names in the report; this process is {@link Processes#CLIENT} and need not be named */
    public ProcessMeter(Map<String, Long> servers) {
        this.servers = new LinkedHashMap<>(servers);
    }

    /** CPU time since each process began, by its name, in seconds. */
    public Map<String, Double> cpuSeconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        processes()
                .forEach((name, family) -> seconds.put(
                        name,
                        family.stream().mapToDouble(ProcessMeter::cpuSeconds).sum()));
        return seconds;
    }

    /** Resident memory of each process now, by its name, in bytes; unknown ones are left out. */
    public Map<String, Long> residentBytes() {
        Map<String, Long> resident = new LinkedHashMap<>();
        processes().forEach((name, family) -> {
            OptionalLong bytes = ResidentMemory.bytes(family);
            if (bytes.isPresent()) {
                resident.put(name, bytes.getAsLong());
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
}
