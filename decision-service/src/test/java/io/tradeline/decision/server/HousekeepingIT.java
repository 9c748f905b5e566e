package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.tradeline.decision.ledger.DecisionLog;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running service does by itself, on the clock that it is given. */
class HousekeepingIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void theSettingDecidesWhichMonthsOfTheLogAreKept(@TempDir Path directory) throws Exception {
        try (ServiceFixture fixture = ServiceFixture.start(directory);
                AgroalDataSource dataSource = fixture.dataSource()) {
            new DecisionLog(dataSource, new StepClock(Instant.parse("2010-03-02T10:00:00Z")), 0).keep();
            new DecisionLog(dataSource, new StepClock(Instant.parse("2010-05-02T10:00:00Z")), 0).keep();
            assertThat(months(dataSource))
                    .containsExactly("decision_2010_03", "decision_2010_04", "decision_2010_05", "decision_2010_06");

            fixture.instance(new StepClock(Instant.parse("2010-07-15T10:00:00Z")), 2);

            List<String> kept = List.of("decision_2010_05", "decision_2010_06", "decision_2010_07", "decision_2010_08");
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (!months(dataSource).equals(kept) && System.nanoTime() < deadline) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            assertThat(months(dataSource)).isEqualTo(kept);
        }
    }

    private static List<String> months(AgroalDataSource dataSource) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                                + " WHERE i.inhparent = 'decision'::regclass ORDER BY 1")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }
}
