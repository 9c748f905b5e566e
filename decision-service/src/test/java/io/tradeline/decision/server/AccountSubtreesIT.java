package io.tradeline.decision.server;

import static io.tradeline.decision.server.OrderSteps.amend;
import static io.tradeline.decision.server.OrderSteps.approve;
import static io.tradeline.decision.server.OrderSteps.capture;
import static io.tradeline.decision.server.OrderSteps.release;
import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.authorize;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.date;
import static io.tradeline.decision.server.Sample.euro;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.Status;
import io.grpc.Channel;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.accounts.v1.AccountsGrpc.AccountsBlockingStub;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.accounts.v1.UpsertResult;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.DecisionsGrpc.DecisionsBlockingStub;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.ExplainRequest;
import io.tradeline.proto.decision.v1.ExplainResponse;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.ExposuresGrpc.ExposuresBlockingStub;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.decision.v1.GetRequest;
import io.tradeline.proto.decision.v1.GetResponse;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.ListRequest;
import io.tradeline.proto.decision.v1.ListResponse;
import io.tradeline.proto.decision.v1.NodeFigures;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.PostingResult;
import io.tradeline.proto.decision.v1.ReplayRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A caller for some accounts sees those and what lies below them. Any other account looks like one that doesn't exist: not one word in an answer is another. */
@ExtendWith(SharedService.class)
class AccountSubtreesIT {

    private static final String NOBODY = "y-nobody";

    private final ServiceFixture.Instance service = SharedService.service();

    /** Every call that names an account. */
    @Test
    void anAccountOutOfReachLooksUnknown() {
        company("y-look");
        Channel branch = service.channelFor("y-look-a");

        for (String forbidden : List.of("y-look", "y-look-b")) {
            alike(
                    forbidden,
                    NOBODY,
                    id -> () -> decisions(branch)
                            .authorize(authorize("y-look-1", order(id, 1_00)).build()));
            alike(
                    forbidden,
                    NOBODY,
                    id -> () -> decisions(branch)
                            .evaluate(EvaluateRequest.newBuilder()
                                    .setOrder(order(id, 1_00))
                                    .setClock(CLOCK)
                                    .build()));
            alike(
                    forbidden,
                    NOBODY,
                    id -> () -> exposures(branch)
                            .get(GetExposureRequest.newBuilder()
                                    .setAccountId(id)
                                    .setPageSize(5)
                                    .build()));
            alike(
                    forbidden,
                    NOBODY,
                    id -> () -> accounts(branch)
                            .get(io.tradeline.proto.accounts.v1.GetRequest.newBuilder()
                                    .setAccountId(id)
                                    .build()));
            PostingResult refused = post(branch, invoice("look-2", forbidden));
            assertThat(told(refused.getError(), forbidden))
                    .isEqualTo(told(post(branch, invoice("look-2", NOBODY)).getError(), NOBODY))
                    .contains("NOT_FOUND");
            assertThat(refused.getExposureVersion()).isZero();
            assertThat(decisions(branch)
                            .list(ListRequest.newBuilder()
                                    .setAccountId(forbidden)
                                    .build()))
                    .isEqualTo(ListResponse.getDefaultInstance());
            assertThat(accounts(branch)
                            .list(io.tradeline.proto.accounts.v1.ListRequest.newBuilder()
                                    .setUnderAccountId(forbidden)
                                    .build())
                            .getAccountsList())
                    .isEmpty();
        }
        // What was refused took no id: it still stands for whatever is asked first.
        assertThat(approved("y-look-1", order("y-look-b", 1_00)).getRequestId()).isEqualTo("y-look-1");
    }

