package io.tradeline.decision.receivables;

import io.tradeline.decision.ledger.Receivable;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.decision.v1.Posting;

/** What the contract's limits on single fields can't say of a posting. */
final class PostingChecks {

    private PostingChecks() {}

    /**
     * Refuses days that don't exist.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT
     */
    static void require(Posting posting) {
        if (posting.hasInvoice()) {
            Times.requireDate("invoice.invoice_date", posting.getInvoice().getInvoiceDate());
            Times.requireDate("invoice.due_date", posting.getInvoice().getDueDate());
        } else if (posting.hasPayment()) {
            Times.requireDate("payment.received_on", posting.getPayment().getReceivedOn());
        } else if (posting.hasCorrection() && posting.getCorrection().hasDueDate()) {
            Times.requireDate("correction.due_date", posting.getCorrection().getDueDate());
        }
    }

    /** The amount, when it is above zero: what an invoice, a payment or a credit note is about. */
    static long positive(String field, long minor) {
        if (minor <= 0) {
            throw Refusals.invalid(field, minor + " (expected: > 0)");
        }
        return minor;
    }

    /** Refuses to dispute or write off more than is open of an item. */
    static void requireOpen(String field, long minor, Receivable item) {
        if (minor > item.openMinor()) {
            throw Refusals.precondition(
                    "MORE_THAN_OPEN", field + ": " + minor + " (expected: <= " + item.openMinor() + ", which is open)");
        }
    }
}
