package io.tradeline.decision.receivables;

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
}
