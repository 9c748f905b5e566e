package io.tradeline.decision.server;

import static io.tradeline.decision.server.OrderSteps.amend;
import static io.tradeline.decision.server.OrderSteps.capture;
import static io.tradeline.decision.server.OrderSteps.release;
import static io.tradeline.decision.server.Sample.NOW;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.at;
import static io.tradeline.decision.server.Sample.date;
import static io.tradeline.decision.server.Sample.euro;
import static io.tradeline.decision.server.Sample.figures;
import static io.tradeline.decision.server.Sample.money;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.positions;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import io.tradeline.proto.accounts.v1.PaymentTerms;
import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.AmendResponse;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.Authorization.State;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc.DecisionsBlockingStub;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Amend, Capture and Release of orders that hold credit. */
@ExtendWith(SharedService.class)
class OrderStepsContractIT {

    private static final Timestamp AFTER_LAPSE = at(NOW.plus(Duration.ofDays(32)));

    private final DecisionsBlockingStub decisions = SharedService.service().decisions();

    @Test
    void capturesInPartsUntilTheLastGivesTheRestBack() {
        store(account("s-parts"));
        Decision order = approved("s-parts-1", order("s-parts", 1_000_00));
        CaptureRequest first =
                capture("s-parts-2", order, "INV-1").setAmount(euro(300_00)).build();

        CaptureResponse one = decisions.capture(first);

        assertThat(one.getAuthorization().getState()).isEqualTo(State.STATE_RESERVED);
        assertThat(one.getAuthorization().getReserved()).isEqualTo(euro(700_00));
        assertThat(one.getAuthorization().getCaptured()).isEqualTo(euro(300_00));
        assertThat(figures("s-parts")).isEqualTo("70000/30000/0/0");
        assertThat(decisions.capture(first)).isEqualTo(one);
        Refusal.of(() -> decisions.capture(
                        first.toBuilder().setAmount(euro(301_00)).build()))
                .isTaken(order.getDecisionId());

        CaptureResponse two = decisions.capture(capture("s-parts-3", order, "INV-2")
                .setAmount(euro(200_00))
                .setFinal(true)
                .build());

        assertThat(two.getAuthorization().getState()).isEqualTo(State.STATE_CAPTURED);
        assertThat(two.getAuthorization().getCaptured()).isEqualTo(euro(500_00));
        assertThat(two.getAuthorization().hasReservedUntil()).isFalse();
        assertThat(figures("s-parts")).isEqualTo("0/50000/0/0");
        Refusal.of(() -> decisions.capture(capture("s-parts-4", order, "INV-3").build()))
                .is(Code.FAILED_PRECONDITION, "NOT_RESERVED");
        assertThat(decisions.capture(first)).as("the first answer, for ever").isEqualTo(one);
    }

    @Test
    void capturesNoMoreThanIsLeftAndNoDocumentTwice() {
        store(account("s-more"));
        Decision order = approved("s-more-1", order("s-more", 1_000_00));
        decisions.capture(
                capture("s-more-2", order, "INV-1").setAmount(euro(100_00)).build());

        Refusal.of(() -> decisions.capture(capture("s-more-3", order, "INV-2")
                        .setAmount(euro(900_01))
                        .build()))
                .is(Code.FAILED_PRECONDITION, "MORE_THAN_RESERVED");
        Refusal.of(() -> decisions.capture(
                        capture("s-more-3", order, "INV-1").setAmount(euro(1)).build()))
                .is(Code.ALREADY_EXISTS, "ALREADY_EXISTS");
        Refusal.of(() -> decisions.capture(capture("s-more-3", order, "INV-2")
                        .setAmount(money("GBP", 1))
                        .build()))
                .isInvalid("amount.currency_code");
        Refusal.of(() -> decisions.capture(
                        capture("s-more-3", order, "INV-2").setAmount(euro(0)).build()))
                .isInvalid("amount.amount_minor");
        Refusal.of(() -> decisions.capture(capture("s-more-3", order, "INV-2")
                        .setInvoiceDate(com.google.type.Date.newBuilder()
                                .setYear(2025)
                                .setMonth(2)
                                .setDay(30))
                        .build()))
                .isInvalid("invoice_date");
        assertThat(figures("s-more")).isEqualTo("90000/10000/0/0");
    }

