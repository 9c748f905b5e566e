package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.NOW;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.date;
import static io.tradeline.decision.server.Sample.euro;
import static io.tradeline.decision.server.Sample.figures;
import static io.tradeline.decision.server.Sample.money;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.positions;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.tradeline.proto.accounts.v1.PaymentTerms;
import io.tradeline.proto.decision.v1.Allocation;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.Correction;
import io.tradeline.proto.decision.v1.CreditNote;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Dispute;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.PostingResult;
import io.tradeline.proto.decision.v1.WriteOff;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exposures.Get and PostReceivables. */
@ExtendWith(SharedService.class)
class ReceivablesContractIT {

    @Test
    void anInvoiceIsOwedAtEveryAccountUpToTheHolder() {
        store(account("r-head"), branch("r-branch", "r-head"));

        PostingResult posted = post(invoice("r-head-1", "r-branch", "I-1", 500_00, "2025-04-03"));

        assertThat(posted.hasError()).as(posted.toString()).isFalse();
        assertThat(posted.getExposureVersion()).isPositive();
        assertThat(positions("r-branch", NOW))
                .extracting(position -> position.getAccountId() + " " + position.getReceivablesMinor())
                .containsExactly("r-branch 50000", "r-head 50000");
        assertThat(positions("r-head", NOW)).singleElement().satisfies(head -> {
            assertThat(head.getLimitMinor()).isEqualTo(10_000_00);
            assertThat(head.getAvailableMinor()).isEqualTo(9_500_00);
            assertThat(head.getUtilizationBasisPoints()).isEqualTo(500);
            assertThat(head.getOverdueMinor()).isZero();
        });
        // Due on 3 April, with seven days of grace.
        assertThat(overdue("r-head", "2025-04-10T12:00:00Z")).isZero();
        assertThat(overdue("r-head", "2025-04-11T12:00:00Z")).isEqualTo(500_00);
    }

    @Test
    void aPostingHasOneEffectForEver() {
        store(account("r-once"));
        Posting.Builder posting = invoice("r-once-1", "r-once", "I-1", 500_00, "2025-04-03");
        PostingResult first = post(posting);

        assertThat(post(posting)).isEqualTo(first);
        assertThat(post(posting.clone(), posting.clone())).containsExactly(first, first);
        refused(posting.clone().setAccountId("r-nobody")).is(Code.NOT_FOUND, "NOT_FOUND");
        refused(invoice("r-once-1", "r-once", "I-1", 501_00, "2025-04-03")).isTaken("r-once-1");
        refused(invoice("r-once-2", "r-once", "I-1", 1_00, "2025-04-03")).is(Code.ALREADY_EXISTS, "ALREADY_EXISTS");
        assertThat(figures("r-once")).isEqualTo("0/50000/0/0");
    }

    @Test
    void doubledIdsInOneRequestHaveOneEffect() {
        store(account("r-twins"));
        Posting.Builder one = invoice("r-twins-1", "r-twins", "I-1", 100_00, "2025-04-03");
        Posting.Builder other = invoice("r-twins-1", "r-twins", "I-2", 200_00, "2025-04-03");

        List<PostingResult> results = post(one, one.clone(), other);

        assertThat(results.get(0).hasError()).isFalse();
        assertThat(results.get(1)).isEqualTo(results.get(0));
        Refusal.of(results.get(2).getError()).isTaken("r-twins-1");
        assertThat(figures("r-twins")).isEqualTo("0/10000/0/0");
    }

    @Test
    void eachPostingOfARequestStandsForItself() {
        store(account("r-each"));

        List<PostingResult> results = post(
                invoice("r-each-1", "r-each", "I-1", 100_00, "2025-04-03"),
                invoice("r-each-2", "r-nowhere", "I-1", 100_00, "2025-04-03"),
                invoice("r-each-3", "r-each", "I-2", 100_00, "2025-03-03"),
                invoice("r-each-4", "r-each", "I-3", 0, "2025-04-03"),
                invoice("r-each-5", "r-each", "I-4", 25_00, "2025-04-03"));

        assertThat(results)
                .extracting(PostingResult::getPostingId)
                .containsExactly("r-each-1", "r-each-2", "r-each-3", "r-each-4", "r-each-5");
        assertThat(results).extracting(PostingResult::hasError).containsExactly(false, true, true, true, false);
        Refusal.of(results.get(1).getError()).is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal.of(results.get(2).getError()).isInvalid("invoice.due_date");
        Refusal.of(results.get(3).getError()).isInvalid("invoice.amount.amount_minor");
        assertThat(results.get(1).getExposureVersion()).isZero();
        assertThat(figures("r-each")).isEqualTo("0/12500/0/0");
        Posting.Builder noDay = invoice("r-each-6", "r-each", "I-5", 1, "2025-04-03");
        noDay.getInvoiceBuilder().getInvoiceDateBuilder().setDay(32);
        refused(noDay).isInvalid("invoice.invoice_date");
        Posting.Builder nothing = Posting.newBuilder()
                .setPostingId("r-each-7")
                .setAccountId("r-each")
                .setClock(CLOCK);
        Refusal.of(() -> post(nothing)).isInvalid("postings[0].kind");
        Refusal.of(() -> SharedService.service()
                        .exposures()
                        .postReceivables(PostReceivablesRequest.getDefaultInstance()))
                .isInvalid("postings");
    }

