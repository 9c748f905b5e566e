package io.tradeline.decision.receivables;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.tradeline.decision.directory.AccountMapper;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.Command;
import io.tradeline.decision.ledger.EntryKind;
import io.tradeline.decision.ledger.HashChain;
import io.tradeline.decision.ledger.Receivable;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.proto.decision.v1.Allocation;
import io.tradeline.proto.decision.v1.CreditNote;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.PostingResult;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.rules.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
        AccountPath path = set.path(accountId());
        List<NodeState> nodes = set.nodes(path);
        Entry entry = new Entry(set, path, nodes);
        long unapplied = switch (posting.getKindCase()) {
            case INVOICE -> entry.invoice(posting.getInvoice());
            case PAYMENT -> entry.payment(posting.getPayment());
            case CREDIT_NOTE -> entry.creditNote(posting.getCreditNote());
            case DISPUTE -> entry.dispute();
            case WRITE_OFF -> entry.writeOff();
            case CORRECTION -> entry.correction();
            case KIND_NOT_SET -> throw Refusals.invalid("kind", "nothing (expected: what to post)");
        };
        set.tell(Event.Kind.KIND_POSTED, accountId(), posting.getPostingId(), clockMilli, List.of());
        PostingResult.Builder result = PostingResult.newBuilder()
                .setPostingId(posting.getPostingId())
                .setExposureVersion(nodes.get(0).version());
        if (unapplied > 0) {
            result.setUnapplied(io.tradeline.proto.type.v1.Money.newBuilder()
                    .setCurrencyCode(path.ordering().account().currency())
                    .setAmountMinor(unapplied));
        }
        PostingResult answer = result.build();
        return new Applied(new UUID(0, 0), () -> answer, false);
    }

    @Override
    public Message restore(FirstAnswer first) throws InvalidProtocolBufferException {
        return PostingResult.parseFrom(java.util.Objects.requireNonNull(first.response()));
    }

    private static Collection<String> documents(List<Allocation> allocations) {
        return allocations.stream().map(Allocation::getDocumentId).distinct().toList();
    }

    /** The posting's effect. What is worked out comes first, so that a refusal leaves everything as it was. */
    private final class Entry {

        private final WorkingSet set;
        private final AccountPath path;
        private final List<NodeState> nodes;

        Entry(WorkingSet set, AccountPath path, List<NodeState> nodes) {
            this.set = set;
            this.path = path;
            this.nodes = nodes;
        }

        long invoice(Invoice invoice) {
            if (!set.document(accountId(), invoice.getDocumentId()).isEmpty()) {
                throw Refusals.exists("document", invoice.getDocumentId());
            }
            LocalDate invoiced = AccountMapper.localDate(invoice.getInvoiceDate());
            LocalDate due = AccountMapper.localDate(invoice.getDueDate());
            if (due.isBefore(invoiced)) {
                throw Refusals.invalid("invoice.due_date", due + " (expected: not before " + invoiced + ")");
            }
            long minor =
                    positive("invoice.amount.amount_minor", invoice.getAmount().getAmountMinor());
            long credit = inCredit("invoice.amount.currency_code", invoice.getAmount(), invoiced);
            int dueDay = Math.toIntExact(due.toEpochDay());
            set.put(new Receivable(
                    new Receivable.Key(accountId(), invoice.getDocumentId(), 0),
                    invoice.getAmount().getCurrencyCode(),
                    minor,
                    minor,
                    credit,
                    0,
                    0,
                    Math.toIntExact(invoiced.toEpochDay()),
                    dueDay,
                    null));
            nodes.forEach(node -> node.book().addDue(dueDay, credit));
            set.enter(nodes, EntryKind.INVOICED, posting.getPostingId(), 0, credit, 0, 0, clockMilli);
            return 0;
        }

        long payment(Payment payment) {
            LocalDate received = AccountMapper.localDate(payment.getReceivedOn());
            return receive(
                    EntryKind.PAID,
                    "payment",
                    payment.getAmount(),
                    payment.getAllocationsList(),
                    payment.getOldestFirst(),
                    received,
                    true);
        }

        long creditNote(CreditNote note) {
            return receive(
                    EntryKind.CREDITED,
                    "credit_note",
                    note.getAmount(),
                    note.getAllocationsList(),
                    note.getOldestFirst(),
                    today(),
                    false);
        }

        /** Money, or a credit, for open items; what is left stays unapplied. */
        private long receive(
                EntryKind kind,
                String field,
                io.tradeline.proto.type.v1.Money amount,
                List<Allocation> allocations,
                boolean oldestFirst,
                LocalDate day,
                boolean countsForPunctuality) {
            long left = positive(field + ".amount.amount_minor", amount.getAmountMinor());
            List<Receivable.Change> changes = new ArrayList<>();
            if (allocations.isEmpty() && oldestFirst) {
                for (Receivable item : set.openItems(accountId())) {
                    if (left == 0) {
                        break;
                    }
                    if (item.currency().equals(amount.getCurrencyCode())) {
                        long settled = Math.min(left, item.openMinor());
                        changes.add(item.settle(settled));
                        left -= settled;
                    }
                }
            }
            for (int i = 0; i < allocations.size(); i++) {
                String where = field + ".allocations[" + i + "]";
                left -= allocate(where, allocations.get(i), amount.getCurrencyCode(), changes);
                if (left < 0) {
                    throw Refusals.invalid(
                            field + ".allocations",
                            "more than the amount (expected: <= " + amount.getAmountMinor() + ")");
                }
            }
            long unapplied = left == 0
                    ? 0
                    : inCredit(
                            field + ".amount.currency_code",
                            amount.toBuilder().setAmountMinor(left).build(),
                            day);
            if (countsForPunctuality) {
                punctuality(changes, day);
            }
            enter(kind, changes, unapplied);
            return unapplied;
        }

        /** Takes an allocation from the parts of its document, the first due first. */
        private long allocate(String where, Allocation allocation, String currency, List<Receivable.Change> changes) {
            List<Receivable> parts = document(where + ".document_id", allocation.getDocumentId());
            if (!parts.get(0).currency().equals(currency)) {
                throw Refusals.invalid(
                        where + ".document_id",
                        allocation.getDocumentId() + " is in " + parts.get(0).currency() + " (expected: " + currency
                                + ", as the amount)");
            }
            long left = allocation.getAmountMinor();
            for (Receivable part : parts) {
                Receivable now = latest(part, changes);
                long settled = Math.min(left, now.openMinor());
                if (settled > 0) {
                    changes.add(now.settle(settled));
                    left -= settled;
                }
            }
            if (left > 0) {
                throw Refusals.precondition(
                        "MORE_THAN_OPEN",
                        where + ": " + allocation.getAmountMinor() + " (expected: <= "
                                + (allocation.getAmountMinor() - left) + ", which is open of document "
                                + allocation.getDocumentId() + ")");
            }
            return allocation.getAmountMinor();
        }

        long dispute() {
            Receivable item = single("dispute.document_id", posting.getDispute().getDocumentId());
            long minor = posting.getDispute().getDisputedMinor();
            requireOpen("dispute.disputed_minor", minor, item);
            enter(EntryKind.DISPUTED, List.of(item.dispute(minor)), 0);
            return 0;
        }

        long writeOff() {
            Receivable item =
                    single("write_off.document_id", posting.getWriteOff().getDocumentId());
            long minor = posting.getWriteOff().getAmountMinor();
            requireOpen("write_off.amount_minor", minor, item);
            enter(EntryKind.WRITTEN_OFF, List.of(item.settle(minor)), 0);
            return 0;
        }

        long correction() {
            Receivable item =
                    single("correction.document_id", posting.getCorrection().getDocumentId());
            long open = posting.getCorrection().getOpenMinor();
            int due = posting.getCorrection().hasDueDate()
                    ? Math.toIntExact(
                            AccountMapper.localDate(posting.getCorrection().getDueDate())
                                    .toEpochDay())
                    : item.dueDay();
            if (item.openMinor() == 0 && open > 0) {
                // Nothing is left from which the account's side could be scaled: it is converted anew.
                long credit = inCredit(
                        "correction.open_minor",
                        io.tradeline.proto.type.v1.Money.newBuilder()
                                .setCurrencyCode(item.currency())
                                .setAmountMinor(open)
                                .build(),
                        LocalDate.ofEpochDay(item.invoiceDay()));
                Receivable after = new Receivable(
                        item.key(),
                        item.currency(),
                        item.amountMinor(),
                        open,
                        credit,
                        0,
                        0,
                        item.invoiceDay(),
                        due,
                        item.authorizationId());
                enter(EntryKind.CORRECTED, List.of(new Receivable.Change(after, credit, 0)), 0);
            } else {
                enter(EntryKind.CORRECTED, List.of(item.withOpen(open, due)), 0);
            }
            return 0;
        }

        /** Puts changed items, and what stays unapplied, into the books. */
        private void enter(EntryKind kind, List<Receivable.Change> changes, long unapplied) {
            long receivables = 0;
            long disputed = 0;
            for (Receivable.Change change : changes) {
                Receivable after = change.after();
                Receivable before = java.util.Objects.requireNonNull(set.receivable(after.key()));
                for (NodeState node : nodes) {
                    node.book().removeDue(before.dueDay(), before.creditOpenMinor());
                    node.book().addDue(after.dueDay(), after.creditOpenMinor());
                }
                receivables += change.receivablesDelta();
                disputed += change.disputedDelta();
                set.put(after);
            }
            set.enter(nodes, kind, posting.getPostingId(), 0, receivables, disputed, unapplied, clockMilli);
        }

        private void punctuality(List<Receivable.Change> changes, LocalDate received) {
            for (Receivable.Change change : changes) {
                if (change.after().openMinor() == 0) {
                    nodes.get(0)
                            .habits()
                            .paid(received.toEpochDay() <= change.after().dueDay());
                    nodes.get(0).habitsChanged();
                }
            }
        }

        private Receivable latest(Receivable item, List<Receivable.Change> changes) {
            Receivable now = item;
            for (Receivable.Change change : changes) {
                if (change.after().key().equals(item.key())) {
                    now = change.after();
                }
            }
            return now;
        }

        private List<Receivable> document(String field, String documentId) {
            List<Receivable> parts = set.document(accountId(), documentId);
            if (parts.isEmpty()) {
                throw Refusals.unknown("document", documentId + " of account " + accountId() + " (" + field + ")");
            }
            return parts;
        }

        /** A document without instalments, or the only one of its instalments that is open. */
        private Receivable single(String field, String documentId) {
            List<Receivable> parts = document(field, documentId);
            List<Receivable> open =
                    parts.stream().filter(part -> part.openMinor() > 0).toList();
            if (parts.size() > 1 && open.size() > 1) {
                throw Refusals.precondition(
                        "INSTALMENTS",
                        "document " + documentId + " has " + open.size() + " open instalments (expected: one)");
            }
            return open.isEmpty() ? parts.get(parts.size() - 1) : open.get(0);
        }

        private void requireOpen(String field, long minor, Receivable item) {
            if (minor > item.openMinor()) {
                throw Refusals.precondition(
                        "MORE_THAN_OPEN",
                        field + ": " + minor + " (expected: <= " + item.openMinor() + ", which is open)");
            }
        }

        private long inCredit(String field, io.tradeline.proto.type.v1.Money amount, LocalDate day) {
            String to = path.ordering().account().currency();
            String currency = amount.getCurrencyCode();
            if (!Money.isKnown(currency) || !set.release().rates().has(currency, to, day)) {
                throw Refusals.invalid(
                        field, currency + " (expected: " + to + ", or a currency with a rate on " + day + ")");
            }
            return set.release()
                    .rates()
                    .convert(new Money(currency, amount.getAmountMinor()), to, day)
                    .minor();
        }

        private LocalDate today() {
            return LocalDate.ofInstant(
                    java.time.Instant.ofEpochMilli(clockMilli),
                    path.ordering().account().zone());
        }

        private static long positive(String field, long minor) {
            if (minor <= 0) {
                throw Refusals.invalid(field, minor + " (expected: > 0)");
            }
            return minor;
        }
    }
}
