package io.tradeline.tools.simulate;

import com.google.type.Date;
import io.tradeline.proto.decision.v1.Allocation;
import io.tradeline.proto.decision.v1.CreditNote;
import io.tradeline.proto.decision.v1.Dispute;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.WriteOff;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a client posts: invoices, and what settles, disputes or writes off the items that it knows of. */
final class PostingSteps {
    private static final int MOST_DOCUMENTS = 30;

    private final Desk desk;
    private final SplittableRandom random;
    private final Exchange exchange;
    private final List<Document> documents = new ArrayList<>();

    PostingSteps(Desk desk, Exchange exchange) {
        this.desk = desk;
        this.random = desk.random();
        this.exchange = exchange;
    }

    /** An item that the client may settle. */
    private static final class Document {
        private final String accountId;
        private final String id;
        private long open;

        Document(String accountId, String id, long open) {
            this.accountId = accountId;
            this.id = id;
            this.open = open;
        }
    }

    /** An order was invoiced. */
    void remember(String accountId, String documentId, long minor) {
        remember(new Document(accountId, documentId, minor));
    }

    boolean hasDocuments() {
        return !documents.isEmpty();
    }

    /** The id of one of them. */
    String anyDocument() {
        return documents.get(random.nextInt(documents.size())).id;
    }

    private void remember(Document document) {
        documents.add(document);
        if (documents.size() > MOST_DOCUMENTS) {
            documents.remove(random.nextInt(documents.size()));
        }
    }

    /** Companies that many work on get no invoices of others, which no limit stops: their exposure is watched against the cap. */
    void post(Company company, boolean alone) {
        Posting.Builder posting = Posting.newBuilder().setPostingId(desk.nextId("p"));
        if (company.hasOwnClock()) {
            posting.setClock(desk.clock());
        }
        List<Document> open = documents.stream()
                .filter(document ->
                        document.accountId.equals(company.id()) || document.accountId.startsWith(company.id() + "."))
                .filter(document -> document.open > 0)
                .toList();
        int what = random.nextInt(10);
        Document document = open.isEmpty() ? null : open.get(random.nextInt(open.size()));
        if (alone && (document == null && what < 5 || what == 0)) {
            String account = desk.account(company);
            String id = desk.nextId("bill");
            long minor = 1 + random.nextInt(60_000);
            posting.setAccountId(account)
                    .setInvoice(Invoice.newBuilder()
                            .setDocumentId(id)
                            .setAmount(Desk.money(minor))
                            .setInvoiceDate(date(LocalDate.of(2026, 1, 1)))
                            .setDueDate(date(LocalDate.of(2099, 1, 1))));
            if (posted(company, account, posting.build())) {
                remember(new Document(account, id, minor));
            }
            return;
        }
        if (alone && what == 1) {
            String account = desk.account(company);
            posting.setAccountId(account)
                    .setPayment(Payment.newBuilder()
                            .setAmount(Desk.money(1 + random.nextInt(20_000)))
                            .setReceivedOn(date(LocalDate.of(2026, 1, 2))));
            posted(company, account, posting.build());
            return;
        }
        if (document == null) {
            return;
        }
        long minor = random.nextBoolean() ? document.open : 1 + random.nextLong(document.open);
        if (alone && random.nextInt(15) == 0) {
            minor = document.open + 1;
        }
        Allocation allocation = Allocation.newBuilder()
                .setDocumentId(document.id)
                .setAmountMinor(minor)
                .build();
        posting.setAccountId(document.accountId);
        if (what < 4) {
            long disputed = random.nextInt(3) == 0 ? 0 : minor;
            posting.setDispute(Dispute.newBuilder().setDocumentId(document.id).setDisputedMinor(disputed));
            posted(company, document.accountId, posting.build());
            return;
        }
        if (what < 8) {
            posting.setPayment(Payment.newBuilder()
                    .setAmount(Desk.money(minor))
                    .setReceivedOn(date(LocalDate.of(2026, 1, 2)))
                    .addAllocations(allocation));
        } else if (what == 8) {
            posting.setCreditNote(CreditNote.newBuilder()
                    .setDocumentId(desk.nextId("note"))
                    .setAmount(Desk.money(minor))
                    .addAllocations(allocation));
        } else {
            posting.setWriteOff(WriteOff.newBuilder()
                    .setDocumentId(document.id)
                    .setAmountMinor(minor)
                    .setReason("simulated"));
        }
        if (posted(company, document.accountId, posting.build())) {
            document.open -= minor;
        }
    }

    private static Date date(LocalDate day) {
        return Date.newBuilder()
                .setYear(day.getYear())
                .setMonth(day.getMonthValue())
                .setDay(day.getDayOfMonth())
                .build();
    }

    private boolean posted(Company company, String account, Posting posting) {
        return exchange.take(
                        Exchange.About.account(company, account),
                        ExposuresGrpc.getPostReceivablesMethod(),
                        posting.getPostingId(),
                        PostReceivablesRequest.newBuilder().addPostings(posting).build())
                != null;
    }
}
