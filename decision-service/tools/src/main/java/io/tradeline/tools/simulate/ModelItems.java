package io.tradeline.tools.simulate;

import io.grpc.Status;
import io.tradeline.proto.decision.v1.Posting;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open and settled items of a company's accounts in the model, and what postings do to them. Amounts in euro cents. */
final class ModelItems {
    private final Map<String, Item> items = new LinkedHashMap<>();

    /** What is open of an item, and what of it is disputed. */
    private static final class Item {
        private long open;
        private long disputed;

        Item(long open) {
            this.open = open;
        }
    }

    private static String key(String account, String document) {
        return account + "/" + document;
    }

    boolean knows(String account, String document) {
        return items.containsKey(key(account, document));
    }

    void open(String account, String document, long minor) {
        items.put(key(account, document), new Item(minor));
    }

    /** Takes a posting that was accepted; gives what it does to exposures. */
    List<Model.Effect> post(Posting posting) {
        String account = posting.getAccountId();
        return switch (posting.getKindCase()) {
            case INVOICE -> {
                long minor = posting.getInvoice().getAmount().getAmountMinor();
                open(account, posting.getInvoice().getDocumentId(), minor);
                yield List.of(new Model.Effect(Entry.INVOICED, posting.getPostingId(), new Figures(0, minor, 0, 0)));
            }
            case PAYMENT -> {
                long minor = posting.getPayment().getAmount().getAmountMinor();
                Figures change = new Figures(0, 0, 0, minor);
                if (posting.getPayment().getAllocationsCount() > 0) {
                    change = settled(
                            account, posting.getPayment().getAllocations(0).getDocumentId(), minor);
                }
                yield List.of(new Model.Effect(Entry.PAID, posting.getPostingId(), change));
            }
            case CREDIT_NOTE -> {
                Figures change = settled(
                        account,
                        posting.getCreditNote().getAllocations(0).getDocumentId(),
                        posting.getCreditNote().getAmount().getAmountMinor());
                yield List.of(new Model.Effect(Entry.CREDITED, posting.getPostingId(), change));
            }
            case WRITE_OFF -> {
                Figures change = settled(
                        account,
                        posting.getWriteOff().getDocumentId(),
                        posting.getWriteOff().getAmountMinor());
                yield List.of(new Model.Effect(Entry.WRITTEN_OFF, posting.getPostingId(), change));
            }
            case DISPUTE -> {
                Item item = items.get(key(account, posting.getDispute().getDocumentId()));
                if (item == null || posting.getDispute().getDisputedMinor() > item.open) {
                    throw new Violation("a dispute of more than is open was accepted");
                }
                long more = posting.getDispute().getDisputedMinor() - item.disputed;
                item.disputed += more;
                yield List.of(new Model.Effect(Entry.DISPUTED, posting.getPostingId(), new Figures(0, 0, more, 0)));
            }
            default ->
                throw new IllegalStateException(
                        "posting " + posting.getKindCase() + " (expected: one that clients make)");
        };
    }

    /** What is disputed of an item is never more than what is open of it. */
    private Figures settled(String account, String document, long minor) {
        Item item = items.get(key(account, document));
        if (item == null || minor > item.open) {
            throw new Violation("a settlement of " + minor + " on document " + document + " was accepted (expected: <= "
                    + (item == null ? 0 : item.open) + ")");
        }
        item.open -= minor;
        long less = Math.max(0, item.disputed - item.open);
        item.disputed -= less;
        return new Figures(0, -minor, -less, 0);
    }

    /** Why a posting is refused; null when it is not. */
    Status.@Nullable Code refusal(Posting posting) {
        String account = posting.getAccountId();
        return switch (posting.getKindCase()) {
            case INVOICE ->
                items.containsKey(key(account, posting.getInvoice().getDocumentId()))
                        ? Status.Code.ALREADY_EXISTS
                        : null;
            case PAYMENT ->
                posting.getPayment().getAllocationsCount() == 0
                        ? null
                        : refusalOfSettlement(
                                account,
                                posting.getPayment().getAllocations(0).getDocumentId(),
                                posting.getPayment().getAmount().getAmountMinor());
            case CREDIT_NOTE ->
                refusalOfSettlement(
                        account,
                        posting.getCreditNote().getAllocations(0).getDocumentId(),
                        posting.getCreditNote().getAmount().getAmountMinor());
            case WRITE_OFF ->
                refusalOfSettlement(
                        account,
                        posting.getWriteOff().getDocumentId(),
                        posting.getWriteOff().getAmountMinor());
            case DISPUTE ->
                refusalOfSettlement(
                        account,
                        posting.getDispute().getDocumentId(),
                        posting.getDispute().getDisputedMinor());
            default -> null;
        };
    }

    private Status.@Nullable Code refusalOfSettlement(String account, String document, long minor) {
        Item item = items.get(key(account, document));
        if (item == null) {
            return Status.Code.NOT_FOUND;
        }
        return minor > item.open ? Status.Code.FAILED_PRECONDITION : null;
    }

    /** The oldest that are settled go, when there are more than so many. */
    void forget(int kept) {
        if (items.size() <= kept) {
            return;
        }
        Iterator<Item> oldest = items.values().iterator();
        for (int i = 0; i < kept / 2; i++) {
            if (oldest.next().open == 0) {
                oldest.remove();
            }
        }
    }
}
