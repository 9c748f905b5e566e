package io.tradeline.decision.server;

import static io.tradeline.decision.server.OrderSteps.amend;
import static io.tradeline.decision.server.OrderSteps.approve;
import static io.tradeline.decision.server.OrderSteps.finance;
import static io.tradeline.decision.server.OrderSteps.release;
import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.date;
import static io.tradeline.decision.server.Sample.decided;
import static io.tradeline.decision.server.Sample.euro;
import static io.tradeline.decision.server.Sample.figures;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.ApprovalLevel;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.PurchasingPolicy;
import io.tradeline.proto.decision.v1.AmendResponse;
import io.tradeline.proto.decision.v1.Authorization.State;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc.DecisionsBlockingStub;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.ResolveRequest;
import io.tradeline.proto.decision.v1.ResolveRequest.Verdict;
import io.tradeline.proto.decision.v1.ResolveResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Resolve, and what else can become of an order that waits for a person. */
@ExtendWith(SharedService.class)
class ResolveContractIT {

    private final DecisionsBlockingStub decisions = SharedService.service().decisions();

    @Test
    void anOrderPassesBothLevelsOfApproval() {
        store(withLevels("s-levels"));
        Decision order = decided(Outcome.OUTCOME_APPROVAL_REQUIRED, "s-levels-1", order("s-levels", 3_000_00));
        assertThat(order.getRequiredApprovalsList())
                .extracting(approval -> approval.getRole() + " " + approval.getLevel())
                .containsExactly("manager 1");
        ResolveRequest byAnn = approve("s-levels-2", order, "ann", "manager").build();

        ResolveResponse first = decisions.resolve(byAnn);

        assertThat(first.getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVAL_REQUIRED);
        assertThat(first.getDecision().getRequiredApprovals(0).getRole()).isEqualTo("director");
        assertThat(first.getAuthorization().getState()).isEqualTo(State.STATE_PENDING_APPROVAL);
        assertThat(figures("s-levels")).isEqualTo("0/0/0/0");
        assertThat(decisions.resolve(byAnn)).isEqualTo(first);
        Refusal.of(() -> decisions.resolve(byAnn.toBuilder().setReason("other").build()))
                .isTaken(first.getDecision().getDecisionId());

        ResolveResponse second = decisions.resolve(
                approve("s-levels-3", order, "dan", "director").build());

        assertThat(second.getDecision().getOutcome()).as(second.toString()).isEqualTo(Outcome.OUTCOME_APPROVED);
        assertThat(second.getDecision().getKind()).isEqualTo(Decision.Kind.KIND_RESOLVE);
        assertThat(second.getAuthorization().getState()).isEqualTo(State.STATE_RESERVED);
        assertThat(figures("s-levels")).isEqualTo("300000/0/0/0");
        Refusal.of(() -> decisions.resolve(
                        approve("s-levels-4", order, "dan", "director").build()))
                .is(Code.FAILED_PRECONDITION, "NOT_PENDING");
    }

    @Test
    void nobodyApprovesTheOwnOrder() {
        store(withLevels("s-own"));
        Decision order = decided(
                Outcome.OUTCOME_APPROVAL_REQUIRED,
                "s-own-1",
                order("s-own", 1_500_00).setBuyerId("max"));

        ResolveResponse own =
                decisions.resolve(approve("s-own-2", order, "max", "manager").build());

        assertThat(own.getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVAL_REQUIRED);
        assertThat(own.getDecision().getFindingsList())
                .extracting(Finding::getReasonCode)
                .contains("OWN_ORDER_APPROVED");
        assertThat(figures("s-own")).isEqualTo("0/0/0/0");
        assertThat(decisions
                        .resolve(approve("s-own-3", order, "ann", "manager").build())
                        .getDecision()
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_APPROVED);
    }

