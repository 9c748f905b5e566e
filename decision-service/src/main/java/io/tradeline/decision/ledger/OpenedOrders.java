package io.tradeline.decision.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Order;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Orders to which nothing has happened since the decision that opened them. Most orders take one more step, so that a row of their own is written with that
 * step; until then the decision says all there is to say.
 */
final class OpenedOrders {

    private static final String COLUMNS =
            "decision_id, account_id, credit_account_id, facts, body, credit_reserved_minor, reserved_until, decided_on, simulated";

    /** Parameters: as of {@link DecisionIds#AMONG}. */
    static final String BY_ID = "SELECT " + COLUMNS + " FROM decision WHERE " + DecisionIds.AMONG
            + " AND credit_reserved_minor IS NOT NULL";

    private static final int AT_ONCE = 1000;

    private OpenedOrders() {}

    /** From a row of {@link #BY_ID}. */
    static OrderAuthorization order(ResultSet rows) throws SQLException {
        UUID id = rows.getObject(1, UUID.class);
        try {
            Decision decision = Decision.parseFrom(rows.getBytes(5));
            Order order = io.tradeline.proto.decision.v1.DecisionFacts.parseFrom(rows.getBytes(4))
                    .getOrder();
            long creditReserved = rows.getLong(6);
            Timestamp until = rows.getTimestamp(7);
            return new OrderAuthorization(
                    id,
                    rows.getString(2),
                    rows.getString(3),
                    OrderAuthorization.stateAfter(decision.getOutcome()),
                    order.getAmount().getCurrencyCode(),
                    until == null ? 0 : order.getAmount().getAmountMinor(),
                    0,
                    creditReserved,
                    0,
                    id,
                    until == null ? 0 : until.getTime(),
                    order.getBuyerId(),
                    order.getCostCentreId(),
                    rows.getInt(8),
                    decision.getTerms().toByteString(),
                    rows.getBoolean(9));
        } catch (InvalidProtocolBufferException unreadable) {
            throw new IllegalStateException("decision " + id + " can't be read", unreadable);
        }
    }

    /**
     * Gives the orders that stand in a month of the decision log only a row of their own, before the month is dropped.
     *
     * @param connection in a transaction that keeps others from writing to the month
     * @param table the month
     */
    static void keep(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + COLUMNS + " FROM " + table
                + " d WHERE credit_reserved_minor IS NOT NULL AND NOT EXISTS"
                + " (SELECT FROM order_authorization o WHERE o.authorization_id = d.decision_id)")) {
            statement.setFetchSize(AT_ONCE);
            LedgerWriter writer = new LedgerWriter();
            List<OrderAuthorization> kept = new ArrayList<>(AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    kept.add(order(rows));
                    if (kept.size() == AT_ONCE) {
                        writer.keep(connection, kept);
                        kept.clear();
                    }
                }
            }
            writer.keep(connection, kept);
        }
    }
}
