package io.tradeline.decision.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;
import org.postgresql.core.TypeInfo;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * Rows of a composite type, as one parameter in PostgreSQL's binary form: an array of records, as {@code array_recv} and {@code record_recv} read them.
 *
 * <p>A table's worth of columns as arrays of their own costs the server twice as much to take apart, and the driver sends some of them as text. The columns of
 * each row are given in the order in which the type declares them; PostgreSQL refuses rows whose columns have other types.
 */
public final class RowArray {

    private static final long POSTGRES_EPOCH_MILLI =
            Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();

    private static final int INITIAL_SIZE = 8 << 10;
    /** More than a large batch needs: what is larger is not kept. */
    private static final int KEPT_SIZE = 1 << 20;
    /** PostgreSQL takes no larger values. */
    private static final int LARGEST_SIZE = 1 << 30;

    private static final int DIMENSIONS = 1;
    private static final int NO_NULLS = 0;
    private static final int LOWER_BOUND = 1;
    private static final int NULL = -1;
    private static final int ELEMENT_TYPE_AT = 2 * Integer.BYTES;
    private static final int COUNT_AT = 3 * Integer.BYTES;

    private final String type;
    private final int columns;
    private ByteBuffer out = ByteBuffer.allocate(0);
    private int rows;
    private int rowAt;

    /**
     * @param type name of the table or composite type
     * @param columns how many columns it has
     */
    public RowArray(String type, int columns) {
        this.type = type;
        this.columns = columns;
    }

    /** Takes all rows away; their room is kept for the next ones. */
    public RowArray clear() {
        rows = 0;
        out = out.capacity() > KEPT_SIZE ? ByteBuffer.allocate(0) : out.clear();
        return this;
    }

    public int count() {
        return rows;
    }

    /** Begins a row. */
    public RowArray row() {
        if (rows == 0) {
            head();
        } else {
            endRow();
        }
        rows++;
        room(2 * Integer.BYTES);
        rowAt = out.position();
        out.putInt(0).putInt(columns);
        return this;
    }

    public RowArray text(@Nullable String value) {
        return bytes(Oid.TEXT, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    public RowArray bytes(byte @Nullable [] value) {
        return bytes(Oid.BYTEA, value);
    }

    public RowArray bigint(long value) {
        column(Oid.INT8, Long.BYTES).putLong(value);
        return this;
    }

    public RowArray integer(int value) {
        column(Oid.INT4, Integer.BYTES).putInt(value);
        return this;
    }

    public RowArray smallint(int value) {
        if (value != (short) value) {
            throw new IllegalArgumentException("smallint: " + value + " (expected: -32768 to 32767)");
        }
        column(Oid.INT2, Short.BYTES).putShort((short) value);
        return this;
    }

    public RowArray bool(boolean value) {
        column(Oid.BOOL, 1).put((byte) (value ? 1 : 0));
        return this;
    }

    public RowArray uuid(@Nullable UUID value) {
        if (value == null) {
            column(Oid.UUID, NULL);
        } else {
            column(Oid.UUID, 2 * Long.BYTES)
                    .putLong(value.getMostSignificantBits())
                    .putLong(value.getLeastSignificantBits());
        }
        return this;
    }

    /** A moment, in milliseconds of the epoch. */
    public RowArray time(long epochMilli) {
        long micros = Math.multiplyExact(epochMilli - POSTGRES_EPOCH_MILLI, 1000L);
        column(Oid.TIMESTAMPTZ, Long.BYTES).putLong(micros);
        return this;
    }

    public RowArray noBigint() {
        return nothing(Oid.INT8);
    }

    public RowArray noInteger() {
        return nothing(Oid.INT4);
    }

    public RowArray noBool() {
        return nothing(Oid.BOOL);
    }

    public RowArray noTime() {
        return nothing(Oid.TIMESTAMPTZ);
    }

    private RowArray nothing(int columnType) {
        column(columnType, NULL);
        return this;
    }

    public RowArray texts(List<String> values) {
        int lengthAt = beginArray(Oid.TEXT_ARRAY, Oid.TEXT, values.size());
        for (String value : values) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            room(Integer.BYTES + utf8.length);
            out.putInt(utf8.length).put(utf8);
        }
        endLength(lengthAt);
        return this;
    }

    public RowArray bigints(List<Long> values) {
        int lengthAt = beginArray(Oid.INT8_ARRAY, Oid.INT8, values.size());
        for (long value : values) {
            room(Integer.BYTES + Long.BYTES);
            out.putInt(Long.BYTES).putLong(value);
        }
        endLength(lengthAt);
        return this;
    }

    private int beginArray(int arrayType, int elementType, int count) {
        column(arrayType, 0);
        int lengthAt = out.position() - Integer.BYTES;
        room(5 * Integer.BYTES);
        if (count == 0) {
            out.putInt(0).putInt(NO_NULLS).putInt(elementType);
        } else {
            out.putInt(DIMENSIONS)
                    .putInt(NO_NULLS)
                    .putInt(elementType)
                    .putInt(count)
                    .putInt(LOWER_BOUND);
        }
        return lengthAt;
    }

    private RowArray bytes(int columnType, byte @Nullable [] value) {
        if (value == null) {
            column(columnType, NULL);
        } else {
            column(columnType, value.length).put(value);
        }
        return this;
    }

    /** The head of a column, and room for its value. */
    private ByteBuffer column(int columnType, int length) {
        room(2 * Integer.BYTES + Math.max(0, length));
        return out.putInt(columnType).putInt(length);
    }

    private void room(int bytes) {
        if (out.remaining() < bytes) {
            int needed = Math.addExact(out.position(), bytes);
            long size = Math.max(INITIAL_SIZE, out.capacity() * 4L);
            ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, (int) Math.min(size, LARGEST_SIZE)));
            out = larger.put(out.flip());
        }
    }

    private void head() {
        room(5 * Integer.BYTES);
        out.putInt(DIMENSIONS).putInt(NO_NULLS).putInt(0).putInt(0).putInt(LOWER_BOUND);
    }

    private void endRow() {
        endLength(rowAt);
    }

    private void endLength(int at) {
        out.putInt(at, out.position() - at - Integer.BYTES);
    }

    /** As a parameter of a statement on the connection. */
    PGobject on(PgConnection connection) throws SQLException {
        if (rows == 0) {
            head();
        } else {
            endRow();
        }
        TypeInfo types = connection.getTypeInfo();
        String arrayType = "_" + type;
        int array = types.getPGType(arrayType);
        connection.getQueryExecutor().addBinarySendOid(array);
        out.putInt(ELEMENT_TYPE_AT, types.getPGArrayElement(array));
        out.putInt(COUNT_AT, rows);
        return new Parameter(arrayType, out.array(), out.position());
    }

    /** What the driver asks for when it sends the parameter. */
    private static final class Parameter extends PGobject implements PGBinaryObject {

        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial")
        private final byte[] bytes;

        private final int length;

        Parameter(String arrayType, byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
            setType(arrayType);
        }

        @Override
        public void setByteValue(byte[] value, int offset) {
            throw new UnsupportedOperationException("rows are only sent");
        }

        @Override
        public int lengthInBytes() {
            return length;
        }

        @Override
        public void toBytes(byte[] target, int offset) {
            System.arraycopy(bytes, 0, target, offset, length);
        }

        @Override
        public String getValue() {
            return type + " of " + length + " bytes";
        }
    }
}
