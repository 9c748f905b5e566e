package io.tradeline.decision.ledger;

import io.tradeline.decision.exposure.Book;
import io.tradeline.decision.exposure.NodeState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the orders whose reservations have lapsed. Nothing that every order writes is indexed for it: an account's calendar tells whether any reservation of it has
 * lapsed, which is rare, and only the orders of such an account are looked through.
 */
public final class LapsedOrders {

    private static final Logger LOG = LoggerFactory.getLogger(LapsedOrders.class);
    private static final int ACCOUNTS_AT_ONCE = 2000;
    private static final long HOUR_MILLI = Duration.ofHours(1).toMillis();
    /** More than any reservation lasts, and than a full calendar defers. */
    private static final long LONGEST_MILLI = Duration.ofDays(2 * 366).toMillis();

    private static final String ACCOUNTS =
            "SELECT account_id, book FROM account WHERE account_id > ? AND reserved_minor > 0 ORDER BY account_id LIMIT ?";

    private static final String ORDERS = """
            SELECT decision_id FROM decision d
            WHERE account_id = ? AND decision_id >= ? AND reserved_until <= ? AND NOT simulated
                AND NOT EXISTS (SELECT FROM order_authorization o WHERE o.authorization_id = d.decision_id)
            UNION ALL
            SELECT authorization_id FROM order_authorization WHERE account_id = ? AND state = 3 AND NOT simulated AND reserved_until <= ?
            LIMIT ?""";

    private final DataSource dataSource;

    public LapsedOrders(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private record Suspect(String accountId, int firstLapseHour) {}

    /**
     * Gives orders whose reservations have lapsed by the moment, although no one has taken them out of the books yet. Orders on callers' clocks are left alone.
     *
     * @return how many it gave: at most the most
     */
    public int find(long epochMilli, int most, Consumer<UUID> orders) throws SQLException {
        int found = 0;
        String after = "";
        try (Connection connection = dataSource.getConnection()) {
            while (found < most) {
                List<Suspect> suspects = new ArrayList<>();
                String last = readAccounts(connection, after, NodeState.epochHour(epochMilli), suspects);
                for (Suspect suspect : suspects) {
                    found += readOrders(connection, suspect, epochMilli, most - found, orders);
                }
                if (last == null) {
                    break;
                }
                after = last;
            }
        }
        return found;
    }

    /** Gives the last account of a page; null when it is the last page. */
    private static @Nullable String readAccounts(Connection connection, String after, int hour, List<Suspect> suspects)
            throws SQLException {
        String last = null;
        int count = 0;
        try (PreparedStatement statement = connection.prepareStatement(ACCOUNTS)) {
            statement.setString(1, after);
            statement.setInt(2, ACCOUNTS_AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                    last = rows.getString(1);
                    try {
                        int first = Book.decode(rows.getBytes(2)).firstLapseHour();
                        if (first <= hour) {
                            suspects.add(new Suspect(last, first));
                        }
                    } catch (IllegalArgumentException garbled) {
                        LOG.warn("reservations of account {} can't be lapsed: {}", last, garbled.getMessage());
                    }
                }
            }
        }
        return count == ACCOUNTS_AT_ONCE ? last : null;
    }

    private static int readOrders(
            Connection connection, Suspect suspect, long epochMilli, int most, Consumer<UUID> orders)
            throws SQLException {
        int count = 0;
        Timestamp now = new Timestamp(epochMilli);
        long oldest = Math.max(0, suspect.firstLapseHour() * HOUR_MILLI - LONGEST_MILLI);
        try (PreparedStatement statement = connection.prepareStatement(ORDERS)) {
            statement.setString(1, suspect.accountId());
            statement.setObject(2, DecisionIds.first(oldest));
            statement.setTimestamp(3, now);
            statement.setString(4, suspect.accountId());
            statement.setTimestamp(5, now);
            statement.setInt(6, most);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    orders.accept(rows.getObject(1, UUID.class));
                    count++;
                }
            }
        }
        return count;
    }
}
