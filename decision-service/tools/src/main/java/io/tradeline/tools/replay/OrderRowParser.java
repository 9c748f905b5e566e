package io.tradeline.tools.replay;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns the fields of one row into an order, or says what is wrong with it. */
final class OrderRowParser {
    /** The columns that a file must have, in any order. */
    static final List<String> COLUMNS =
            List.of("order_id", "placed_at", "customer_id", "country", "lines", "units", "total_gbp");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,40}");
    private static final Pattern COUNT = Pattern.compile("-?[0-9]{1,9}");
    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,9}(\\.[0-9]{1,2})?");
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2099-01-01T00:00:00Z");

    private final Map<String, Long> linesByOrder = new HashMap<>();

    /** A row as it stands in the file. */
    interface Row {
        long line();

        String field(String column);
    }

    /** What became of a row. */
    sealed interface Parsed {}

    /** To be replayed. */
    record Accepted(PastOrder order) implements Parsed {}

    /** No customer. */
    record Anonymous() implements Parsed {}

    /** A total of zero. */
    record WithoutValue() implements Parsed {}

    /** Wrong. */
    record Refused(RowProblem problem) implements Parsed {}

    Parsed parse(Row row) {
        try {
            return accept(row);
        } catch (WrongField wrong) {
            return new Refused(new RowProblem(row.line(), String.valueOf(wrong.getMessage())));
        }
    }

    private Parsed accept(Row row) {
        String orderId = id(row, "order_id");
        Instant placedAt = moment(row, "placed_at");
        int lines = count(row, "lines");
        if (lines < 1) {
            throw new WrongField("lines", row.field("lines"), ">= 1");
        }
        count(row, "units");
        long totalMinor = amount(row, "total_gbp");
        if (row.field("customer_id").isBlank()) {
            return new Anonymous();
        }
        String customerId = id(row, "customer_id");
        Long first = linesByOrder.putIfAbsent(orderId, row.line());
        if (first != null) {
            throw new WrongField("order_id", orderId, "once in the file; first on line " + first);
        }
        if (totalMinor == 0) {
            return new WithoutValue();
        }
        String country = row.field("country").strip();
        return new Accepted(new PastOrder(row.line(), orderId, placedAt, customerId, country, lines, totalMinor));
    }

    private static String id(Row row, String column) {
        String value = row.field(column).strip();
        if (!ID.matcher(value).matches()) {
            throw new WrongField(column, value, "1 to 40 of letters, digits, '.', '_' and '-'");
        }
        return value;
    }

    private static Instant moment(Row row, String column) {
        String value = row.field(column).strip();
        try {
            Instant moment = Instant.parse(value);
            if (moment.isBefore(EARLIEST) || !moment.isBefore(LATEST)) {
                throw new WrongField(column, value, "from 2000 to 2098");
            }
            return moment;
        } catch (DateTimeException unreadable) {
            throw new WrongField(column, value, "UTC like 2010-03-08T13:37:00Z", unreadable);
        }
    }

    private static int count(Row row, String column) {
        String value = row.field(column).strip();
        if (!COUNT.matcher(value).matches()) {
            throw new WrongField(column, value, "a whole number");
        }
        return Integer.parseInt(value);
    }

    private static long amount(Row row, String column) {
        String value = row.field(column).strip();
        if (!AMOUNT.matcher(value).matches()) {
            throw new WrongField(column, value, "pounds and pence like -12.50, below 1,000,000,000");
        }
        return new BigDecimal(value).movePointRight(2).longValueExact();
    }

    /** Carries what is wrong with a field out of its parsing. */
    private static final class WrongField extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongField(String column, String value, String expected) {
            super(column + ": " + value + " (expected: " + expected + ")");
        }

        WrongField(String column, String value, String expected, Throwable cause) {
            super(column + ": " + value + " (expected: " + expected + ")", cause);
        }
    }
}