    @Test
    void aPaymentGoesWhereItIsAllocated() {
        store(account("r-pay"));
        post(
                invoice("r-pay-1", "r-pay", "I-1", 100_00, "2025-04-03"),
                invoice("r-pay-2", "r-pay", "I-2", 200_00, "2025-05-03"));

        PostingResult paid = post(payment("r-pay-3", "r-pay", 250_00)
                .setPayment(pay(250_00)
                        .addAllocations(allocation("I-2", 150_00))
                        .addAllocations(allocation("I-1", 60_00))));

        assertThat(paid.getUnapplied()).isEqualTo(euro(40_00));
        assertThat(figures("r-pay")).isEqualTo("0/9000/0/4000");
        CreditPosition position = positions("r-pay", NOW).get(0);
        assertThat(position.getExposureMinor()).isEqualTo(50_00);
        refused(payment("r-pay-4", "r-pay", 0).setPayment(pay(100_00).addAllocations(allocation("I-1", 40_01))))
                .is(Code.FAILED_PRECONDITION, "MORE_THAN_OPEN");
        refused(payment("r-pay-5", "r-pay", 0).setPayment(pay(10_00).addAllocations(allocation("I-1", 10_01))))
                .isInvalid("payment.allocations");
        refused(payment("r-pay-6", "r-pay", 0).setPayment(pay(10_00).addAllocations(allocation("I-9", 1))))
                .is(Code.NOT_FOUND, "NOT_FOUND");
        refused(payment("r-pay-7", "r-pay", 0)
                        .setPayment(pay(1).setAmount(money("GBP", 100)).addAllocations(allocation("I-1", 1))))
                .isInvalid("payment.allocations[0].document_id");
        refused(payment("r-pay-8", "r-pay", -5)).isInvalid("payment.amount.amount_minor");
        assertThat(figures("r-pay")).as("after refusals").isEqualTo("0/9000/0/4000");
        // The same document twice in one payment: both parts count.
        post(payment("r-pay-9", "r-pay", 0)
                .setPayment(
                        pay(40_00).addAllocations(allocation("I-1", 15_00)).addAllocations(allocation("I-1", 25_00))));
        assertThat(figures("r-pay")).isEqualTo("0/5000/0/4000");
    }

    @Test
    void aPaymentPaysWhatWasDueFirst() {
        store(account("r-oldest"));
        post(
                invoice("r-oldest-1", "r-oldest", "LATE", 100_00, "2025-06-03"),
                invoice("r-oldest-2", "r-oldest", "EARLY", 100_00, "2025-03-10"),
                invoice("r-oldest-3", "r-oldest", "MID", 100_00, "2025-04-03"));

        PostingResult paid = post(
                payment("r-oldest-4", "r-oldest", 150_00).setPayment(pay(150_00).setOldestFirst(true)));

        assertThat(paid.hasUnapplied()).isFalse();
        assertThat(figures("r-oldest")).isEqualTo("0/15000/0/0");
        assertThat(overdue("r-oldest", "2025-03-20T12:00:00Z")).isZero();
        assertThat(overdue("r-oldest", "2025-05-01T12:00:00Z")).isEqualTo(50_00);
        PostingResult rest = post(
                payment("r-oldest-5", "r-oldest", 400_00).setPayment(pay(400_00).setOldestFirst(true)));
        assertThat(rest.getUnapplied()).isEqualTo(euro(250_00));
        assertThat(figures("r-oldest")).isEqualTo("0/0/0/25000");
        assertThat(positions("r-oldest", NOW).get(0).getExposureMinor()).isEqualTo(-250_00);
        PostingResult nowhere = post(payment("r-oldest-6", "r-oldest", 1_00));
        assertThat(nowhere.getUnapplied()).isEqualTo(euro(1_00));
    }

