package io.tradeline.decision.ledger;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/** Several SQL statements over rows, sent to the server together: one round trip and, on a connection in auto-commit mode, one transaction. */
public final class RowStatement {

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    /** Another statement over rows; left out when there are none. */
    public RowStatement add(String statement, RowArray rows) {
        if (rows.count() > 0) {
            append(statement);
            parameters.add(rows);
        }
        return this;
    }

    /** Another statement over rows, which also wants to know how many they are; left out when there are none. */
    public RowStatement addCounted(String statement, RowArray rows) {
        if (rows.count() > 0) {
            add(statement, rows);
            parameters.add((long) rows.count());
        }
        return this;
    }

    /** Another statement with one parameter, an array of byte strings; left out when there are none. */
    public RowStatement add(String statement, byte[][] values) {
        if (values.length > 0) {
            append(statement);
            parameters.add(values);
        }
        return this;
    }

    /** Another statement over rows and an array of byte strings; left out when there are neither. */
    public RowStatement add(String statement, RowArray rows, byte[][] values) {
        if (rows.count() > 0 || values.length > 0) {
            append(statement);
            parameters.add(rows);
            parameters.add(values);
        }
        return this;
    }

    private void append(String statement) {
        if (!sql.isEmpty()) {
            sql.append(";\n");
        }
        sql.append(statement);
    }

    /** Sends them all. */
    public void execute(Connection connection) throws SQLException {
        if (sql.isEmpty()) {
            return;
        }
        PgConnection server = connection.unwrap(PgConnection.class);
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                bind(server, statement, i + 1, parameters.get(i));
            }
            statement.execute();
        }
    }

    private static void bind(PgConnection server, PreparedStatement statement, int index, Object parameter)
            throws SQLException {
        if (parameter instanceof RowArray rows) {
            statement.setObject(index, rows.on(server));
        } else if (parameter instanceof byte[][] values) {
            Array array = server.createArrayOf("bytea", values);
            statement.setArray(index, array);
        } else {
            statement.setLong(index, (Long) parameter);
        }
    }
}
