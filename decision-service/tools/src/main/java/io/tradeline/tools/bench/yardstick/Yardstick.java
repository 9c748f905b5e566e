package io.tradeline.tools.bench.yardstick;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.load.BlockingWorkload;
import io.tradeline.tools.bench.orders.BenchAccounts;
import io.tradeline.tools.bench.orders.BenchOrders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a team writes by hand: one function in the database that locks the account and its parent, checks the limits, and writes decision, ledger and
 * exposure; idempotent by request id, one durable commit for each order. In a database of its own on the same server.
 */
public final class Yardstick implements BlockingWorkload {
    public static final String DATABASE = "yardstick";

    private static final String SCRIPT = "yardstick.sql";
    private static final String CALL = "SELECT authorize_order(?, ?, ?)";

    private final Login login;
    private final BenchOrders orders;

    private Yardstick(Login login, BenchOrders orders) {
        this.login = login;
        this.orders = orders;
    }

    /** How to reach its database. */
    public record Login(String url, String user, String password) {
        Connection connect() throws SQLException {
            return DriverManager.getConnection(url, user, password);
        }
    }

    /**
     * Makes the database and fills it with the accounts of the benchmark; one that is there already is made anew.
     *
     * @param server any other database of the server
     */
    public static void install(Login server, Login own, BenchAccounts accounts) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + DATABASE + " WITH (FORCE)");
            statement.execute("CREATE DATABASE " + DATABASE);
        }
        try (Connection connection = own.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(script());
            fill(connection, accounts);
            statement.execute("VACUUM (ANALYZE) account");
        }
    }

    /** The workload, on an installed database. */
    public static Yardstick of(Login own, BenchOrders orders) {
        return new Yardstick(own, orders);
    }

    private static void fill(Connection connection, BenchAccounts accounts) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO account (account_id, parent_id,"
                + " credit_limit_minor, order_limit_minor) VALUES (?, ?, ?, ?)")) {
            for (int account = 0; account < accounts.count(); account++) {
                insert.setString(1, BenchAccounts.id(account));
                insert.setString(2, BenchAccounts.isHead(account) ? null : BenchAccounts.headId(account));
                insert.setLong(3, BenchAccounts.CREDIT_LIMIT_MINOR);
                insert.setLong(4, BenchAccounts.ORDER_LIMIT_MINOR);
                insert.addBatch();
                if (account % 1000 == 999) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static String script() {
        try (InputStream in = Yardstick.class.getResourceAsStream(SCRIPT)) {
            if (in == null) {
                throw CommandException.environment(SCRIPT + " is missing in the tools' jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw CommandException.environment(SCRIPT + " can't be read: " + unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public Session open() throws SQLException {
        Connection connection = login.connect();
        PreparedStatement call = connection.prepareStatement(CALL);
        return new Session() {
            @Override
            public boolean call(long sequence) throws SQLException {
                call.setString(1, orders.requestId(sequence));
                call.setString(2, orders.accountId(sequence));
                call.setLong(3, BenchOrders.amountMinor(sequence));
                try (ResultSet answer = call.executeQuery()) {
                    answer.next();
                    return "APPROVED".equals(answer.getString(1));
                }
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }
}