    @Test
    void anInvoiceInInstalmentsFallsDueInParts() {
        PaymentTerms.Builder terms = PaymentTerms.newBuilder().setBasis(PaymentTerms.Basis.BASIS_INSTALMENTS);
        terms.addInstalmentsBuilder().setShareBasisPoints(3_333).setDays(0);
        terms.addInstalmentsBuilder().setShareBasisPoints(3_333).setDays(30);
        terms.addInstalmentsBuilder().setShareBasisPoints(3_334).setDays(60);
        store(account("s-parts3").setTerms(terms));
        Decision order = approved("s-parts3-1", order("s-parts3", 0).setAmount(money("GBP", 100_01)));

        CaptureResponse captured = decisions.capture(capture("s-parts3-2", order, "INV-1")
                .setInvoiceDate(date("2025-03-10"))
                .build());

        assertThat(captured.getDueList())
                .extracting(part ->
                        part.getDueDate().getMonth() + "-" + part.getDueDate().getDay())
                .containsExactly("3-10", "4-9", "5-9");
        assertThat(captured.getDueList().stream()
                        .mapToLong(part -> part.getAmount().getAmountMinor())
                        .sum())
                .isEqualTo(100_01);
        assertThat(captured.getDueList())
                .allSatisfy(
                        part -> assertThat(part.getAmount().getCurrencyCode()).isEqualTo("GBP"));
        assertThat(figures("s-parts3")).isEqualTo("0/" + order.getCreditAmount().getAmountMinor() + "/0/0");
        Refusal.of(() -> decisions.capture(capture("s-parts3-3", order, "INV-1").build()))
                .is(Code.FAILED_PRECONDITION, "NOT_RESERVED");
    }

    @Test
    void aDiscountRunsFromTheReceiptOfTheGoods() {
        store(account("s-rog")
                .setTerms(PaymentTerms.newBuilder()
                        .setBasis(PaymentTerms.Basis.BASIS_NET)
                        .setNetDays(30)
                        .setDiscountBasisPoints(200)
                        .setDiscountDays(10)
                        .setFromReceiptOfGoods(true)));
        Decision order = approved("s-rog-1", order("s-rog", 100_00));

        CaptureResponse captured = decisions.capture(capture("s-rog-2", order, "INV-1")
                .setInvoiceDate(date("2025-03-10"))
                .setReceivedDate(date("2025-03-20"))
                .build());

        assertThat(captured.getDiscountUntil()).isEqualTo(date("2025-03-30"));
        // 30 days from the 20th end on Easter Saturday: the next business day, the Tuesday after, counts.
        assertThat(captured.getDue(0).getDueDate()).isEqualTo(date("2025-04-22"));
    }

    @Test
    void nothingIsDoneWithAReservationThatHasLapsed() {
        store(account("s-lapse"));
        Decision order = approved("s-lapse-1", order("s-lapse", 1_000_00));

        Refusal.of(() -> decisions.capture(capture("s-lapse-2", order, "INV-1")
                        .setClock(AFTER_LAPSE)
                        .build()))
                .is(Code.FAILED_PRECONDITION, "LAPSED");
        Refusal.of(() -> decisions.release(
                        release("s-lapse-3", order).setClock(AFTER_LAPSE).build()))
                .is(Code.FAILED_PRECONDITION, "LAPSED");
        Refusal.of(() -> decisions.amend(amend("s-lapse-4", order, order("s-lapse", 900_00))
                        .setClock(AFTER_LAPSE)
                        .build()))
                .is(Code.FAILED_PRECONDITION, "LAPSED");
        assertThat(positions("s-lapse", NOW).get(0).getReservedMinor()).isEqualTo(1_000_00);
        assertThat(positions("s-lapse", NOW.plus(Duration.ofDays(32))).get(0).getReservedMinor())
                .isZero();
        // The credit is free for another order by then, without anyone having tidied up.
        Decision next = decisions
                .authorize(Sample.authorize("s-lapse-5", order("s-lapse", 9_500_00))
                        .setClock(AFTER_LAPSE)
                        .build())
                .getDecision();
        assertThat(next.getOutcome()).as(next.toString()).isEqualTo(Outcome.OUTCOME_APPROVED);
    }

