package io.tradeline.decision.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the decision log's months: the coming ones are made ahead, those past retention are dropped, which is noted for audits. */
public final class DecisionLog {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);

    private final DataSource dataSource;
    private final Clock clock;
    private final int retentionMonths;

    /**
     * @param retentionMonths whole months that are kept beside the present one; 0: all
     */
    public DecisionLog(DataSource dataSource, Clock clock, int retentionMonths) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.retentionMonths = retentionMonths;
    }

    /** Makes and drops months as due. */
    public void keep() throws SQLException {
        YearMonth now = Partitions.monthOf(clock.millis());
        try (Connection connection = dataSource.getConnection()) {
            Partitions partitions = new Partitions();
            partitions.ensure(connection, now);
            partitions.ensure(connection, now.plusMonths(1));
            if (retentionMonths > 0) {
                drop(connection, now.minusMonths(retentionMonths));
            }
        }
    }

    private void drop(Connection connection, YearMonth firstKept) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'decision'::regclass")) {
            while (rows.next()) {
                if (rows.getString(1).compareTo(Partitions.tableOf(firstKept)) < 0) {
                    tables.add(rows.getString(1));
                }
            }
        }
        if (tables.isEmpty()) {
            return;
        }
        connection.setAutoCommit(false);
        try (PreparedStatement note = connection.prepareStatement(
                        "INSERT INTO decision_retention (cut_before, cut_at) VALUES (?, ?) ON CONFLICT DO NOTHING");
                Statement statement = connection.createStatement()) {
            note.setTimestamp(
                    1,
                    Timestamp.from(
                            firstKept.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
            note.setTimestamp(2, new Timestamp(clock.millis()));
            note.executeUpdate();
            for (String table : tables) {
                // Nobody opens another order in the month; others go on reading it until it is dropped.
                statement.execute("LOCK TABLE " + table + " IN SHARE MODE");
                OpenedOrders.keep(connection, table);
                statement.execute("DROP TABLE IF EXISTS " + table);
            }
            connection.commit();
            LOG.info("decisions before {} are past retention and were dropped: {}", firstKept, tables);
        } catch (SQLException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
