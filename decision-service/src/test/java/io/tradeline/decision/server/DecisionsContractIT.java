package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.at;
import static io.tradeline.decision.server.Sample.authorize;
import static io.tradeline.decision.server.Sample.euro;
import static io.tradeline.decision.server.Sample.figures;
import static io.tradeline.decision.server.Sample.money;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc.DecisionsBlockingStub;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.GetRequest;
import io.tradeline.proto.decision.v1.GetResponse;
import io.tradeline.proto.decision.v1.ListRequest;
import io.tradeline.proto.decision.v1.ListResponse;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.ReplayRequest;
import io.tradeline.proto.decision.v1.ReplayResponse;
import io.tradeline.proto.decision.v1.RequiredApproval;
import io.tradeline.proto.decision.v1.ResolveRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Authorize, Evaluate, Get, List and Replay; what all methods with an effect have in common. */
@ExtendWith(SharedService.class)
class DecisionsContractIT {

    private static final String NOBODY = "018bcfe5-6800-7abc-8def-0123456789ab";

    private final DecisionsBlockingStub decisions = SharedService.service().decisions();

    @Test
    void aRepeatedRequestGetsTheFirstAnswer() {
        store(account("d-repeat"));
        AuthorizeRequest request =
                authorize("d-repeat-1", order("d-repeat", 100_00)).build();
        Decision first = decisions.authorize(request).getDecision();

        assertThat(first.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
        assertThat(first.getKind()).isEqualTo(Decision.Kind.KIND_AUTHORIZE);
        assertThat(first.getRequestId()).isEqualTo("d-repeat-1");
        assertThat(first.getAuthorizationId()).isEqualTo(first.getDecisionId());
        assertThat(first.getDecidedAt()).isEqualTo(CLOCK);
        assertThat(first.getLogSequence()).isEqualTo(1);
        assertThat(first.getLogHash().size()).isEqualTo(32);
        assertThat(first.getReleaseDigest()).hasSize(64);
        assertThat(first.getPositions(0).getExposureAfterMinor()).isEqualTo(100_00);
        for (int i = 0; i < 3; i++) {
            assertThat(decisions.authorize(request).getDecision()).isEqualTo(first);
        }
        assertThat(figures("d-repeat")).isEqualTo("10000/0/0/0");
    }

    @Test
    void aRequestIdMeansOneThingForEver() {
        store(account("d-taken"));
        Decision first = approved("d-taken-1", order("d-taken", 100_00));

        Refusal.of(() -> approved("d-taken-1", order("d-taken", 101_00))).isTaken(first.getDecisionId());
        Refusal.of(() -> decisions.authorize(authorize("d-taken-1", order("d-taken", 100_00))
                        .setClock(CLOCK.toBuilder().setNanos(1_000_000))
                        .build()))
                .isTaken(first.getDecisionId());
        Refusal.of(() -> decisions.release(ReleaseRequest.newBuilder()
                        .setRequestId("d-taken-1")
                        .setAuthorizationId(first.getAuthorizationId())
                        .setClock(CLOCK)
                        .build()))
                .isTaken(first.getDecisionId());
        store(account("d-taken-other"));
        Refusal.of(() -> approved("d-taken-1", order("d-taken-other", 100_00))).isTaken(first.getDecisionId());
        assertThat(figures("d-taken")).isEqualTo("10000/0/0/0");
        assertThat(figures("d-taken-other")).isEqualTo("0/0/0/0");
    }

    @Test
    void aDeclineIsAnAnswerAndIsRepeatedToo() {
        store(account("d-closed").setStatus(AccountStatus.ACCOUNT_STATUS_CLOSED));
        Decision declined = Sample.decided(Outcome.OUTCOME_DECLINED, "d-closed-1", order("d-closed", 100_00));

        assertThat(declined.getFindingsList())
                .extracting(finding -> finding.getRuleId() + " " + finding.getReasonCode())
                .contains("lifecycle/closed ACCOUNT_CLOSED");
        assertThat(Sample.decided(Outcome.OUTCOME_DECLINED, "d-closed-1", order("d-closed", 100_00)))
                .isEqualTo(declined);
        assertThat(declined.hasReservedUntil()).isFalse();
        assertThat(figures("d-closed")).isEqualTo("0/0/0/0");
    }

    @Test
    void whatIsUnknownIsNotFound() {
        Refusal.of(() -> approved("d-unknown-1", order("d-unknown", 1))).is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal.of(() -> decisions.evaluate(EvaluateRequest.newBuilder()
                        .setOrder(order("d-unknown", 1))
                        .build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal.of(() -> decisions.amend(AmendRequest.newBuilder()
                        .setRequestId("d-unknown-2")
                        .setAuthorizationId(NOBODY)
                        .setOrder(order("d-unknown", 1))
                        .build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal.of(() -> decisions.capture(CaptureRequest.newBuilder()
                        .setRequestId("d-unknown-3")
                        .setAuthorizationId(NOBODY)
                        .setDocumentId("INV")
                        .build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal.of(() -> decisions.release(ReleaseRequest.newBuilder()
                        .setRequestId("d-unknown-4")
                        .setAuthorizationId(NOBODY)
                        .build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal.of(() -> decisions.resolve(ResolveRequest.newBuilder()
                        .setRequestId("d-unknown-5")
                        .setAuthorizationId(NOBODY)
                        .setVerdict(ResolveRequest.Verdict.VERDICT_APPROVE)
                        .setSide(RequiredApproval.Side.SIDE_BUYER)
                        .setResolverId("ann")
                        .setRole("manager")
                        .setReason("fine")
                        .build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal get = Refusal.of(() ->
                decisions.get(GetRequest.newBuilder().setDecisionId(NOBODY).build()));
        get.is(Code.NOT_FOUND, "NOT_FOUND");
        assertThat(get.metadata()).containsEntry("id", NOBODY).containsEntry("resource", "decision");
        Refusal.of(() -> decisions.replay(
                        ReplayRequest.newBuilder().setDecisionId(NOBODY).build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
    }

    @Test
    void everyFieldAtFaultIsNamedAndNothingHappens() {
        store(account("d-invalid"));

        Refusal.of(() -> decisions.authorize(
                        authorize("bad id", order("d-invalid", 1).setBuyerId("b b"))
                                .setReserveFor(Duration.newBuilder().setSeconds(3599))
                                .build()))
                .isInvalid("request_id", "order.buyer_id", "reserve_for");
        Refusal.of(() -> decisions.authorize(AuthorizeRequest.newBuilder()
                        .setRequestId("d-invalid-1")
                        .build()))
                .isInvalid("order");
        for (long minor : new long[] {0, -1, 1_000_000_000_001L}) {
            Refusal.of(() -> approved("d-invalid-2", order("d-invalid", minor))).isInvalid("order.amount.amount_minor");
            Refusal.of(() -> decisions.evaluate(EvaluateRequest.newBuilder()
                            .setOrder(order("d-invalid", minor))
                            .build()))
                    .isInvalid("order.amount.amount_minor");
        }
        Refusal.of(() -> approved("d-invalid-3", order("d-invalid", 1).setAmount(money("XQZ", 1))))
                .isInvalid("order.amount.currency_code");
        Refusal.of(() -> approved("d-invalid-4", order("d-invalid", 1).setAmount(money("KWD", 1))))
                .isInvalid("order.amount.currency_code");
        assertThat(figures("d-invalid")).isEqualTo("0/0/0/0");
        // A refusal does not use the id up.
        assertThat(approved("d-invalid-3", order("d-invalid", 100)).getLogSequence())
                .isEqualTo(1);
    }

    @Test
    void anOrderInAnotherCurrencyReservesWhatItComesTo() {
        store(account("d-gbp"));

        Decision decision = approved("d-gbp-1", order("d-gbp", 0).setAmount(money("GBP", 1_000_00)));

        long credit = decision.getCreditAmount().getAmountMinor();
        assertThat(decision.getAmount()).isEqualTo(money("GBP", 1_000_00));
        assertThat(decision.getCreditAmount().getCurrencyCode()).isEqualTo("EUR");
        // 1 EUR is 0.8363 GBP at the end of February 2025, and 0.8400 a month later.
        assertThat(credit).isBetween(1_000_00L * 10_000 / 8_400, 1_000_00L * 10_000 / 8_300);
        assertThat(figures("d-gbp")).isEqualTo(credit + "/0/0/0");
    }

    @Test
    void evaluateHasNoEffect() {
        store(account("d-what-if"));
        EvaluateRequest request = EvaluateRequest.newBuilder()
                .setOrder(order("d-what-if", 500_00))
                .setClock(CLOCK)
                .build();

        Decision evaluated = decisions.evaluate(request).getDecision();

        assertThat(evaluated.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
        assertThat(evaluated.getKind()).isEqualTo(Decision.Kind.KIND_EVALUATE);
        assertThat(evaluated.getDecisionId()).isEmpty();
        assertThat(evaluated.getLogSequence()).isZero();
        assertThat(evaluated.getPositions(0).getExposureAfterMinor()).isEqualTo(500_00);
        assertThat(decisions.evaluate(request).getDecision()).isEqualTo(evaluated);
        assertThat(figures("d-what-if")).isEqualTo("0/0/0/0");
        assertThat(list("d-what-if").getDecisionsCount()).isZero();
        Decision real = approved("d-what-if-1", order("d-what-if", 500_00));
        assertThat(real.getFindingsList()).isEqualTo(evaluated.getFindingsList());
        assertThat(real.getTerms()).isEqualTo(evaluated.getTerms());
    }

    @Test
    void evaluateUnderAnotherRelease() {
        store(account("d-release"));
        String active = approved("d-release-1", order("d-release", 1_00)).getReleaseDigest();
        EvaluateRequest.Builder request =
                EvaluateRequest.newBuilder().setOrder(order("d-release", 1_00)).setClock(CLOCK);

        assertThat(decisions
                        .evaluate(request.setReleaseDigest(active).build())
                        .getDecision()
                        .getReleaseDigest())
                .isEqualTo(active);
        Refusal.of(() -> decisions.evaluate(
                        request.setReleaseDigest("0".repeat(64)).build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
    }

    @Test
    void aStoredDecisionIsGivenWithItsFactsAndReplaysToTheSame() {
        store(account("d-get"), Sample.branch("d-get-b", "d-get"));
        Decision decision = approved(
                "d-get-1",
                order("d-get-b", 700_00)
                        .addLines(io.tradeline.proto.decision.v1.OrderLine.newBuilder()
                                .setSku("s")
                                .setQuantity(7)
                                .setUnitPriceMinor(100_00)));

        GetResponse got = decisions.get(
                GetRequest.newBuilder().setDecisionId(decision.getDecisionId()).build());
        ReplayResponse replayed = decisions.replay(ReplayRequest.newBuilder()
                .setDecisionId(decision.getDecisionId())
                .build());

        assertThat(got.getDecision()).isEqualTo(decision);
        assertThat(got.getFacts().getAccountsList())
                .extracting(account -> account.getAccountId() + " " + account.getVersion())
                .containsExactly("d-get-b 1", "d-get 1");
        assertThat(got.getFacts().getNodesCount()).isEqualTo(2);
        assertThat(got.getFacts().getOrder().getLinesCount()).isEqualTo(1);
        assertThat(got.getFacts().getClock()).isEqualTo(CLOCK);
        // An order on a clock of its own is shown by that clock: on the service's, a reservation of March 2025 would be
        // over.
        assertThat(got.getAuthorization().getState()).isEqualTo(Authorization.State.STATE_RESERVED);
        assertThat(got.getAuthorization().getReserved()).isEqualTo(euro(700_00));
        assertThat(replayed.getEqual()).isTrue();
        assertThat(replayed.getStored()).isEqualTo(decision);
        assertThat(replayed.getReplayed()).isEqualTo(decision);
        Refusal.of(() -> decisions.replay(ReplayRequest.newBuilder()
                        .setDecisionId(decision.getDecisionId())
                        .setReleaseDigest("0".repeat(64))
                        .build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
    }

    @Test
    void pagesLeadThroughAllDecisions() {
        store(account("d-pages"));
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.add(0, approved("d-pages-" + i, order("d-pages", 1_00 + i)).getDecisionId());
        }
        List<String> seen = new ArrayList<>();
        ListRequest.Builder request =
                ListRequest.newBuilder().setAccountId("d-pages").setPageSize(3);
        List<Integer> sizes = new ArrayList<>();
        do {
            ListResponse page = decisions.list(request.build());
            sizes.add(page.getDecisionsCount());
            page.getDecisionsList().forEach(decision -> seen.add(decision.getDecisionId()));
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());

        assertThat(sizes).containsExactly(3, 3, 1);
        // Within a millisecond the order is that of the ids.
        assertThat(seen).containsExactlyInAnyOrderElementsOf(made).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }

    @Test
    void listsByOutcomeAndTime() {
        store(account("d-list"));
        approved("d-list-1", order("d-list", 1_00));
        Sample.decided(Outcome.OUTCOME_DECLINED, "d-list-2", order("d-list", 900_000_00));
        Timestamp later = CLOCK.toBuilder().setSeconds(CLOCK.getSeconds() + 60).build();
        decisions.authorize(
                authorize("d-list-3", order("d-list", 3_00)).setClock(later).build());
        ListRequest.Builder all = ListRequest.newBuilder().setAccountId("d-list");

        assertThat(ids(all)).containsExactlyInAnyOrder("d-list-1", "d-list-2", "d-list-3");
        assertThat(ids(all.clone().setOutcome(Outcome.OUTCOME_DECLINED))).containsExactly("d-list-2");
        assertThat(ids(all.clone().setFrom(later))).containsExactly("d-list-3");
        assertThat(ids(all.clone().setUntil(later))).containsExactlyInAnyOrder("d-list-1", "d-list-2");
        assertThat(ids(all.clone().setFrom(at(Instant.parse("2000-01-01T00:00:00Z")))))
                .hasSize(3);
        assertThat(ids(all.clone().setUntil(at(Instant.parse("2099-12-31T23:59:59Z")))))
                .hasSize(3);
    }

    @Test
    void aPageTokenIsGoodForItsOwnListOnly() {
        store(account("d-token"));
        approved("d-token-1", order("d-token", 1_00));
        approved("d-token-2", order("d-token", 2_00));
        ListRequest request =
                ListRequest.newBuilder().setAccountId("d-token").setPageSize(1).build();
        String token = decisions.list(request).getNextPageToken();
        String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        String head = text.substring(0, text.indexOf('\n') + 1);

        assertThat(token).isNotEmpty();
        Refusal.of(() -> decisions.list(request.toBuilder()
                        .setAccountId("d-tok")
                        .setPageToken(token)
                        .build()))
                .isInvalid("page_token");
        Refusal.of(() -> decisions.list(request.toBuilder()
                        .setOutcome(Outcome.OUTCOME_APPROVED)
                        .setPageToken(token)
                        .build()))
                .isInvalid("page_token");
        for (String tampered : List.of("x", "!", encoded("x\n" + UUID.randomUUID()), encoded(head + "no-uuid"))) {
            Refusal.of(() -> decisions.list(
                            request.toBuilder().setPageToken(tampered).build()))
                    .isInvalid("page_token");
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> ids(ListRequest.Builder request) {
        return decisions.list(request.build()).getDecisionsList().stream()
                .map(Decision::getRequestId)
                .toList();
    }

    private ListResponse list(String account) {
        return decisions.list(ListRequest.newBuilder().setAccountId(account).build());
    }
}