    @Test
    void aRejectedOrderIsDeclined() {
        store(withLevels("s-reject"));
        Decision order = decided(Outcome.OUTCOME_APPROVAL_REQUIRED, "s-reject-1", order("s-reject", 1_500_00));

        ResolveResponse rejected = decisions.resolve(approve("s-reject-2", order, "ann", "manager")
                .setVerdict(Verdict.VERDICT_REJECT)
                .build());

        assertThat(rejected.getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_DECLINED);
        assertThat(rejected.getAuthorization().getState()).isEqualTo(State.STATE_DECLINED);
        Refusal.of(() -> decisions.resolve(
                        approve("s-reject-3", order, "ann", "manager").build()))
                .is(Code.FAILED_PRECONDITION, "NOT_PENDING");
        Refusal.of(() -> decisions.release(release("s-reject-4", order).build()))
                .is(Code.FAILED_PRECONDITION, "NOT_RESERVED");
    }

    @Test
    void aRejectionBySomeoneWithoutTheRoleLeavesTheOrderWaiting() {
        store(withLevels("s-stranger"));
        Decision order = decided(Outcome.OUTCOME_APPROVAL_REQUIRED, "s-stranger-1", order("s-stranger", 1_500_00));

        ResolveResponse rejected = decisions.resolve(approve("s-stranger-2", order, "dan", "manager")
                .setVerdict(Verdict.VERDICT_REJECT)
                .build());

        assertThat(rejected.getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVAL_REQUIRED);
        assertThat(rejected.getDecision().getFindingsList())
                .extracting(Finding::getReasonCode)
                .contains("BUYER_APPROVAL_VOID");
        assertThat(decisions
                        .resolve(
                                approve("s-stranger-3", order, "ann", "manager").build())
                        .getDecision()
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_APPROVED);
    }

    @Test
    void anOrderThatWaitsCanBeCancelled() {
        store(withLevels("s-cancel"));
        Decision order = decided(Outcome.OUTCOME_APPROVAL_REQUIRED, "s-cancel-1", order("s-cancel", 1_500_00));

        Refusal.of(() -> decisions.release(
                        release("s-cancel-2", order).setAmount(euro(1)).build()))
                .is(Code.FAILED_PRECONDITION, "NOT_RESERVED");
        assertThat(decisions
                        .release(release("s-cancel-3", order).build())
                        .getAuthorization()
                        .getState())
                .isEqualTo(State.STATE_RELEASED);
        Refusal.of(() -> decisions.resolve(
                        approve("s-cancel-4", order, "ann", "manager").build()))
                .is(Code.FAILED_PRECONDITION, "NOT_PENDING");
    }

