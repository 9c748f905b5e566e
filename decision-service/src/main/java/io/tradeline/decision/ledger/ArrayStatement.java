package io.tradeline.decision.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Several SQL statements over columns given as arrays, sent to the server together. */
public final class ArrayStatement {

    private final Connection connection;
    private final StringBuilder sql = new StringBuilder();
    private final List<Column> columns = new ArrayList<>();

    private record Column(String type, Object[] values) {}

    public ArrayStatement(Connection connection) {
        this.connection = connection;
    }

    /** Another statement; its columns follow. */
    public ArrayStatement add(String statement) {
        if (!sql.isEmpty()) {
            sql.append(";\n");
        }
        sql.append(statement);
        return this;
    }

    public <T> ArrayStatement text(List<T> rows, Function<T, String> value) {
        return column("text", new String[rows.size()], rows, value);
    }

    public <T> ArrayStatement bigint(List<T> rows, Function<T, @Nullable Long> value) {
        return column("int8", new Long[rows.size()], rows, value);
    }

    public <T> ArrayStatement integer(List<T> rows, Function<T, Integer> value) {
        return column("int4", new Integer[rows.size()], rows, value);
    }

    public <T> ArrayStatement smallint(List<T> rows, Function<T, ? extends Number> value) {
        return column(
                "int2", new Short[rows.size()], rows, row -> value.apply(row).shortValue());
    }

    public <T> ArrayStatement bool(List<T> rows, Function<T, Boolean> value) {
        return column("bool", new Boolean[rows.size()], rows, value);
    }

    public <T> ArrayStatement uuid(List<T> rows, Function<T, @Nullable UUID> value) {
        return column("uuid", new UUID[rows.size()], rows, value);
    }

    public <T> ArrayStatement bytes(List<T> rows, Function<T, byte @Nullable []> value) {
        return column("bytea", new byte[rows.size()][], rows, value);
    }

    /** Moments as milliseconds of the epoch. */
    public <T> ArrayStatement time(List<T> rows, Function<T, @Nullable Long> epochMilli) {
        return column("timestamptz", new String[rows.size()], rows, row -> {
            Long milli = epochMilli.apply(row);
            return milli == null
                    ? null
                    : Instant.ofEpochMilli(milli).atOffset(ZoneOffset.UTC).toString();
        });
    }

    /**
     * Sends all statements.
     *
     * @param counted how many of the first statements' row counts to add up
     * @return their sum
     */
    public int execute(int counted) throws SQLException {
        if (sql.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                statement.setArray(i + 1, connection.createArrayOf(column.type, column.values));
            }
            statement.execute();
            int sum = 0;
            for (int i = 0; i < counted; i++) {
                sum += statement.getUpdateCount();
                statement.getMoreResults();
            }
            return sum;
        }
    }

    private <T, V> ArrayStatement column(
            String type, @Nullable V[] values, List<T> rows, Function<T, ? extends @Nullable V> value) {
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(rows.get(i));
        }
        columns.add(new Column(type, values));
        return this;
    }
}