    @Test
    void creditNotesDisputesWriteOffsAndCorrections() {
        store(account("r-kinds"));
        post(invoice("r-kinds-1", "r-kinds", "I-1", 1_000_00, "2025-04-03"));

        post(posting("r-kinds-2", "r-kinds")
                .setCreditNote(CreditNote.newBuilder()
                        .setDocumentId("C-1")
                        .setAmount(euro(100_00))
                        .addAllocations(allocation("I-1", 100_00))));
        assertThat(figures("r-kinds")).isEqualTo("0/90000/0/0");
        post(dispute("r-kinds-3", "I-1", 400_00));
        assertThat(figures("r-kinds")).isEqualTo("0/90000/40000/0");
        refused(dispute("r-kinds-4", "I-1", 900_01)).is(Code.FAILED_PRECONDITION, "MORE_THAN_OPEN");
        post(writeOff("r-kinds-5", "I-1", 600_00));
        assertThat(figures("r-kinds")).as("no more disputed than open").isEqualTo("0/30000/30000/0");
        post(dispute("r-kinds-6", "I-1", 0));
        assertThat(figures("r-kinds")).isEqualTo("0/30000/0/0");
        refused(writeOff("r-kinds-7", "I-1", 300_01)).is(Code.FAILED_PRECONDITION, "MORE_THAN_OPEN");
        refused(writeOff("r-kinds-7", "I-2", 1)).is(Code.NOT_FOUND, "NOT_FOUND");
        post(correction("r-kinds-8", "I-1", 350_00));
        assertThat(figures("r-kinds")).isEqualTo("0/35000/0/0");
        post(correction("r-kinds-9", "I-1", 0));
        assertThat(figures("r-kinds")).isEqualTo("0/0/0/0");
        Posting.Builder again = correction("r-kinds-10", "I-1", 20_00);
        again.getCorrectionBuilder().setDueDate(date("2025-03-05"));
        post(again);
        assertThat(figures("r-kinds")).isEqualTo("0/2000/0/0");
        assertThat(overdue("r-kinds", "2025-03-20T12:00:00Z")).isEqualTo(20_00);
    }

    @Test
    void instalmentsArePaidInTheirOrder() {
        PaymentTerms.Builder terms = PaymentTerms.newBuilder().setBasis(PaymentTerms.Basis.BASIS_INSTALMENTS);
        terms.addInstalmentsBuilder().setShareBasisPoints(5_000).setDays(0);
        terms.addInstalmentsBuilder().setShareBasisPoints(5_000).setDays(60);
        store(account("r-parts").setTerms(terms));
        capture("r-parts", "I-1", approved("r-parts-1", order("r-parts", 300_00)));

        post(payment("r-parts-2", "r-parts", 0).setPayment(pay(200_00).addAllocations(allocation("I-1", 200_00))));

        assertThat(figures("r-parts")).isEqualTo("0/10000/0/0");
        assertThat(overdue("r-parts", "2025-04-01T12:00:00Z"))
                .as("the first part is paid")
                .isZero();
        assertThat(overdue("r-parts", "2025-06-01T12:00:00Z")).isEqualTo(100_00);
        post(dispute("r-parts-3", "r-parts", "I-1", 100_00));
        assertThat(figures("r-parts")).isEqualTo("0/10000/10000/0");
        capture("r-parts", "I-2", approved("r-parts-4", order("r-parts", 300_00)));
        refused(dispute("r-parts-5", "r-parts", "I-2", 1)).is(Code.FAILED_PRECONDITION, "INSTALMENTS");
    }

