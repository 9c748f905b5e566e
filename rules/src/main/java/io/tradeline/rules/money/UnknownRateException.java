package io.tradeline.rules.money;

import java.time.LocalDate;

/** No rate is known between two currencies on a day. */
public final class UnknownRateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String from;
    private final String to;
    private final LocalDate day;

    public UnknownRateException(String from, String to, LocalDate day) {
        super("rate: " + from + " to " + to + " on " + day
                + " (expected: both in the rate table on or before that day)");
        this.from = from;
        this.to = to;
        this.day = day;
    }

    /** ISO 4217 code of the currency to convert from. */
    public String from() {
        return from;
    }

    /** ISO 4217 code of the currency to convert to. */
    public String to() {
        return to;
    }

    public LocalDate day() {
        return day;
    }
}
