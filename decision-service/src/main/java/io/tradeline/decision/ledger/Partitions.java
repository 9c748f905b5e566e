package io.tradeline.decision.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The decision log's months. Each is a table of its own, made before the first decision of the month is written. */
final class Partitions {

    private final Set<YearMonth> known = ConcurrentHashMap.newKeySet();

    static YearMonth monthOf(long epochMilli) {
        return YearMonth.from(Instant.ofEpochMilli(epochMilli).atOffset(ZoneOffset.UTC));
    }

    static String tableOf(YearMonth month) {
        return String.format("decision_%04d_%02d", month.getYear(), month.getMonthValue());
    }

    /** Sees to it that decisions of the month can be written. The connection must be in auto-commit mode. */
    void ensure(Connection connection, YearMonth month) throws SQLException {
        if (known.contains(month)) {
            return;
        }
        String table = tableOf(month);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // One replica at a time; attaching doesn't block readers or writers of the other months.
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('tradeline decision partitions'))");
            statement.execute("CREATE TABLE IF NOT EXISTS " + table + " (LIKE decision INCLUDING ALL)");
            // The one thing that LIKE does not copy.
            statement.execute("ALTER TABLE " + table + " ALTER facts SET STATISTICS 0, ALTER body SET STATISTICS 0,"
                    + " ALTER previous_hash SET STATISTICS 0, ALTER log_hash SET STATISTICS 0");
            // As for the other tables that only grow.
            statement.execute("ALTER TABLE " + table + " SET (autovacuum_analyze_scale_factor = 1)");
            statement.execute("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = '" + table
                    + "'::regclass) THEN ALTER TABLE decision ATTACH PARTITION " + table + " FOR VALUES FROM ('"
                    + bound(month) + "') TO ('" + bound(month.plusMonths(1)) + "'); END IF; END $$");
            connection.commit();
        } catch (SQLException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(true);
        }
        known.add(month);
    }

    /** Forgets which months there are, as one may have been dropped; whether any was known. */
    boolean forget() {
        boolean some = !known.isEmpty();
        known.clear();
        return some;
    }

    private static String bound(YearMonth month) {
        return DecisionIds.first(
                        month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli())
                .toString();
    }
}
