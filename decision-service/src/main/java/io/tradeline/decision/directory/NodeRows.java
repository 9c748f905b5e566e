package io.tradeline.decision.directory;

import io.tradeline.decision.exposure.NodeRow;
import java.sql.ResultSet;
import java.sql.SQLException;

/** How an account's exposure is read from PostgreSQL. */
public final class NodeRows {

    /** Of the table {@code account}. */
    public static final String COLUMNS =
            "account_id, facts_version, exposure_version, reserved_minor, receivables_minor, disputed_minor, unapplied_minor, book, habits,"
                    + " log_sequence, log_hash";

    /** How many columns these are. */
    public static final int COUNT = 11;

    private NodeRows() {}

    /** From a row that begins with {@link #COLUMNS}. */
    public static NodeRow read(ResultSet row) throws SQLException {
        return new NodeRow(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getBytes(8),
                row.getBytes(9),
                row.getLong(10),
                row.getBytes(11));
    }
}
