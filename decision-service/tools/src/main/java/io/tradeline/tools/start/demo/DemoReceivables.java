package io.tradeline.tools.start.demo;

import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.decision.v1.Allocation;
import io.tradeline.proto.decision.v1.Dispute;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.type.v1.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** What the companies owe when the demonstration begins: mostly nothing unusual, some late, some contested. */
final class DemoReceivables {
    /** Owes an invoice that is 20 days late. */
    private static final int LATE = 5;
    /** Owes an invoice that is 75 days late. */
    private static final int VERY_LATE = 12;
    /** Contests half of an invoice. */
    private static final int DISPUTES = 20;

    private final LocalDate today;

    DemoReceivables(LocalDate today) {
        this.today = today;
    }

    List<Posting> all() {
        List<Posting> postings = new ArrayList<>();
        for (DemoCompany company : DemoCompanies.all()) {
            if (owes(company)) {
                post(company, postings);
            }
        }
        return List.copyOf(postings);
    }

    private static boolean owes(DemoCompany company) {
        return company.status() == AccountStatus.ACCOUNT_STATUS_SUSPENDED
                || (company.status() == AccountStatus.ACCOUNT_STATUS_ACTIVE && company.number() % 3 != 1)
                || company.number() == LATE;
    }

    private void post(DemoCompany company, List<Posting> postings) {
        long amount = company.limitMinor() / 12 + company.number() * 1_337L;
        LocalDate paidInvoice = today.minusDays(50);
        postings.add(invoice(company, 1, amount, paidInvoice, paidInvoice.plusDays(30)));
        postings.add(payment(company, 1, amount, today.minusDays(22)));
        LocalDate openInvoice = today.minusDays(12);
        postings.add(invoice(company, 2, amount * 2, openInvoice, openInvoice.plusDays(30)));
        if (company.number() == LATE) {
            postings.add(invoice(company, 3, amount, today.minusDays(50), today.minusDays(20)));
        }
        if (company.number() == VERY_LATE || company.status() == AccountStatus.ACCOUNT_STATUS_SUSPENDED) {
            postings.add(invoice(company, 3, amount, today.minusDays(105), today.minusDays(75)));
        }
        if (company.number() == DISPUTES) {
            postings.add(base(company, "dispute-1")
                    .setDispute(Dispute.newBuilder()
                            .setDocumentId(document(company, 2))
                            .setDisputedMinor(amount))
                    .build());
        }
    }

    private static Posting invoice(DemoCompany company, int count, long amount, LocalDate date, LocalDate due) {
        return base(company, "invoice-" + count)
                .setInvoice(Invoice.newBuilder()
                        .setDocumentId(document(company, count))
                        .setAmount(money(company, amount))
                        .setInvoiceDate(DemoAccounts.date(date))
                        .setDueDate(DemoAccounts.date(due)))
                .build();
    }

    private static Posting payment(DemoCompany company, int count, long amount, LocalDate received) {
        return base(company, "payment-" + count)
                .setPayment(Payment.newBuilder()
                        .setAmount(money(company, amount))
                        .setReceivedOn(DemoAccounts.date(received))
                        .addAllocations(Allocation.newBuilder()
                                .setDocumentId(document(company, count))
                                .setAmountMinor(amount)))
                .build();
    }

    private static Posting.Builder base(DemoCompany company, String what) {
        return Posting.newBuilder()
                .setPostingId("demo/" + company.id() + "/" + what)
                .setAccountId(company.id());
    }

    private static String document(DemoCompany company, int count) {
        return "INV-" + (1_000 + company.number()) + "-" + count;
    }

    private static Money money(DemoCompany company, long minor) {
        return Money.newBuilder()
                .setCurrencyCode(company.currency())
                .setAmountMinor(minor)
                .build();
    }
}