    /** Every call that names a decision or an authorization. */
    @Test
    void whatBelongsToAnAccountOutOfReachLooksUnknown() {
        company("y-step");
        Decision theirs = approved("y-step-1", order("y-step-b", 5_00));
        Decision nobodys = Decision.newBuilder()
                .setDecisionId(UUID.randomUUID().toString())
                .setAuthorizationId(UUID.randomUUID().toString())
                .build();
        Channel branch = service.channelFor("y-step-a");
        DecisionsBlockingStub stub = decisions(branch);

        List<Function<Decision, ThrowingCallable>> calls = List.of(
                decision -> () -> stub.amend(
                        amend("y-step-2", decision, order("y-step-b", 6_00)).build()),
                decision ->
                        () -> stub.capture(capture("y-step-2", decision, "INV").build()),
                decision -> () -> stub.release(release("y-step-2", decision).build()),
                decision -> () -> stub.resolve(
                        approve("y-step-2", decision, "ann", "manager").build()),
                decision -> () -> stub.get(GetRequest.newBuilder()
                        .setDecisionId(decision.getDecisionId())
                        .build()),
                decision -> () -> stub.explain(ExplainRequest.newBuilder()
                        .setDecisionId(decision.getDecisionId())
                        .build()),
                decision -> () -> stub.replay(ReplayRequest.newBuilder()
                        .setDecisionId(decision.getDecisionId())
                        .build()));

        for (Function<Decision, ThrowingCallable> call : calls) {
            assertThat(unnamed(Refusal.of(call.apply(theirs)), theirs))
                    .isEqualTo(unnamed(Refusal.of(call.apply(nobodys)), nobodys))
                    .contains("NOT_FOUND");
        }
        assertThat(Sample.figures("y-step-b")).isEqualTo("500/0/0/0");
    }

    @Test
    void aCallerForABranchWorksWithTheBranchAndWhatLiesBelow() {
        company("y-work");
        Channel branch = service.channelFor("y-work-a");
        Decision decision = decisions(branch)
                .authorize(authorize("y-work-1", order("y-work-a-1", 7_00)).build())
                .getDecision();

        assertThat(decision.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
        assertThat(decision.getPositionsList())
                .as("what is left of the shared credit is what the answer rests on")
                .extracting(CreditPosition::getAccountId)
                .containsExactly("y-work-a-1", "y-work-a", "y-work");
        assertThat(decisions(branch)
                        .authorize(
                                authorize("y-work-1", order("y-work-a-1", 7_00)).build())
                        .getDecision())
                .as("the first answer again")
                .isEqualTo(decision);
        decisions(branch).capture(capture("y-work-2", decision, "INV-1").build());
        assertThat(post(branch, invoice("y-work-3", "y-work-a")).hasError()).isFalse();
        assertThat(exposures(branch)
                        .get(GetExposureRequest.newBuilder()
                                .setAccountId("y-work-a")
                                .setClock(CLOCK)
                                .setPageSize(5)
                                .build())
                        .getBelowList())
                .extracting(CreditPosition::getAccountId)
                .containsExactly("y-work-a-1");
        assertThat(accounts(branch)
                        .list(io.tradeline.proto.accounts.v1.ListRequest.getDefaultInstance())
                        .getAccountsList())
                .extracting(Account::getAccountId)
                .containsExactly("y-work-a", "y-work-a-1");
    }

    /** A branch is told the sums of the credit that it shares; not whose facts made them, nor what falls due there and when. */
    @Test
    void anExplanationLeavesOutWhatIsNotTheCallers() {
        company("y-why");
        assertThat(post(service.channelFor("y-why"), invoice("y-why-0", "y-why-b"))
                        .hasError())
                .isFalse();
        Decision decision = approved("y-why-1", order("y-why-a", 7_00));
        ExplainRequest request = ExplainRequest.newBuilder()
                .setDecisionId(decision.getDecisionId())
                .build();
        DecisionsBlockingStub branch = decisions(service.channelFor("y-why-a"));

        ExplainResponse whole = service.decisions().explain(request);
        ExplainResponse partly = branch.explain(request);
        GetResponse got = branch.get(
                GetRequest.newBuilder().setDecisionId(decision.getDecisionId()).build());

        assertThat(whole.getAccountsList()).extracting(Account::getAccountId).containsExactly("y-why-a", "y-why");
        assertThat(whole.getFacts().getNodesList())
                .extracting(NodeFigures::getDueCount)
                .containsExactly(0, 1);
        assertThat(partly.getDecision()).isEqualTo(decision);
        assertThat(partly.getAccountsList()).extracting(Account::getAccountId).containsExactly("y-why-a");
        assertThat(partly.getFacts().getNodesList())
                .extracting(NodeFigures::getDueCount)
                .containsExactly(0, 0);
        assertThat(partly.getFiredRulesList()).isEqualTo(whole.getFiredRulesList());
        assertThat(got.getFacts()).isEqualTo(partly.getFacts());
        assertThat(decisions(service.channelFor("y-why")).explain(request).getAccountsCount())
                .isEqualTo(2);
    }

    @Test
    void listsHoldWhatIsWithinReach() {
        company("y-list");
        store(account("y-list-else"));
        List<String> own = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            own.add(
                    0,
                    approved("y-list-a" + i, order(i % 2 == 0 ? "y-list-a" : "y-list-a-1", 1_00))
                            .getDecisionId());
            approved("y-list-b" + i, order("y-list-b", 1_00));
        }
        String other = approved("y-list-e", order("y-list-else", 1_00)).getDecisionId();
        Sample.decided(Outcome.OUTCOME_DECLINED, "y-list-d", order("y-list-a", 900_000_00));

        assertThat(pages(decisions(service.channelFor("y-list-a")), Outcome.OUTCOME_APPROVED))
                .containsExactlyInAnyOrderElementsOf(own)
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(pages(
                        decisions(service.channelFor("y-list-a", "y-list-a-1", "y-list-else")),
                        Outcome.OUTCOME_UNSPECIFIED))
                .hasSize(own.size() + 2)
                .containsAll(own)
                .contains(other);
        assertThat(pages(decisions(service.channelFor()), Outcome.OUTCOME_UNSPECIFIED))
                .as("an empty list of accounts")
                .isEmpty();
        assertThat(accounts(service.channelFor())
                        .list(io.tradeline.proto.accounts.v1.ListRequest.getDefaultInstance())
                        .getAccountsList())
                .isEmpty();
    }

