package io.tradeline.tools.replay;

import com.google.protobuf.Timestamp;
import com.google.type.Date;
import io.tradeline.proto.decision.v1.Allocation;
import io.tradeline.proto.decision.v1.CreditNote;
import io.tradeline.proto.decision.v1.DuePart;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.type.v1.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happens to one customer, in the order of the replay's clock: a payment that is due at or before an order is posted before it. Used
 * by one thread.
 */
final class CustomerTimeline {
    static final String CURRENCY = "GBP";

    private final String customerId;
    private final ReplayNames names;
    private final PaymentHabit habit;
    private final Deque<PastOrder> orders = new ArrayDeque<>();
    private final PriorityQueue<PlannedPayment> payments = new PriorityQueue<>();
    private final OpenItems openItems = new OpenItems();
    private @Nullable Instant horizon;

    CustomerTimeline(String customerId, ReplayNames names, PaymentHabit habit) {
        this.customerId = customerId;
        this.names = names;
        this.habit = habit;
    }

    /** The next order or cancellation of this customer, not before those that were added earlier. */
    void add(PastOrder order) {
        orders.add(order);
    }

    /** No more orders will come: what is paid until this moment still happens, what is due later stays open. */
    void finish(Instant end) {
        horizon = end;
    }

    /** Takes the next step; empty: nothing to do until another order is added. */
    Optional<Step> next() {
        PastOrder order = orders.peek();
        Instant until = order == null ? horizon : order.placedAt();
        List<Posting> postings = until == null ? new ArrayList<>() : payUntil(until);
        if (order != null && order.isCancellation()) {
            orders.remove();
            postings.add(credit(order));
        } else if (order != null && postings.isEmpty()) {
            orders.remove();
            return Optional.of(new Step.Place(order));
        }
        return postings.isEmpty() ? Optional.empty() : Optional.of(new Step.Post(postings));
    }

    /** The order was shipped and billed: its parts will be paid, in time or not. */
    void invoiced(PastOrder order, List<DuePart> due) {
        for (int i = 0; i < due.size(); i++) {
            int part = i + 1;
            LocalDate day = day(due.get(i).getDueDate());
            long amountMinor = due.get(i).getAmount().getAmountMinor();
            openItems.add(order.orderId(), part, day, amountMinor);
            payments.add(new PlannedPayment(order.orderId(), part, day, habit.paidOn(order.orderId(), day)));
        }
    }

    /** What is billed and not yet paid or credited, in pence. */
    long openMinor() {
        return openItems.totalMinor();
    }

    private List<Posting> payUntil(Instant moment) {
        List<Posting> postings = new ArrayList<>();
        for (PlannedPayment payment = payments.peek();
                payment != null && !payment.moment().isAfter(moment);
                payment = payments.peek()) {
            payments.remove();
            long openMinor = openItems.settle(payment.documentId(), payment.part(), payment.due());
            if (openMinor > 0) {
                postings.add(pay(payment, openMinor));
            }
        }
        return postings;
    }

    private Posting pay(PlannedPayment payment, long amountMinor) {
        Allocation allocation = Allocation.newBuilder()
                .setDocumentId(payment.documentId())
                .setAmountMinor(amountMinor)
                .build();
        return posting(names.payment(payment.documentId(), payment.part()), payment.moment())
                .setPayment(Payment.newBuilder()
                        .setAmount(pounds(amountMinor))
                        .setReceivedOn(date(payment.receivedOn()))
                        .addAllocations(allocation))
                .build();
    }

    private Posting credit(PastOrder cancellation) {
        long amountMinor = -cancellation.totalMinor();
        return posting(names.credit(cancellation), cancellation.placedAt())
                .setCreditNote(CreditNote.newBuilder()
                        .setDocumentId(cancellation.orderId())
                        .setAmount(pounds(amountMinor))
                        .addAllAllocations(openItems.credit(amountMinor)))
                .build();
    }

    private Posting.Builder posting(String postingId, Instant moment) {
        return Posting.newBuilder()
                .setPostingId(postingId)
                .setAccountId(names.account(customerId))
                .setClock(Timestamp.newBuilder().setSeconds(moment.getEpochSecond()));
    }

    static Money pounds(long minor) {
        return Money.newBuilder()
                .setCurrencyCode(CURRENCY)
                .setAmountMinor(minor)
                .build();
    }

    static Date date(LocalDate day) {
        return Date.newBuilder()
                .setYear(day.getYear())
                .setMonth(day.getMonthValue())
                .setDay(day.getDayOfMonth())
                .build();
    }

    private static LocalDate day(Date date) {
        return LocalDate.of(date.getYear(), date.getMonth(), date.getDay());
    }
}
