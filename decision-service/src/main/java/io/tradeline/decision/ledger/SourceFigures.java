package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.Book;
import io.tradeline.decision.exposure.Figures;
import io.tradeline.decision.exposure.NodeState;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an account's exposure rests on: what its own orders, and those of the branches below that use the same credit through it, reserve, and what their items leave open. Amounts in minor units of the account's currency.
 */
final class SourceFigures {

    private static final String SHARING = """
            WITH RECURSIVE sharing AS (
                SELECT account_id, credit_account_id, 1 AS depth FROM account WHERE account_id = ?
                UNION ALL
                SELECT a.account_id, a.credit_account_id, depth + 1 FROM account a JOIN sharing s ON a.parent_account_id = s.account_id
                WHERE a.credit_account_id = s.credit_account_id AND depth < 9
            )
            SELECT account_id FROM sharing""";

    private static final String RESERVATIONS = """
            SELECT reserved_until, sum(credit_reserved_minor)::bigint FROM (
                SELECT reserved_until, credit_reserved_minor FROM order_authorization WHERE account_id = ANY (?) AND state = 3
                UNION ALL
                SELECT d.reserved_until, d.credit_reserved_minor FROM decision d WHERE d.account_id = ANY (?) AND d.credit_reserved_minor > 0
                    AND NOT EXISTS (SELECT FROM order_authorization a WHERE a.authorization_id = d.decision_id)) orders
            GROUP BY reserved_until ORDER BY reserved_until""";

    private static final String ITEMS = """
            SELECT due_day, sum(credit_open_minor)::bigint, sum(credit_disputed_minor)::bigint FROM receivable
            WHERE account_id = ANY (?) AND open_minor > 0 GROUP BY due_day ORDER BY due_day""";

    private final List<Part> reservations;
    private final List<Part> due;
    private final Figures figures;

    /** What lapses at an hour, or falls due on a day. */
    private record Part(int when, long minor) {}

    private SourceFigures(List<Part> reservations, List<Part> due, long disputed) {
        this.reservations = reservations;
        this.due = due;
        this.figures = new Figures(sum(reservations), sum(due), disputed, 0);
    }

    private static long sum(List<Part> parts) {
        return parts.stream().mapToLong(Part::minor).reduce(0, Math::addExact);
    }

    /** @param connection in a transaction with one snapshot */
    static SourceFigures read(Connection connection, String accountId) throws SQLException {
        Array accounts = connection.createArrayOf("text", sharing(connection, accountId));
        List<Part> reservations = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(RESERVATIONS)) {
            statement.setArray(1, accounts);
            statement.setArray(2, accounts);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getLong(2) > 0) {
                        reservations.add(
                                new Part(NodeState.epochHour(row.getTimestamp(1).getTime()), row.getLong(2)));
                    }
                }
            }
        }
        List<Part> due = new ArrayList<>();
        long disputed = 0;
        try (PreparedStatement statement = connection.prepareStatement(ITEMS)) {
            statement.setArray(1, accounts);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    due.add(new Part(row.getInt(1), row.getLong(2)));
                    disputed = Math.addExact(disputed, row.getLong(3));
                }
            }
        }
        return new SourceFigures(reservations, due, disputed);
    }

    /** The account, and those below that count in it. */
    private static String[] sharing(Connection connection, String accountId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SHARING)) {
            statement.setString(1, accountId);
            List<String> ids = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getString(1));
                }
            }
            return ids.toArray(String[]::new);
        }
    }

    /** What they come to. No order or item tells what is unapplied: it is 0. */
    Figures figures() {
        return figures;
    }

    /** Enters them in a calendar in which nothing falls due and nothing lapses. */
    void enterIn(Book empty) {
        reservations.forEach(part -> empty.addReservation(part.when, part.minor));
        due.forEach(part -> empty.addDue(part.when, part.minor));
    }
}