    @Test
    void aListOverTooManyAccountsAsksForOne() {
        store(account("y-many"));
        for (int page = 0; page < 2; page++) {
            Account.Builder[] branches = new Account.Builder[250];
            for (int i = 0; i < branches.length; i++) {
                branches[i] = branch("y-many-" + page + "-" + i, "y-many");
            }
            store(branches);
        }
        DecisionsBlockingStub stub = decisions(service.channelFor("y-many"));

        Refusal.of(() -> stub.list(ListRequest.getDefaultInstance())).isInvalid("account_id");
        assertThat(stub.list(ListRequest.newBuilder().setAccountId("y-many-0-1").build())
                        .getDecisionsList())
                .isEmpty();
        assertThat(decisions(service.channelFor("y-many-0-1", "y-many-0-2"))
                        .list(ListRequest.getDefaultInstance())
                        .getDecisionsList())
                .isEmpty();
    }

    @Test
    void anotherCompanysRequestIdIsTakenButNotTold() {
        company("y-taken");
        Decision theirs = approved("y-taken-1", order("y-taken-b", 5_00));
        Decision own = approved("y-taken-2", order("y-taken-a-1", 5_00));
        DecisionsBlockingStub branch = decisions(service.channelFor("y-taken-a"));

        Refusal stranger = Refusal.of(() -> branch.authorize(
                authorize("y-taken-1", order("y-taken-a", 1_00)).build()));
        Refusal known = Refusal.of(() -> branch.authorize(
                authorize("y-taken-2", order("y-taken-a", 1_00)).build()));

        stranger.is(Code.ALREADY_EXISTS, "REQUEST_ID_TAKEN");
        assertThat(stranger.metadata()).containsOnlyKeys("request_id");
        assertThat(stranger.message()).doesNotContain(theirs.getDecisionId());
        known.isTaken(own.getDecisionId());
    }

