package io.tradeline.tools.replay;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Comparator;

/**
 * A payment that a customer will make for what is then open of a part of an invoice.
 *
 * @param part which instalment of the invoice, from 1
 * @param due when it should be paid
 * @param receivedOn when it is paid
 */
record PlannedPayment(String documentId, int part, LocalDate due, LocalDate receivedOn)
        implements Comparable<PlannedPayment> {

    private static final LocalTime BANK_POSTS_AT = LocalTime.NOON;
    private static final Comparator<PlannedPayment> ORDER = Comparator.comparing(PlannedPayment::receivedOn)
            .thenComparing(PlannedPayment::documentId)
            .thenComparingInt(PlannedPayment::part);

    /** The moment on the replay's clock at which it is posted. */
    Instant moment() {
        return receivedOn.atTime(BANK_POSTS_AT).toInstant(ZoneOffset.UTC);
    }

    @Override
    public int compareTo(PlannedPayment other) {
        return ORDER.compare(this, other);
    }
}