    @Test
    void foreignMoneyIsKeptInBothCurrencies() {
        store(account("r-fx"));
        Posting.Builder invoice = invoice("r-fx-1", "r-fx", "I-1", 0, "2025-04-03");
        invoice.getInvoiceBuilder().setAmount(money("GBP", 1_000_00));
        post(invoice);
        long credit = positions("r-fx", NOW).get(0).getReceivablesMinor();
        assertThat(credit).isBetween(1_190_00L, 1_200_00L);

        for (int i = 0; i < 3; i++) {
            post(payment("r-fx-p" + i, "r-fx", 0)
                    .setPayment(pay(0).setAmount(money("GBP", 333_33)).addAllocations(allocation("I-1", 333_33))));
        }
        assertThat(positions("r-fx", NOW).get(0).getReceivablesMinor()).isBetween(1L, 2L);
        PostingResult rest = post(payment("r-fx-2", "r-fx", 0)
                .setPayment(pay(0).setAmount(money("GBP", 101)).addAllocations(allocation("I-1", 1))));

        assertThat(rest.getUnapplied().getCurrencyCode()).isEqualTo("EUR");
        assertThat(rest.getUnapplied().getAmountMinor()).isBetween(119L, 120L);
        assertThat(positions("r-fx", NOW).get(0).getReceivablesMinor()).isZero();
        Posting.Builder noRate = invoice("r-fx-3", "r-fx", "I-2", 0, "2025-04-03");
        noRate.getInvoiceBuilder().setAmount(money("KWD", 1));
        refused(noRate).isInvalid("invoice.amount.currency_code");
    }

    @Test
    void getRefusesWhatItDoesNotKnow() {
        Refusal.of(() -> positions("r-nobody", NOW)).is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal.of(() -> SharedService.service()
                        .exposures()
                        .get(GetExposureRequest.newBuilder().setAccountId("a b").build()))
                .isInvalid("account_id");
    }

    private static void capture(String account, String document, Decision order) {
        CaptureResponse captured = SharedService.service()
                .decisions()
                .capture(CaptureRequest.newBuilder()
                        .setRequestId(account + "-capture-" + document)
                        .setAuthorizationId(order.getAuthorizationId())
                        .setDocumentId(document)
                        .setClock(CLOCK)
                        .build());
        assertThat(captured.getDueCount()).isEqualTo(2);
    }

    private static long overdue(String account, String clock) {
        return positions(account, Instant.parse(clock)).get(0).getOverdueMinor();
    }

    private static Refusal refused(Posting.Builder posting) {
        List<PostingResult> results = postAll(posting);
        assertThat(results.get(0).hasError()).as(results.toString()).isTrue();
        return Refusal.of(results.get(0).getError());
    }

    private static PostingResult post(Posting.Builder posting) {
        PostingResult result = postAll(posting).get(0);
        assertThat(result.hasError()).as(result.toString()).isFalse();
        return result;
    }

    private static List<PostingResult> post(Posting.Builder first, Posting.Builder... more) {
        return postAll(Stream.concat(Stream.of(first), Stream.of(more)).toArray(Posting.Builder[]::new));
    }

    private static List<PostingResult> postAll(Posting.Builder... postings) {
        PostReceivablesRequest.Builder request = PostReceivablesRequest.newBuilder();
        Stream.of(postings).forEach(request::addPostings);
        return SharedService.service()
                .exposures()
                .postReceivables(request.build())
                .getResultsList();
    }

    private static Posting.Builder posting(String id, String account) {
        return Posting.newBuilder().setPostingId(id).setAccountId(account).setClock(CLOCK);
    }

    private static Posting.Builder invoice(String id, String account, String document, long minor, String due) {
        return posting(id, account)
                .setInvoice(Invoice.newBuilder()
                        .setDocumentId(document)
                        .setAmount(euro(minor))
                        .setInvoiceDate(date("2025-03-04"))
                        .setDueDate(date(due)));
    }

    private static Posting.Builder payment(String id, String account, long minor) {
        return posting(id, account).setPayment(pay(minor));
    }

    private static Payment.Builder pay(long minor) {
        return Payment.newBuilder().setAmount(euro(minor)).setReceivedOn(date("2025-03-04"));
    }

    private static Allocation.Builder allocation(String document, long minor) {
        return Allocation.newBuilder().setDocumentId(document).setAmountMinor(minor);
    }

    private static Posting.Builder dispute(String id, String document, long minor) {
        return dispute(id, "r-kinds", document, minor);
    }

    private static Posting.Builder dispute(String id, String account, String document, long minor) {
        return posting(id, account)
                .setDispute(Dispute.newBuilder().setDocumentId(document).setDisputedMinor(minor));
    }

    private static Posting.Builder writeOff(String id, String document, long minor) {
        return posting(id, "r-kinds")
                .setWriteOff(WriteOff.newBuilder()
                        .setDocumentId(document)
                        .setAmountMinor(minor)
                        .setReason("bankrupt"));
    }

    private static Posting.Builder correction(String id, String document, long open) {
        return posting(id, "r-kinds")
                .setCorrection(Correction.newBuilder()
                        .setDocumentId(document)
                        .setOpenMinor(open)
                        .setReason("typo"));
    }
}