    /** Memory of another instance does not let anyone in after a move, nor keep anyone out. */
    @Test
    void aMoveCountsFromItsCommitOnEveryInstance() throws Exception {
        company("y-move");
        store(account("y-move-new"));
        try (ServiceFixture.Instance other = SharedService.fixture().instance()) {
            DecisionsBlockingStub before = decisions(other.channelFor("y-move"));
            DecisionsBlockingStub after = decisions(other.channelFor("y-move-new"));
            Decision decision = before.authorize(
                            authorize("y-move-1", order("y-move-a-1", 5_00)).build())
                    .getDecision();
            Refusal.of(() -> after.authorize(
                            authorize("y-move-2", order("y-move-a-1", 1_00)).build()))
                    .is(Code.NOT_FOUND, "NOT_FOUND");

            store(branch("y-move-a", "y-move-new").setVersion(2));

            Refusal.of(() -> before.authorize(
                            authorize("y-move-3", order("y-move-a-1", 2_00)).build()))
                    .is(Code.NOT_FOUND, "NOT_FOUND");
            Refusal.of(() -> before.release(release("y-move-4", decision).build()))
                    .is(Code.NOT_FOUND, "NOT_FOUND");
            Refusal.of(() -> before.get(GetRequest.newBuilder()
                            .setDecisionId(decision.getDecisionId())
                            .build()))
                    .is(Code.NOT_FOUND, "NOT_FOUND");
            // Its own answer, given before the move, too.
            Refusal.of(() -> before.authorize(
                            authorize("y-move-1", order("y-move-a-1", 5_00)).build()))
                    .is(Code.NOT_FOUND, "NOT_FOUND");
            assertThat(after.authorize(authorize("y-move-2", order("y-move-a-1", 1_00))
                                    .build())
                            .getDecision()
                            .getOutcome())
                    .isEqualTo(Outcome.OUTCOME_APPROVED);
        }
        assertThat(Sample.figures("y-move-new")).isEqualTo("600/0/0/0");
    }

    @Test
    void accountsAreStoredWithinReachOnly() {
        company("y-put");
        store(account("y-put-else"));
        AccountsBlockingStub branch = accounts(service.channelFor("y-put-a"));

        assertThat(upsert(branch, branch("y-put-a-2", "y-put-a"), branch("y-put-a-3", "y-put-a-2")))
                .allSatisfy(result -> assertThat(result.getCreated()).isTrue());
        assertThat(upsert(branch, branch("y-put-a", "y-put").setVersion(2).setTier("gold")))
                .allSatisfy(result -> assertThat(result.hasError()).isFalse());
        assertThat(upsert(branch, branch("y-put-a-3", "y-put-a").setVersion(2)))
                .as("from one place within reach to another")
                .allSatisfy(result -> assertThat(result.hasError()).isFalse());

        // In their place, or brought under an own account: like one that doesn't exist and can't be made here.
        refusedAlike(branch, "y-put-b", id -> branch(id, "y-put").setVersion(9), "UNKNOWN_PARENT");
        refusedAlike(branch, "y-put-else", id -> account(id).setVersion(9), "NOT_FOUND");
        refused(branch, branch("y-put-b", "y-put-a").setVersion(9), Code.NOT_FOUND, "NOT_FOUND");
        refused(branch, account("y-put-else"), Code.NOT_FOUND, "NOT_FOUND");
        // Out of reach: below another, or to be a head of its own.
        refused(branch, branch("y-put-a-3", "y-put-b").setVersion(3), Code.FAILED_PRECONDITION, "UNKNOWN_PARENT");
        refused(branch, account("y-put-a-3").setVersion(3), Code.PERMISSION_DENIED, "PERMISSION_DENIED");
        // The branch itself neither leaves the head office nor takes another part in its credit.
        refused(branch, account("y-put-a").setVersion(3), Code.PERMISSION_DENIED, "PERMISSION_DENIED");
        refused(
                branch,
                branch("y-put-a", "y-put").setVersion(3).setCreditMode(CreditMode.CREDIT_MODE_OWN),
                Code.PERMISSION_DENIED,
                "PERMISSION_DENIED");
        refused(branch, branch("y-put-a", "y-put-else").setVersion(3), Code.FAILED_PRECONDITION, "UNKNOWN_PARENT");

        assertThat(service.accounts()
                        .get(io.tradeline.proto.accounts.v1.GetRequest.newBuilder()
                                .setAccountId("y-put-b")
                                .build())
                        .getAccount()
                        .getVersion())
                .isEqualTo(1);
        assertThat(upsert(accounts(service.channelFor("y-put-first")), account("y-put-first")))
                .as("an account that the token names may be made, by itself")
                .allSatisfy(result -> assertThat(result.getCreated()).isTrue());
    }

