package io.tradeline.tools.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of everything. {@code -Dtradeline.seed=S} takes another seed; one that has found something stays in the list. */
final class SimulationIT {
    /** The first one is run with every build, the others have found something once and are run by hand and before releases. */
    private static final long[] SEEDS = {1};

    /** Amid these, no instance can answer what writes. */
    private static final EnumSet<FaultKind> FELT = EnumSet.of(
            FaultKind.POSTGRES_CRASHED,
            FaultKind.POSTGRES_RESTARTED,
            FaultKind.POSTGRES_READ_ONLY,
            FaultKind.POSTGRES_DISK_FULL,
            FaultKind.POSTGRES_LOG_FULL,
            FaultKind.POSTGRES_SESSIONS_ENDED);

    @TempDir
    private Path directory;

    @Test
    void everyFaultOnceAndAllOfItHolds() throws Exception {
        SimulationPlan plan = SimulationPlan.quick(Long.getLong("tradeline.seed", SEEDS[0]));
        List<String> progress = new ArrayList<>();
        try (Cluster cluster = Cluster.start(directory, plan.jvmOptions());
                Simulation simulation = new Simulation(plan, cluster, new Counters(), progress::add)) {
            SimulationReport report = simulation.run();

            String all = String.join("\n", report.lines()) + "\n" + String.join("\n", progress);
            assertThat(report.violation()).as(all).isEmpty();
            for (FaultKind kind : FaultKind.values()) {
                FaultTally tally = report.faults().getOrDefault(kind, FaultTally.NONE);
                boolean leftOut = report.skipped().containsKey(kind);
                assertThat(tally.times()).as(kind + "\n" + all).isEqualTo(leftOut ? 0 : 1);
                if (FELT.contains(kind) && !leftOut) {
                    assertThat(tally.failedAttempts()).as(kind + "\n" + all).isPositive();
                }
            }
            assertThat(report.counters().approved.sum()).as(all).isPositive();
            assertThat(report.counters().held.sum()).as(all).isPositive();
            assertThat(report.counters().declined.sum()).as(all).isPositive();
            assertThat(report.counters().refused.sum()).as(all).isPositive();
            assertThat(report.counters().copiesChecked.sum()).as(all).isPositive();
            assertThat(report.counters().samples.sum()).as(all).isPositive();
            assertThat(report.counters().streamed.sum()).as(all).isPositive();
            assertThat(report.counters().eventsChecked.sum()).as(all).isPositive();

            aRowThatIsChangedByHandIsSeen(simulation, cluster);
        }
    }

    private static void aRowThatIsChangedByHandIsSeen(Simulation simulation, Cluster cluster) throws Exception {
        simulation.check(List.of());
        execute(cluster, "UPDATE account SET unapplied_minor = unapplied_minor + 1 WHERE account_id = 'sim-own-0'");

        assertThatThrownBy(() -> simulation.check(List.of()))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("sim-own-0");
        assertThatThrownBy(simulation::audit)
                .isInstanceOf(Violation.class)
                .hasMessageContaining("sum of its ledger entries");
    }

    private static void execute(Cluster cluster, String sql) throws SQLException {
        try (Connection connection = cluster.books().connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
