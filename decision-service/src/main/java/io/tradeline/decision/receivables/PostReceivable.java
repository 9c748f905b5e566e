package io.tradeline.decision.receivables;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.tradeline.decision.directory.AccountMapper;
import io.tradeline.decision.ledger.Command;
import io.tradeline.decision.ledger.EntryKind;
import io.tradeline.decision.ledger.HashChain;
import io.tradeline.decision.ledger.Receivable;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.proto.decision.v1.Allocation;
import io.tradeline.proto.decision.v1.Correction;
import io.tradeline.proto.decision.v1.CreditNote;
import io.tradeline.proto.decision.v1.Dispute;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.PostingResult;
import io.tradeline.proto.decision.v1.WriteOff;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.proto.type.v1.Money;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** One posting to an account's receivables. Facts of the books are never refused for credit: an invoice that exists is owed, whatever the limit. */
final class PostReceivable implements Command {

    /** Open items that a payment without allocations looks at; what is left of it stays unapplied. */
    private static final int MOST_ITEMS = 500;

    private final Posting posting;
    private final Identity identity;
    private final long clockMilli;

    PostReceivable(Posting posting, long clockMilli) {
        this.posting = posting;
        this.clockMilli = clockMilli;
        this.identity = new Identity(
                Identity.Space.POSTING,
                posting.getPostingId(),
                ByteString.copyFrom(HashChain.hash(posting.toByteArray())));
    }

