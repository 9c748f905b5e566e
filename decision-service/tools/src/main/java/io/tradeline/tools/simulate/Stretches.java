package io.tradeline.tools.simulate;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.launch.WorkDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A long simulation, cut into stretches. Each has servers and books of its own, so that a run over days needs no more room than one over half an hour; and a seed of its own, so
 * that what is found in a late stretch can be repeated without the ones before it.
 */
final class Stretches {
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final long NEXT_SEED = 1_000_003L;

    private final SimulationPlan plan;
    private final Path directory;
    private final boolean kept;
    private final Consumer<String> progress;

    /** @param kept whether the directories of stretches in which all held stay, too */
    Stretches(SimulationPlan plan, Path directory, boolean kept, Consumer<String> progress) {
        this.plan = plan;
        this.directory = directory;
        this.kept = kept;
        this.progress = progress;
    }

    /** The plan of a stretch. The first one has the seed of the whole. */
    static SimulationPlan stretch(SimulationPlan whole, int number, Duration left) {
        Duration length = left.compareTo(LONGEST) < 0 ? left : LONGEST;
        return whole.with(whole.seed() + number * NEXT_SEED, length);
    }

    /** Runs stretches until the time is over or something does not hold. */
    SimulationReport run() throws InterruptedException {
        Counters counters = new Counters();
        long end = System.nanoTime() + plan.length().toNanos();
        SimulationReport report = one(stretch(plan, 0, plan.length()), 0, counters);
        for (int number = 1; report.violation().isEmpty() && System.nanoTime() < end; number++) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            report = report.plus(one(stretch(plan, number, left), number, counters));
        }
        return report;
    }

    private SimulationReport one(SimulationPlan stretch, int number, Counters counters) throws InterruptedException {
        Path home = directory.resolve("stretch-" + (number + 1));
        SimulationReport report;
        try (Cluster cluster = Cluster.start(home, stretch.jvmOptions());
                Simulation simulation = new Simulation(stretch, cluster, counters, progress)) {
            report = simulation.run();
        }
        if (report.violation().isEmpty() && !kept) {
            delete(home);
        }
        return report;
    }

    static void delete(Path directory) {
        try {
            WorkDirectory.delete(directory);
        } catch (IOException failed) {
            throw CommandException.environment("can't delete " + directory + ": " + failed.getMessage(), failed);
        }
    }
}
