package io.tradeline.decision.ledger;

import io.tradeline.decision.refusal.Refusals;
import io.tradeline.proto.decision.v1.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The newest decisions of some accounts and all below them: each account's newest are found by its index and put together, so that it takes as long as there are
 * accounts and months, however busy they were. Beyond {@link #MOST_ACCOUNTS} a caller has to name one.
 */
final class DecisionsWithin {

    static final int MOST_ACCOUNTS = 500;

    private DecisionsWithin() {}

    /**
     * Their ids, the newest first.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when there are too many accounts to look through
     */
    static List<UUID> newest(
            Connection connection, Collection<String> heads, @Nullable Outcome outcome, UUID from, UUID below, int most)
            throws SQLException {
        List<String> accountIds = accounts(connection, heads);
        if (accountIds.size() > MOST_ACCOUNTS) {
            throw Refusals.invalid(
                    "account_id",
                    "empty (expected: an account, as the token's accounts have more than " + MOST_ACCOUNTS
                            + " below them)");
        }
        String condition = outcome == null ? "" : " AND outcome = ?";
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT newest.decision_id FROM unnest(?) a(account_id) CROSS JOIN LATERAL ("
                        + "SELECT decision_id FROM decision d WHERE d.account_id = a.account_id AND decision_id >= ? AND decision_id < ?"
                        + condition
                        + " ORDER BY decision_id DESC LIMIT ?) newest ORDER BY newest.decision_id DESC LIMIT ?")) {
            int parameter = 1;
            statement.setArray(parameter++, connection.createArrayOf("text", accountIds.toArray()));
            statement.setObject(parameter++, from);
            statement.setObject(parameter++, below);
            if (outcome != null) {
                statement.setShort(parameter++, (short) outcome.getNumber());
            }
            statement.setInt(parameter++, most);
            statement.setInt(parameter, most);
            List<UUID> ids = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
            return ids;
        }
    }

    /** At most one more than may be looked through. */
    private static List<String> accounts(Connection connection, Collection<String> heads) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH RECURSIVE within AS (
                    SELECT account_id, 1 AS depth FROM account WHERE account_id = ANY (?)
                    UNION ALL
                    SELECT a.account_id, depth + 1 FROM account a JOIN within w ON a.parent_account_id = w.account_id WHERE depth < 9
                )
                SELECT DISTINCT account_id FROM within LIMIT ?""")) {
            statement.setArray(1, connection.createArrayOf("text", heads.toArray()));
            statement.setInt(2, MOST_ACCOUNTS + 1);
            List<String> ids = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        }
    }
}