    @Override
    public String accountId() {
        return posting.getAccountId();
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public long clockMilli() {
        return clockMilli;
    }

    @Override
    public byte[] body() {
        return posting.toByteArray();
    }

    @Override
    public Collection<String> documentIds() {
        return switch (posting.getKindCase()) {
            case INVOICE -> List.of(posting.getInvoice().getDocumentId());
            case PAYMENT -> documents(posting.getPayment().getAllocationsList());
            case CREDIT_NOTE -> documents(posting.getCreditNote().getAllocationsList());
            case DISPUTE -> List.of(posting.getDispute().getDocumentId());
            case WRITE_OFF -> List.of(posting.getWriteOff().getDocumentId());
            case CORRECTION -> List.of(posting.getCorrection().getDocumentId());
            case KIND_NOT_SET -> List.of();
        };
    }

    @Override
    public int openItems() {
        boolean oldestFirst = posting.hasPayment() && posting.getPayment().getOldestFirst()
                || posting.hasCreditNote() && posting.getCreditNote().getOldestFirst();
        return oldestFirst ? MOST_ITEMS : 0;
    }

    @Override
    public Applied apply(WorkingSet set) {
        AccountItems items = new AccountItems(set, set.path(accountId()), posting.getPostingId(), clockMilli);
        // What is worked out comes first in each of them, so that a refusal leaves everything as it was.
        long unapplied = switch (posting.getKindCase()) {
            case INVOICE -> invoice(items, posting.getInvoice());
            case PAYMENT -> payment(items, posting.getPayment());
            case CREDIT_NOTE -> creditNote(items, posting.getCreditNote());
            case DISPUTE -> dispute(items, posting.getDispute());
            case WRITE_OFF -> writeOff(items, posting.getWriteOff());
            case CORRECTION -> correction(items, posting.getCorrection());
            case KIND_NOT_SET -> throw Refusals.invalid("kind", "nothing (expected: what to post)");
        };
        set.tell(Event.Kind.KIND_POSTED, accountId(), posting.getPostingId(), clockMilli, List.of());
        PostingResult.Builder result = PostingResult.newBuilder()
                .setPostingId(posting.getPostingId())
                .setExposureVersion(items.exposureVersion());
        if (unapplied > 0) {
            result.setUnapplied(
                    Money.newBuilder().setCurrencyCode(items.currency()).setAmountMinor(unapplied));
        }
        PostingResult answer = result.build();
        return new Applied(new UUID(0, 0), () -> answer, false);
    }

    @Override
    public Message restore(FirstAnswer first) throws InvalidProtocolBufferException {
        return PostingResult.parseFrom(Objects.requireNonNull(first.response()));
    }

    private static Collection<String> documents(List<Allocation> allocations) {
        return allocations.stream().map(Allocation::getDocumentId).distinct().toList();
    }

    private static long invoice(AccountItems items, Invoice invoice) {
        if (items.has(invoice.getDocumentId())) {
            throw Refusals.exists("document", invoice.getDocumentId());
        }
        LocalDate invoiced = AccountMapper.localDate(invoice.getInvoiceDate());
        LocalDate due = AccountMapper.localDate(invoice.getDueDate());
        if (due.isBefore(invoiced)) {
            throw Refusals.invalid("invoice.due_date", due + " (expected: not before " + invoiced + ")");
        }
        String currency = invoice.getAmount().getCurrencyCode();
        long minor = PostingChecks.positive(
                "invoice.amount.amount_minor", invoice.getAmount().getAmountMinor());
        items.enter(
                EntryKind.INVOICED,
                new Receivable(
                        new Receivable.Key(items.accountId(), invoice.getDocumentId(), 0),
                        currency,
                        minor,
                        minor,
                        items.inCredit("invoice.amount.currency_code", currency, minor, invoiced),
                        0,
                        0,
                        Math.toIntExact(invoiced.toEpochDay()),
                        Math.toIntExact(due.toEpochDay()),
                        null));
        return 0;
    }

    private static long payment(AccountItems items, Payment payment) {
        LocalDate received = AccountMapper.localDate(payment.getReceivedOn());
        Settlement settlement = new Settlement(items, "payment", payment.getAmount());
        settle(settlement, payment.getAllocationsList(), payment.getOldestFirst());
        long unapplied = unapplied(items, "payment", payment.getAmount(), settlement, received);
        items.paid(settlement.changes(), received);
        items.enter(EntryKind.PAID, settlement.changes(), unapplied);
        return unapplied;
    }

    private static long creditNote(AccountItems items, CreditNote note) {
        Settlement settlement = new Settlement(items, "credit_note", note.getAmount());
        settle(settlement, note.getAllocationsList(), note.getOldestFirst());
        long unapplied = unapplied(items, "credit_note", note.getAmount(), settlement, items.today());
        items.enter(EntryKind.CREDITED, settlement.changes(), unapplied);
        return unapplied;
    }

    private static void settle(Settlement settlement, List<Allocation> allocations, boolean oldestFirst) {
        if (!allocations.isEmpty()) {
            settlement.allocate(allocations);
        } else if (oldestFirst) {
            settlement.oldestFirst();
        }
    }

    private static long unapplied(
            AccountItems items, String field, Money amount, Settlement settlement, LocalDate day) {
        return settlement.left() == 0
                ? 0
                : items.inCredit(field + ".amount.currency_code", amount.getCurrencyCode(), settlement.left(), day);
    }

    private static long dispute(AccountItems items, Dispute dispute) {
        Receivable item = items.single("dispute.document_id", dispute.getDocumentId());
        PostingChecks.requireOpen("dispute.disputed_minor", dispute.getDisputedMinor(), item);
        items.enter(EntryKind.DISPUTED, List.of(item.dispute(dispute.getDisputedMinor())), 0);
        return 0;
    }

    private static long writeOff(AccountItems items, WriteOff writeOff) {
        Receivable item = items.single("write_off.document_id", writeOff.getDocumentId());
        PostingChecks.requireOpen("write_off.amount_minor", writeOff.getAmountMinor(), item);
        items.enter(EntryKind.WRITTEN_OFF, List.of(item.settle(writeOff.getAmountMinor())), 0);
        return 0;
    }

    private static long correction(AccountItems items, Correction correction) {
        Receivable item = items.single("correction.document_id", correction.getDocumentId());
        long open = correction.getOpenMinor();
        int due = correction.hasDueDate()
                ? Math.toIntExact(
                        AccountMapper.localDate(correction.getDueDate()).toEpochDay())
                : item.dueDay();
        // Where nothing is left from which the account's side could be scaled, it is converted anew.
        Receivable.Change change = item.openMinor() > 0 || open == 0
                ? item.withOpen(open, due)
                : item.reopened(
                        open,
                        items.inCredit(
                                "correction.open_minor",
                                item.currency(),
                                open,
                                LocalDate.ofEpochDay(item.invoiceDay())),
                        due);
        items.enter(EntryKind.CORRECTED, List.of(change), 0);
        return 0;
    }
}
