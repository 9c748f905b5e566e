package io.tradeline.tools.bench.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What processes used over a stretch of time.
 *
 * @param cpuSeconds user and system time by the process's name
 * @param residentBytes resident memory at its end by the process's name; unknown ones are left out
 */
public record Costs(Map<String, Double> cpuSeconds, Map<String, Long> residentBytes) {

    public Costs {
        cpuSeconds = Map.copyOf(cpuSeconds);
        residentBytes = Map.copyOf(residentBytes);
    }

    /**
     * From what processes had used before and after.
     *
     * @param before user and system time by the process's name, in seconds since it began
     * @param after the same, later
     */
    public static Costs between(
            Map<String, Double> before, Map<String, Double> after, Map<String, Long> residentBytes) {
        Map<String, Double> used = new LinkedHashMap<>();
        after.forEach((name, seconds) -> {
            Double earlier = before.get(name);
            if (earlier != null) {
                used.put(name, Math.max(0, seconds - earlier));
            }
        });
        return new Costs(used, residentBytes);
    }

    /** These, and those of a later stretch of time; what is resident is resident at the end of that one. */
    public Costs and(Costs later) {
        Map<String, Double> both = new LinkedHashMap<>(cpuSeconds);
        later.cpuSeconds.forEach((name, seconds) -> both.merge(name, seconds, Double::sum));
        return new Costs(both, later.residentBytes);
    }

    /** Microseconds of a process for each answer; empty when unknown. */
    public OptionalDouble cpuMicros(String name, long answers) {
        Double seconds = cpuSeconds.get(name);
        return seconds == null || answers == 0 ? OptionalDouble.empty() : OptionalDouble.of(seconds * 1e6 / answers);
    }

    /** Resident memory of a process in MiB; empty when unknown. */
    public OptionalDouble residentMebibytes(String name) {
        Long bytes = residentBytes.get(name);
        return bytes == null ? OptionalDouble.empty() : OptionalDouble.of(bytes / 1048576.0);
    }
}
