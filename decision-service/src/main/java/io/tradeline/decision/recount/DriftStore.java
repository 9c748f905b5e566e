package io.tradeline.decision.recount;

import io.tradeline.decision.exposure.Figures;
import io.tradeline.decision.ledger.JournalSum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which accounts were found to drift. */
final class DriftStore {

    private static final String PUT = """
            INSERT INTO recount_drift AS d (account_id, kind, found_at, compared_at, exposure_version, reserved_minor, receivables_minor, disputed_minor, unapplied_minor,
                journal_version, journal_reserved_minor, journal_receivables_minor, journal_disputed_minor, journal_unapplied_minor)
            VALUES (?, ?, now(), now(), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account_id) DO UPDATE SET kind = excluded.kind, compared_at = excluded.compared_at, exposure_version = excluded.exposure_version,
                reserved_minor = excluded.reserved_minor, receivables_minor = excluded.receivables_minor, disputed_minor = excluded.disputed_minor,
                unapplied_minor = excluded.unapplied_minor, journal_version = excluded.journal_version,
                journal_reserved_minor = excluded.journal_reserved_minor, journal_receivables_minor = excluded.journal_receivables_minor,
                journal_disputed_minor = excluded.journal_disputed_minor, journal_unapplied_minor = excluded.journal_unapplied_minor""";

    private static final String LIST = """
            SELECT d.account_id, d.kind, d.exposure_version, d.reserved_minor, d.receivables_minor, d.disputed_minor, d.unapplied_minor,
                d.journal_version, d.journal_reserved_minor, d.journal_receivables_minor, d.journal_disputed_minor, d.journal_unapplied_minor,
                d.found_at, d.compared_at, coalesce(a.currency, '')
            FROM recount_drift d LEFT JOIN account a USING (account_id) WHERE d.account_id > ? ORDER BY d.account_id LIMIT ?""";

    private DriftStore() {}

    /**
     * A drift as it was noted.
     *
     * @param currency of the figures; empty when the row is gone
     */
    record Noted(Drift drift, long foundAtMilli, long comparedAtMilli, String currency) {}

    /**
     * What is news after a page of accounts was compared.
     *
     * @param found drifts that were not there before
     * @param mended accounts that drift no more
     */
    record News(List<Drift> found, List<String> mended) {}

    /** Puts what was found among some accounts in the place of what was noted of them. */
    static News replace(Connection connection, String from, String through, Collection<Drift> drifts)
            throws SQLException {
        Set<String> before = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT account_id FROM recount_drift WHERE account_id >= ? AND account_id <= ?")) {
            statement.setString(1, from);
            statement.setString(2, through);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    before.add(row.getString(1));
                }
            }
        }
        put(connection, drifts);
        List<Drift> found = new ArrayList<>();
        for (Drift drift : drifts) {
            if (!before.remove(drift.accountId())) {
                found.add(drift);
            }
        }
        remove(connection, before);
        return new News(found, before.stream().sorted().toList());
    }

    private static void put(Connection connection, Collection<Drift> drifts) throws SQLException {
        if (drifts.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            for (Drift drift : drifts) {
                statement.setString(1, drift.accountId());
                statement.setShort(2, drift.kind().number());
                statement.setLong(3, drift.version());
                bind(statement, 4, drift.row());
                statement.setLong(8, drift.journal().latestVersion());
                bind(statement, 9, drift.journal().figures());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Figures as four parameters. */
    static void bind(PreparedStatement statement, int first, Figures figures) throws SQLException {
        statement.setLong(first, figures.reservedMinor());
        statement.setLong(first + 1, figures.receivablesMinor());
        statement.setLong(first + 2, figures.disputedMinor());
        statement.setLong(first + 3, figures.unappliedMinor());
    }

    static void remove(Connection connection, Collection<String> accountIds) throws SQLException {
        if (accountIds.isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM recount_drift WHERE account_id = ANY (?)")) {
            statement.setArray(1, connection.createArrayOf("text", accountIds.toArray()));
            statement.executeUpdate();
        }
    }

    /** Those behind an id, in order of their ids. */
    static List<Noted> list(Connection connection, String after, int most) throws SQLException {
        List<Noted> drifts = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LIST)) {
            statement.setString(1, after);
            statement.setInt(2, most);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    drifts.add(new Noted(
                            new Drift(
                                    row.getString(1),
                                    Drift.Kind.of(row.getInt(2)),
                                    row.getLong(3),
                                    figures(row, 4),
                                    new JournalSum(figures(row, 9), row.getLong(8))),
                            row.getTimestamp(13).getTime(),
                            row.getTimestamp(14).getTime(),
                            row.getString(15)));
                }
            }
        }
        return drifts;
    }

    private static Figures figures(ResultSet row, int first) throws SQLException {
        return new Figures(row.getLong(first), row.getLong(first + 1), row.getLong(first + 2), row.getLong(first + 3));
    }
}
