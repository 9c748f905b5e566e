package io.tradeline.decision.receivables;

import io.tradeline.decision.ledger.Receivable;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.proto.decision.v1.Allocation;
import io.tradeline.proto.type.v1.Money;
import java.util.ArrayList;
import java.util.List;

/** An amount of money, or of credit, that is given to open items. What is left of it stays unapplied. */
final class Settlement {

    private final AccountItems items;
    private final String field;
    private final Money amount;
    private final List<Receivable.Change> changes = new ArrayList<>();
    private long left;

    /**
     * @param field the posting's kind, which holds amount and allocations
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when the amount is not above zero
     */
    Settlement(AccountItems items, String field, Money amount) {
        this.items = items;
        this.field = field;
        this.amount = amount;
        this.left = PostingChecks.positive(field + ".amount.amount_minor", amount.getAmountMinor());
    }

    /** Changes of items, not entered yet: one for each allocation that touched an item. */
    List<Receivable.Change> changes() {
        return changes;
    }

    /** Minor units of the amount's currency that no item took. */
    long left() {
        return left;
    }

    /** Gives to the open items of the amount's currency, the first due first. */
    void oldestFirst() {
        for (Receivable item : items.open()) {
            if (left == 0) {
                return;
            }
            if (item.currency().equals(amount.getCurrencyCode())) {
                left -= settle(item, left);
            }
        }
    }

    /**
     * Gives to the documents that are named.
     *
     * @throws io.grpc.StatusRuntimeException NOT_FOUND for an unknown document, INVALID_ARGUMENT for one of another currency or for more than the amount,
     *     FAILED_PRECONDITION for more than is open
     */
    void allocate(List<Allocation> allocations) {
        for (int i = 0; i < allocations.size(); i++) {
            allocate(field + ".allocations[" + i + "]", allocations.get(i));
            if (left < 0) {
                throw Refusals.invalid(
                        field + ".allocations", "more than the amount (expected: <= " + amount.getAmountMinor() + ")");
            }
        }
    }

    /** Takes an allocation from the parts of its document, the first due first. */
    private void allocate(String where, Allocation allocation) {
        List<Receivable> parts = items.document(where + ".document_id", allocation.getDocumentId());
        String currency = parts.get(0).currency();
        if (!currency.equals(amount.getCurrencyCode())) {
            throw Refusals.invalid(
                    where + ".document_id",
                    allocation.getDocumentId() + " is in " + currency + " (expected: " + amount.getCurrencyCode()
                            + ", as the amount)");
        }
        long wanted = allocation.getAmountMinor();
        for (Receivable part : parts) {
            wanted -= settle(latest(part), wanted);
        }
        if (wanted > 0) {
            throw Refusals.precondition(
                    "MORE_THAN_OPEN",
                    where + ": " + allocation.getAmountMinor() + " (expected: <= "
                            + (allocation.getAmountMinor() - wanted) + ", which is open of document "
                            + allocation.getDocumentId() + ")");
        }
        left -= allocation.getAmountMinor();
    }

    /** Settles as much of an item as is open and wanted; gives how much that was. */
    private long settle(Receivable item, long wanted) {
        long settled = Math.min(wanted, item.openMinor());
        if (settled > 0) {
            changes.add(item.settle(settled));
        }
        return settled;
    }

    private Receivable latest(Receivable item) {
        Receivable now = item;
        for (Receivable.Change change : changes) {
            if (change.after().key().equals(item.key())) {
                now = change.after();
            }
        }
        return now;
    }
}
