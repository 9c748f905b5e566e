package io.tradeline.decision.recount;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The right to count, which one instance has at a time. It is had for a while and kept with each turn; when its holder is gone, another one gets it after that while. Whoever writes locks its row and looks whether it is
 * still the holder: an instance that was away for longer writes nothing.
 */
final class Lease {

    private static final String TAKE = """
            UPDATE recount_turn SET held_by = ?, held_until = clock_timestamp() + ? * interval '1 millisecond'
            WHERE single IN (SELECT single FROM recount_turn WHERE held_by = ? OR held_until < clock_timestamp() FOR UPDATE SKIP LOCKED)""";

    private final String holder;
    private final Duration life;

    /** @param holder no two instances have the same */
    Lease(String holder, Duration life) {
        this.holder = holder;
        this.life = life;
    }

    /** The right was lost to another instance in the meantime: nothing is written. */
    static final class LostException extends Exception {
        private static final long serialVersionUID = 1;

        LostException() {
            super("another instance counts");
        }
    }

    String holder() {
        return holder;
    }

    /**
     * Takes it, or keeps it for longer.
     *
     * @param connection in auto-commit mode
     * @return whether this instance has it
     */
    boolean take(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setString(1, holder);
            statement.setLong(2, life.toMillis());
            statement.setString(3, holder);
            return statement.executeUpdate() == 1;
        }
    }

    /** Lets no one else take it until the end of the transaction. */
    void require(Connection connection) throws SQLException, LostException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT FROM recount_turn WHERE held_by = ? FOR UPDATE")) {
            statement.setString(1, holder);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new LostException();
                }
            }
        }
    }

    /** Waits for what whoever has it is writing, and makes what begins meanwhile begin once more: it has seen what is about to be another. */
    static void interrupt(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE recount_turn SET compare_from = compare_from")) {
            statement.executeUpdate();
        }
    }

    /** Lets the next one have it at once, if it is had. */
    void giveUp(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE recount_turn SET held_until = clock_timestamp() WHERE held_by = ?")) {
            statement.setString(1, holder);
            statement.executeUpdate();
        }
    }
}