    @Test
    void anAmendedOrderTakesThePlaceOfTheOldOne() {
        store(account("s-amend"));
        Decision order = approved("s-amend-1", order("s-amend", 1_000_00));
        AmendRequest up = amend("s-amend-2", order, order("s-amend", 9_900_00)).build();

        AmendResponse more = decisions.amend(up);

        assertThat(more.getDecision().getOutcome()).as(more.toString()).isEqualTo(Outcome.OUTCOME_APPROVED);
        assertThat(more.getDecision().getKind()).isEqualTo(Decision.Kind.KIND_AMEND);
        assertThat(more.getDecision().getAuthorizationId()).isEqualTo(order.getAuthorizationId());
        assertThat(more.getAuthorization().getLatestDecisionId())
                .isEqualTo(more.getDecision().getDecisionId());
        assertThat(figures("s-amend")).isEqualTo("990000/0/0/0");
        assertThat(decisions.amend(up)).isEqualTo(more);
        Refusal.of(() -> decisions.amend(
                        amend("s-amend-2", order, order("s-amend", 9_901_00)).build()))
                .isTaken(more.getDecision().getDecisionId());

        decisions.capture(
                capture("s-amend-3", order, "INV-1").setAmount(euro(400_00)).build());
        AmendResponse less = decisions.amend(
                amend("s-amend-4", order, order("s-amend", 500_00)).build());

        assertThat(less.getAuthorization().getReserved()).isEqualTo(euro(100_00));
        assertThat(less.getAuthorization().getCaptured()).isEqualTo(euro(400_00));
        assertThat(figures("s-amend")).isEqualTo("10000/40000/0/0");
        Refusal.of(() -> decisions.amend(
                        amend("s-amend-5", order, order("s-amend", 400_00)).build()))
                .isInvalid("order.amount.amount_minor");
        Refusal.of(() -> decisions.amend(
                        amend("s-amend-5", order, order("s-other", 600_00)).build()))
                .isInvalid("order.account_id");
        Refusal.of(() -> decisions.amend(
                        amend("s-amend-5", order, order("s-amend", 1).setAmount(money("GBP", 600_00)))
                                .build()))
                .isInvalid("order.amount.currency_code");
    }

    @Test
    void aDeclinedAmendmentLeavesTheOldReservation() {
        store(account("s-keep"));
        Decision order = approved("s-keep-1", order("s-keep", 1_000_00));

        AmendResponse declined = decisions.amend(
                amend("s-keep-2", order, order("s-keep", 50_000_00)).build());

        assertThat(declined.getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_DECLINED);
        assertThat(declined.getAuthorization().getState()).isEqualTo(State.STATE_RESERVED);
        assertThat(declined.getAuthorization().getReserved()).isEqualTo(euro(1_000_00));
        assertThat(figures("s-keep")).isEqualTo("100000/0/0/0");
        assertThat(decisions
                        .capture(capture("s-keep-3", order, "INV-1").build())
                        .getAuthorization()
                        .getCaptured())
                .isEqualTo(euro(1_000_00));
    }

    @Test
    void givesBackAPartThenTheRest() {
        store(account("s-back"));
        Decision order = approved("s-back-1", order("s-back", 1_000_00));
        ReleaseRequest part = release("s-back-2", order).setAmount(euro(250_00)).build();

        Authorization first = decisions.release(part).getAuthorization();

        assertThat(first.getState()).isEqualTo(State.STATE_RESERVED);
        assertThat(figures("s-back")).isEqualTo("75000/0/0/0");
        assertThat(decisions.release(part).getAuthorization()).isEqualTo(first);
        Refusal.of(() -> decisions.release(
                        part.toBuilder().setAmount(euro(251_00)).build()))
                .isTaken(order.getDecisionId());
        Authorization rest =
                decisions.release(release("s-back-3", order).build()).getAuthorization();
        assertThat(rest.getState()).isEqualTo(State.STATE_RELEASED);
        assertThat(figures("s-back")).isEqualTo("0/0/0/0");
        Refusal.of(() -> decisions.release(release("s-back-4", order).build()))
                .is(Code.FAILED_PRECONDITION, "NOT_RESERVED");
        Refusal.of(() -> decisions.amend(
                        amend("s-back-5", order, order("s-back", 1_00)).build()))
                .is(Code.FAILED_PRECONDITION, "NOT_RESERVED");
    }
}