    @Test
    void anOrderThatWaitsCanBeAmendedIntoOneThatNeedsNobody() {
        store(withLevels("s-smaller"));
        Decision order = decided(Outcome.OUTCOME_APPROVAL_REQUIRED, "s-smaller-1", order("s-smaller", 1_500_00));

        AmendResponse amended = decisions.amend(
                amend("s-smaller-2", order, order("s-smaller", 900_00)).build());

        assertThat(amended.getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
        assertThat(figures("s-smaller")).isEqualTo("90000/0/0/0");
    }

    @Test
    void anAnswerHoldsForTheOrderThatWasSeenOnly() {
        store(withLevels("s-seen"));
        Decision seen = decided(Outcome.OUTCOME_APPROVAL_REQUIRED, "s-seen-1", order("s-seen", 1_500_00));
        Decision changed = decisions
                .amend(amend("s-seen-2", seen, order("s-seen", 1_900_00))
                        .setExpectedDecisionId(seen.getDecisionId())
                        .build())
                .getDecision();
        assertThat(changed.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVAL_REQUIRED);

        Refusal late = Refusal.of(() -> decisions.resolve(approve("s-seen-3", seen, "ann", "manager")
                .setExpectedDecisionId(seen.getDecisionId())
                .build()));
        Refusal.of(() -> decisions.amend(amend("s-seen-4", seen, order("s-seen", 1_00))
                        .setExpectedDecisionId(seen.getDecisionId())
                        .build()))
                .is(Code.ABORTED, "NEWER_DECISION");

        late.is(Code.ABORTED, "NEWER_DECISION");
        assertThat(late.message()).contains(seen.getDecisionId()).contains(changed.getDecisionId());
        assertThat(figures("s-seen")).isEqualTo("0/0/0/0");
        assertThat(decisions
                        .resolve(approve("s-seen-5", seen, "ann", "manager")
                                .setExpectedDecisionId(changed.getDecisionId())
                                .build())
                        .getAuthorization()
                        .getState())
                .isEqualTo(State.STATE_RESERVED);
    }

    @Test
    void financeMayGoAboveTheLimitButNeverAboveTheCap() {
        store(account("s-finance")
                .setCreditLimit(
                        CreditLimit.newBuilder().setSoftLimitMinor(1_000_00).setHardCapMinor(2_000_00)));
        Decision order = decided(Outcome.OUTCOME_REVIEW_REQUIRED, "s-finance-1", order("s-finance", 1_500_00));
        assertThat(order.getFindings(0).getReasonCode()).isEqualTo("OVER_LIMIT");

        ResolveResponse approved =
                decisions.resolve(finance("s-finance-2", order).build());

        assertThat(approved.getDecision().getOutcome()).as(approved.toString()).isEqualTo(Outcome.OUTCOME_APPROVED);
        assertThat(figures("s-finance")).isEqualTo("150000/0/0/0");
        Decision above = decided(Outcome.OUTCOME_DECLINED, "s-finance-3", order("s-finance", 500_01));
        assertThat(above.getFindings(0).getReasonCode()).isEqualTo("OVER_HARD_CAP");
        Decision upToIt = decided(Outcome.OUTCOME_REVIEW_REQUIRED, "s-finance-4", order("s-finance", 500_00));

        // While the order waits, an invoice takes what was left below the cap.
        SharedService.service()
                .exposures()
                .postReceivables(PostReceivablesRequest.newBuilder()
                        .addPostings(Posting.newBuilder()
                                .setPostingId("s-finance-p")
                                .setAccountId("s-finance")
                                .setClock(CLOCK)
                                .setInvoice(Invoice.newBuilder()
                                        .setDocumentId("X")
                                        .setAmount(euro(1))
                                        .setInvoiceDate(date("2025-03-04"))
                                        .setDueDate(date("2025-04-04"))))
                        .build());
        ResolveResponse tooMuch =
                decisions.resolve(finance("s-finance-5", upToIt).build());

        assertThat(tooMuch.getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_DECLINED);
        assertThat(tooMuch.getAuthorization().getState()).isEqualTo(State.STATE_DECLINED);
        assertThat(figures("s-finance")).isEqualTo("150000/1/0/0");
    }

    @Test
    void financeDecidesWithinItsAuthorityOnly() {
        store(account("s-authority").setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(7_000_00)));
        Decision order = decided(Outcome.OUTCOME_REVIEW_REQUIRED, "s-authority-1", order("s-authority", 9_000_00));

        ResolveResponse unknownRole = decisions.resolve(
                finance("s-authority-2", order).setRole("janitor").build());

        assertThat(unknownRole.getDecision().getOutcome()).isEqualTo(Outcome.OUTCOME_REVIEW_REQUIRED);
        assertThat(unknownRole.getDecision().getFindingsList())
                .extracting(Finding::getReasonCode)
                .contains("FINANCE_APPROVAL_VOID");
        assertThat(figures("s-authority")).isEqualTo("0/0/0/0");
    }

    private static Account.Builder withLevels(String id) {
        return account(id)
                .setPurchasing(PurchasingPolicy.newBuilder()
                        .addApprovalLevels(ApprovalLevel.newBuilder()
                                .setLevel(1)
                                .setAboveMinor(1_000_00)
                                .setRole("manager"))
                        .addApprovalLevels(ApprovalLevel.newBuilder()
                                .setLevel(2)
                                .setAboveMinor(2_000_00)
                                .setRole("director")));
    }
}
