package io.tradeline.tools.simulate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a simulation came to.
 *
 * @param faults what each kind of fault did
 * @param skipped the kinds that can't be done here, and why not
 * @param violation what did not hold; empty when all did
 */
record SimulationReport(
        SimulationPlan plan,
        int rounds,
        double seconds,
        Counters counters,
        Map<FaultKind, FaultTally> faults,
        Map<FaultKind, String> skipped,
        Optional<Finding> violation) {

    SimulationReport {
        faults = Map.copyOf(faults);
        skipped = Map.copyOf(skipped);
    }

    /**
     * What did not hold.
     *
     * @param command the command line that does the same once more
     */
    record Finding(String what, String command) {}

    /** With a later stretch, which has counted on. */
    SimulationReport plus(SimulationReport later) {
        Map<FaultKind, FaultTally> both = new EnumMap<>(FaultKind.class);
        both.putAll(faults);
        later.faults.forEach((kind, tally) -> both.merge(kind, tally, FaultTally::plus));
        Map<FaultKind, String> leftOut = new EnumMap<>(FaultKind.class);
        leftOut.putAll(skipped);
        leftOut.putAll(later.skipped);
        return new SimulationReport(
                plan, rounds + later.rounds, seconds + later.seconds, counters, both, leftOut, later.violation);
    }

    /** For people; what did not hold comes first. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        violation.ifPresent(found -> {
            lines.add("VIOLATION: " + found.what());
            lines.add("Once more, with the same choices and faults: " + found.command());
            lines.add("");
        });
        lines.add(String.format(
                Locale.ROOT,
                "Seed %d: %,d rounds in %.0f s on %d instances, %,d clients",
                plan.seed(),
                rounds,
                seconds,
                plan.instances(),
                plan.exclusive() + plan.sharedClients()));
        lines.add("");
        count(lines, "steps answered", counters.steps.sum());
        count(lines, "  approved", counters.approved.sum());
        count(lines, "  held for a person", counters.held.sum());
        count(lines, "  declined", counters.declined.sum());
        count(lines, "  refused, as they should be", counters.refused.sum());
        count(lines, "facts of accounts changed", counters.factsChanged.sum());
        count(lines, "  branches moved to another head", counters.moves.sum());
        count(lines, "attempts", counters.attempts.sum());
        count(lines, "  sent again after a failure", counters.retries.sum());
        count(lines, "  replies lost on purpose", counters.lostReplies.sum());
        count(lines, "  orders over a stream", counters.streamed.sum());
        count(lines, "  sent twice at once", counters.twins.sum());
        count(lines, "  repeated later", counters.repetitions.sum());
        count(lines, "  ids used again for something else", counters.otherBodies.sum());
        lines.add(String.format(
                Locale.ROOT,
                "  %-42s %12.1f s (deadline %d s)",
                "longest attempt",
                counters.longestNanos.get() / 1e9,
                PatientCaller.DEADLINE.toSeconds()));
        lines.add("");
        count(lines, "decisions held against the model", counters.decisionsChecked.sum());
        count(lines, "ledger entries, each of one step", counters.entriesChecked.sum());
        count(lines, "samples of limits amid the work", counters.samples.sum());
        count(lines, "copies in Redis held against PostgreSQL", counters.copiesChecked.sum());
        count(lines, "events of the feed held against the journal", counters.eventsChecked.sum());
        count(lines, "  subscriptions, each after the last one's end", counters.subscriptions.sum());
        lines.add("");
        lines.add(String.format(Locale.ROOT, "  %-26s %9s %27s", "fault", "times", "attempts sent again amid it"));
        for (FaultKind kind : FaultKind.values()) {
            FaultTally tally = faults.getOrDefault(kind, FaultTally.NONE);
            String why = skipped.get(kind);
            lines.add(
                    why == null
                            ? String.format(
                                    Locale.ROOT,
                                    "  %-26s %,9d %,27d",
                                    kind.label(),
                                    tally.times(),
                                    tally.failedAttempts())
                            : String.format(Locale.ROOT, "  %-26s left out: %s", kind.label(), why));
        }
        lines.add("");
        lines.add(violation.isEmpty() ? "All of it holds." : "Not all of it holds.");
        return lines;
    }

    private static void count(List<String> lines, String what, long number) {
        lines.add(String.format(Locale.ROOT, "  %-42s %,12d", what, number));
    }
}