    @Test
    void rulesAreForCallersOfAllAccounts() {
        Channel some = service.channelFor("y-look-a");
        io.tradeline.proto.releases.v1.ReleasesGrpc.ReleasesBlockingStub releases =
                io.tradeline.proto.releases.v1.ReleasesGrpc.newBlockingStub(some);

        Refusal denied = Refusal.of(() -> releases.activate(io.tradeline.proto.releases.v1.ActivateRequest.newBuilder()
                .setDigest("0".repeat(64))
                .build()));

        denied.is(Code.PERMISSION_DENIED, "PERMISSION_DENIED");
        assertThat(denied.message()).contains("needs a token for all accounts");
    }

    /** A head with the branches -a and -b that share its credit, and -a-1 below -a. */
    private static void company(String head) {
        store(account(head), branch(head + "-a", head), branch(head + "-b", head), branch(head + "-a-1", head + "-a"));
    }

    private static void alike(String forbidden, String unknown, Function<String, ThrowingCallable> call) {
        Refusal refusal = Refusal.of(call.apply(forbidden)).is(Code.NOT_FOUND, "NOT_FOUND");
        assertThat(refusal.toString().replace(forbidden, unknown))
                .isEqualTo(Refusal.of(call.apply(unknown)).toString());
    }

    private static String unnamed(Refusal refusal, Decision decision) {
        return refusal.toString().replace(decision.getDecisionId(), "ID").replace(decision.getAuthorizationId(), "ID");
    }

    private static void refusedAlike(
            AccountsBlockingStub stub, String forbidden, Function<String, Account.Builder> account, String reason) {
        UpsertResult result = upsert(stub, account.apply(forbidden)).get(0);
        UpsertResult unknown = upsert(stub, account.apply(NOBODY)).get(0);
        assertThat(Refusal.of(result.getError()).reason()).isEqualTo(reason);
        assertThat(told(result.getError(), forbidden)).isEqualTo(told(unknown.getError(), NOBODY));
        assertThat(result.toBuilder().clearError().setAccountId(NOBODY).build())
                .isEqualTo(unknown.toBuilder().clearError().build());
    }

    private static String told(Status error, String id) {
        return Refusal.of(error).toString().replace(id, "ID");
    }

    private static void refused(AccountsBlockingStub stub, Account.Builder account, Code code, String reason) {
        assertThat(upsert(stub, account)).singleElement().satisfies(result -> {
            assertThat(result.getCreated()).isFalse();
            Refusal.of(result.getError()).is(code, reason);
        });
    }

    private static List<UpsertResult> upsert(AccountsBlockingStub stub, Account.Builder... accounts) {
        UpsertRequest.Builder request = UpsertRequest.newBuilder();
        for (Account.Builder account : accounts) {
            request.addAccounts(account);
        }
        return stub.upsert(request.build()).getResultsList();
    }

    private static PostingResult post(Channel channel, Posting posting) {
        return exposures(channel)
                .postReceivables(
                        PostReceivablesRequest.newBuilder().addPostings(posting).build())
                .getResults(0);
    }

    private static Posting invoice(String postingId, String account) {
        return Posting.newBuilder()
                .setPostingId(postingId)
                .setAccountId(account)
                .setClock(CLOCK)
                .setInvoice(Invoice.newBuilder()
                        .setDocumentId(postingId)
                        .setAmount(euro(1_00))
                        .setInvoiceDate(date("2025-03-04"))
                        .setDueDate(date("2025-04-04")))
                .build();
    }

    private static List<String> pages(DecisionsBlockingStub stub, Outcome outcome) {
        List<String> ids = new ArrayList<>();
        ListRequest.Builder request = ListRequest.newBuilder().setPageSize(2).setOutcome(outcome);
        do {
            ListResponse page = stub.list(request.build());
            page.getDecisionsList().forEach(decision -> ids.add(decision.getDecisionId()));
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return ids;
    }

    private static DecisionsBlockingStub decisions(Channel channel) {
        return DecisionsGrpc.newBlockingStub(channel);
    }

    private static ExposuresBlockingStub exposures(Channel channel) {
        return ExposuresGrpc.newBlockingStub(channel);
    }

    private static AccountsBlockingStub accounts(Channel channel) {
        return AccountsGrpc.newBlockingStub(channel);
    }
}
