package io.tradeline.tools.bench.accounts;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** Rows for one table in the binary form of PostgreSQL's COPY. Without {@link #finish} nothing is stored. */
final class BinaryCopy implements AutoCloseable {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int NULL = -1;
    private static final int END = -1;
    private static final int BUFFER_BYTES = 1 << 16;
    /** PostgreSQL counts time from here, in microseconds. */
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final PGCopyOutputStream copy;
    private final DataOutputStream out;

    /** @param table with its columns: {@code account (account_id, currency)} */
    BinaryCopy(Connection connection, String table) throws SQLException, IOException {
        copy = new PGCopyOutputStream(
                connection.unwrap(PGConnection.class), "COPY " + table + " FROM STDIN (FORMAT binary)");
        out = new DataOutputStream(new BufferedOutputStream(copy, BUFFER_BYTES));
        out.write(SIGNATURE);
        // No flags, and no extension of the header.
        out.writeInt(0);
        out.writeInt(0);
    }

    /** Begins a row, whose columns follow in order. */
    BinaryCopy row(int columns) throws IOException {
        out.writeShort(columns);
        return this;
    }

    BinaryCopy text(@Nullable String value) throws IOException {
        if (value == null) {
            out.writeInt(NULL);
            return this;
        }
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    BinaryCopy bytes(byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
        return this;
    }

    BinaryCopy bigint(long value) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(value);
        return this;
    }

    BinaryCopy time(Instant value) throws IOException {
        return bigint(ChronoUnit.MICROS.between(EPOCH, value));
    }

    /** Stores the rows. */
    void finish() throws SQLException, IOException {
        out.writeShort(END);
        out.flush();
        copy.endCopy();
    }

    /** Gives up the rows unless they are stored. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
