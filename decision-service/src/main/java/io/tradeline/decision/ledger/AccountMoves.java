package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.NodeRow;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.rpc.Times;
import io.tradeline.rules.facts.DueAmount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An account that comes under another credit takes its exposure, and that of the branches which share through it, along: out of the accounts above it that
 * it counted in, into those that it counts in from now on. The ledger has an entry for each of them.
 */
public final class AccountMoves {

    private AccountMoves() {}

    /**
     * All accounts that a move can touch, with what places them.
     *
     * @param oldAbove the accounts above that its exposure counts in, the nearest first
     * @param newAbove the same for the new parent, if the account shares from now on
     * @param sharing accounts below that use the same credit
     */
    public record Neighbourhood(
            String accountId, List<String> oldAbove, List<String> newAbove, SortedSet<String> sharing) {

        public Set<String> accountIds() {
            Set<String> ids = new LinkedHashSet<>(sharing);
            ids.add(accountId);
            ids.addAll(oldAbove);
            ids.addAll(newAbove);
            return ids;
        }
    }

    public static Neighbourhood neighbourhood(Connection connection, String accountId, String newParentId)
            throws SQLException {
        return new Neighbourhood(
                accountId,
                up(connection, accountId).stream().skip(1).toList(),
                newParentId.isEmpty() ? List.of() : up(connection, newParentId),
                sharing(connection, accountId));
    }

    /** Moves the exposure. All accounts of the neighbourhood are locked. */
    public static void move(
            Connection connection,
            Neighbourhood seen,
            String accountId,
            String oldCreditAccountId,
            String newCreditAccountId,
            long epochMilli)
            throws SQLException {
        Map<String, NodeRow> rows = PostgresLedger.readNodes(connection, seen.accountIds());
        NodeState moved = state(rows, accountId, epochMilli);
        List<NodeState> from =
                oldCreditAccountId.equals(accountId) ? List.of() : states(rows, seen.oldAbove(), epochMilli);
        List<NodeState> to =
                newCreditAccountId.equals(accountId) ? List.of() : states(rows, seen.newAbove(), epochMilli);
        // An account that stays above keeps what it has.
        Set<String> staying =
                new TreeSet<>(from.stream().map(NodeState::accountId).toList());
        staying.retainAll(to.stream().map(NodeState::accountId).toList());
        List<LedgerEntry> entries = new ArrayList<>();
        List<NodeState> changed = new ArrayList<>();
        for (NodeState node : from) {
            if (!staying.contains(node.accountId())) {
                shift(moved, node, -1, entries, epochMilli);
                changed.add(node);
            }
        }
        for (NodeState node : to) {
            if (!staying.contains(node.accountId())) {
                shift(moved, node, 1, entries, epochMilli);
                changed.add(node);
            }
        }
        LedgerWrites writes = new LedgerWrites();
        changed.forEach(node -> writes.rows.add(new LedgerWrites.RowChange(node.before(), node.after())));
        writes.entries.addAll(entries);
        new LedgerWriter().write(connection, writes);
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE account SET credit_account_id = ?, exposure_version = exposure_version + 1 WHERE account_id = ANY (?)")) {
            statement.setString(1, newCreditAccountId);
            statement.setArray(
                    2, connection.createArrayOf("text", seen.sharing().toArray()));
            statement.executeUpdate();
        }
    }

    private static void shift(NodeState moved, NodeState node, int sign, List<LedgerEntry> entries, long epochMilli) {
        for (DueAmount due : moved.book().due()) {
            if (sign > 0) {
                node.book().addDue(due.epochDay(), due.openMinor());
            } else {
                node.book().removeDue(due.epochDay(), due.openMinor());
            }
        }
        moved.book().forEachReservation((hour, minor) -> {
            if (sign > 0) {
                node.book().addReservation(hour, minor);
            } else {
                node.book().removeReservation(hour, minor);
            }
        });
        node.apply(
                sign * moved.reserved(),
                sign * moved.receivables(),
                sign * moved.disputed(),
                sign * moved.unapplied(),
                Times.epochDay(epochMilli));
        entries.add(new LedgerEntry(
                node.accountId(),
                node.nextVersion(),
                List.of(),
                List.of(),
                EntryKind.MOVED,
                moved.accountId(),
                sign * moved.reserved(),
                sign * moved.receivables(),
                sign * moved.disputed(),
                sign * moved.unapplied(),
                epochMilli));
    }

    private static List<NodeState> states(Map<String, NodeRow> rows, List<String> ids, long epochMilli) {
        List<NodeState> states = new ArrayList<>(ids.size());
        for (String id : ids) {
            states.add(state(rows, id, epochMilli));
        }
        return states;
    }

    private static NodeState state(Map<String, NodeRow> rows, String id, long epochMilli) {
        NodeRow row = rows.get(id);
        if (row == null) {
            throw new IllegalStateException("account " + id + " was not locked");
        }
        return new NodeState(row, epochMilli);
    }

    /** The account and those above it, up to the one that holds its credit. */
    private static List<String> up(Connection connection, String accountId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH RECURSIVE up AS (
                    SELECT account_id, parent_account_id, credit_account_id, 1 AS depth FROM account WHERE account_id = ?
                    UNION ALL
                    SELECT a.account_id, a.parent_account_id, a.credit_account_id, depth + 1 FROM account a JOIN up ON a.account_id = up.parent_account_id
                    WHERE up.credit_account_id <> up.account_id AND depth < 9
                )
                SELECT account_id FROM up ORDER BY depth""")) {
            statement.setString(1, accountId);
            List<String> ids = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        }
    }

    /** Accounts below that use the same credit as the account. */
    private static SortedSet<String> sharing(Connection connection, String accountId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH RECURSIVE below AS (
                    SELECT account_id, credit_account_id, 1 AS depth FROM account WHERE account_id = ?
                    UNION ALL
                    SELECT a.account_id, a.credit_account_id, depth + 1 FROM account a JOIN below ON a.parent_account_id = below.account_id
                    WHERE a.credit_account_id = below.credit_account_id AND depth < 9
                )
                SELECT account_id FROM below WHERE depth > 1""")) {
            statement.setString(1, accountId);
            SortedSet<String> ids = new TreeSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        }
    }
}
