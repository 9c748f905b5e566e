package io.tradeline.decision.ledger;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open or settled item, or one instalment of it. "Minor" is in the document's currency, "creditMinor" in the account's.
 *
 * @param invoiceDay days of the epoch
 * @param dueDay days of the epoch
 * @param authorizationId the order that it was captured from; null: posted
 */
public record Receivable(
        Key key,
        String currency,
        long amountMinor,
        long openMinor,
        long creditOpenMinor,
        long disputedMinor,
        long creditDisputedMinor,
        int invoiceDay,
        int dueDay,
        @Nullable UUID authorizationId) {

    /** What names an item; the part is 0 for the whole, from 1 for instalments. */
    public record Key(String accountId, String documentId, int part) {}

    /** What a change of an item does to the exposure, in the account's currency. */
    public record Change(Receivable after, long receivablesDelta, long disputedDelta) {}

    /** The same with so much less open. The account's side shrinks in proportion; what is disputed never exceeds what is open. */
    public Change settle(long minor) {
        return withOpen(openMinor - minor, dueDay);
    }

    /** The same with so much open, due on the day. Of an item with nothing open that can only be nothing: see {@link #reopened}. */
    public Change withOpen(long open, int due) {
        long creditOpen = open == 0 ? 0 : share(creditOpenMinor, open, openMinor);
        long disputed = Math.min(disputedMinor, open);
        return changed(open, creditOpen, disputed, due);
    }

    /**
     * One with nothing open, open again.
     *
     * @param creditOpen the open amount in the account's currency
     */
    public Change reopened(long open, long creditOpen, int due) {
        Receivable after =
                new Receivable(key, currency, amountMinor, open, creditOpen, 0, 0, invoiceDay, due, authorizationId);
        return new Change(after, creditOpen - creditOpenMinor, -creditDisputedMinor);
    }

    /** The same with so much disputed. */
    public Change dispute(long minor) {
        return changed(openMinor, creditOpenMinor, minor, dueDay);
    }

    private Change changed(long open, long creditOpen, long disputed, int due) {
        long creditDisputed = disputed == 0 ? 0 : share(creditOpen, disputed, open);
        Receivable after = new Receivable(
                key,
                currency,
                amountMinor,
                open,
                creditOpen,
                disputed,
                creditDisputed,
                invoiceDay,
                due,
                authorizationId);
        return new Change(after, creditOpen - creditOpenMinor, creditDisputed - creditDisputedMinor);
    }

    /** amount * part / whole, rounded half up; exact for any amounts. */
    public static long share(long amount, long part, long whole) {
        if (part == whole) {
            return amount;
        }
        java.math.BigInteger product =
                java.math.BigInteger.valueOf(amount).multiply(java.math.BigInteger.valueOf(part));
        java.math.BigInteger divisor = java.math.BigInteger.valueOf(whole);
        return product.add(divisor.shiftRight(1)).divide(divisor).longValueExact();
    }
}
