package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.CLOCK;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.date;
import static io.tradeline.decision.server.Sample.euro;
import static io.tradeline.decision.server.Sample.figures;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static io.tradeline.decision.server.Sample.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.rpc.Code;
import io.tradeline.decision.audit.Audit;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountsGrpc.AccountsBlockingStub;
import io.tradeline.proto.accounts.v1.ApprovalLevel;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.GetRequest;
import io.tradeline.proto.accounts.v1.ListRequest;
import io.tradeline.proto.accounts.v1.ListResponse;
import io.tradeline.proto.accounts.v1.PaymentTerms;
import io.tradeline.proto.accounts.v1.RoleLimit;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.accounts.v1.UpsertResult;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Dispute;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Upsert, Get and List of accounts; accounts that move with what they owe. */
@ExtendWith(SharedService.class)
class AccountsContractIT {

    private final AccountsBlockingStub accounts = SharedService.service().accounts();

    @Test
    void storesGivesBackAndRepeats() {
        Account.Builder account = account("c-store");

        UpsertResult first = upsert(account).get(0);
        UpsertResult again = upsert(account).get(0);

        assertThat(first.getCreated()).isTrue();
        assertThat(first.getVersion()).isEqualTo(1);
        assertThat(again.hasError()).isFalse();
        assertThat(again.getCreated()).isFalse();
        assertThat(accounts.get(GetRequest.newBuilder().setAccountId("c-store").build())
                        .getAccount())
                .isEqualTo(account.build());
        Refusal.of(() -> accounts.get(
                        GetRequest.newBuilder().setAccountId("c-nobody").build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
    }

    @Test
    void refusesOlderVersionsAndChangesUnderTheSame() {
        store(account("c-version").setVersion(5));

        UpsertResult older = upsert(account("c-version").setVersion(4)).get(0);
        UpsertResult same =
                upsert(account("c-version").setVersion(5).setTier("gold")).get(0);

        Refusal.of(older.getError()).is(Code.ABORTED, "OLDER_VERSION");
        Refusal.of(same.getError()).is(Code.ABORTED, "OLDER_VERSION");
        assertThat(older.getVersion()).isEqualTo(5);
        store(account("c-version").setVersion(6).setTier("gold"));
    }

    @Test
    void newFactsCountFromTheNextOrderOn() {
        store(account("c-facts"));
        approved("c-facts-1", order("c-facts", 1_00));

        store(account("c-facts")
                .setVersion(2)
                .setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(50)));

        Sample.decided(Outcome.OUTCOME_DECLINED, "c-facts-2", order("c-facts", 1_00));
    }

    @Test
    void namesEveryFieldThatContradictsAnother() {
        UpsertResult result = upsert(account("c-bad")
                        .setCurrencyCode("XQZ")
                        .setTimeZone("Mars/Olympus")
                        .setCreditMode(CreditMode.CREDIT_MODE_SHARED)
                        .setCreditLimit(CreditLimit.newBuilder()
                                .setSoftLimitMinor(2)
                                .setHardCapMinor(1)
                                .setValidFrom(date("2025-02-01"))
                                .setValidUntil(date("2025-01-01")))
                        .setTerms(PaymentTerms.newBuilder().setBasis(PaymentTerms.Basis.BASIS_PROXIMO))
                        .setCustomerSince(com.google.type.Date.newBuilder()
                                .setYear(2025)
                                .setMonth(2)
                                .setDay(30))
                        .addBuyers(account("x").getBuyers(0)))
                .get(0);

        Refusal.of(result.getError())
                .isInvalid(
                        "currency_code",
                        "time_zone",
                        "credit_mode",
                        "credit_limit.hard_cap_minor",
                        "credit_limit.valid_until",
                        "terms.proximo_day",
                        "customer_since",
                        "buyers[4]");
        assertThat(result.getVersion()).isZero();
        Refusal.of(() -> upsert(account("c bad"))).isInvalid("accounts[0].account_id");
    }

    @Test
    void aRoleHasOneLevelAndOneLimit() {
        UpsertResult result = upsert(account("c-roles")
                        .setPurchasing(Sample.managerAbove(1_00).toBuilder()
                                .addApprovalLevels(ApprovalLevel.newBuilder()
                                        .setLevel(2)
                                        .setAboveMinor(2_00)
                                        .setRole("manager"))
                                .addRoleLimits(RoleLimit.newBuilder().setRole("buyer"))
                                .addRoleLimits(RoleLimit.newBuilder().setRole("buyer"))))
                .get(0);

        Refusal.of(result.getError()).isInvalid("purchasing.approval_levels[1].role", "purchasing.role_limits[1].role");
    }

    @Test
    void aRolesLimitHoldsForTheBuyersWhoHaveIt() {
        store(account("c-role-limit")
                .setPurchasing(Sample.managerAbove(5_000_00).toBuilder()
                        .addRoleLimits(RoleLimit.newBuilder().setRole("buyer").setOrderLimitMinor(1_00))));

        approved("c-role-limit-1", order("c-role-limit", 1_00));
        Decision above =
                Sample.decided(Outcome.OUTCOME_APPROVAL_REQUIRED, "c-role-limit-2", order("c-role-limit", 1_01));

        assertThat(above.getFindingsList())
                .extracting(
                        Finding::getReasonCode,
                        finding -> finding.getCounterfactual().getMaximumAmount())
                .contains(tuple("ROLE_ORDER_LIMIT", euro(1_00)));
        assertThat(above.getRequiredApprovals(0).getRole()).isEqualTo("manager");
    }

    @Test
    void oneThatIsRefusedDoesNotKeepTheOthersOut() {
        List<UpsertResult> results = upsert(
                account("c-some-1"),
                branch("c-some-2", "c-nobody"),
                branch("c-some-3", "c-some-1"),
                branch("c-some-4", "c-some-3").setCurrencyCode("GBP"));

        assertThat(results).extracting(UpsertResult::hasError).containsExactly(false, true, false, true);
        Refusal.of(results.get(1).getError()).is(Code.FAILED_PRECONDITION, "UNKNOWN_PARENT");
        Refusal.of(results.get(3).getError()).is(Code.FAILED_PRECONDITION, "CURRENCY_DIFFERS");
    }

    @Test
    void validateOnlyStoresNothing() {
        UpsertRequest.Builder request =
                UpsertRequest.newBuilder().setValidateOnly(true).addAccounts(account("c-check"));

        assertThat(accounts.upsert(request.build()).getResults(0).hasError()).isFalse();
        Refusal.of(() -> accounts.get(
                        GetRequest.newBuilder().setAccountId("c-check").build()))
                .is(Code.NOT_FOUND, "NOT_FOUND");
    }

    @Test
    void theCurrencyStaysWhileThereIsExposureOrCompany() {
        store(account("c-currency"), account("c-free"));
        approved("c-currency-1", order("c-currency", 1_00));

        Refusal.of(upsert(account("c-currency").setVersion(2).setCurrencyCode("GBP"))
                        .get(0)
                        .getError())
                .is(Code.FAILED_PRECONDITION, "CURRENCY_IN_USE");
        store(account("c-free").setVersion(2).setCurrencyCode("GBP"));
        store(branch("c-free-b", "c-free").setCurrencyCode("GBP"));
        Refusal.of(upsert(account("c-free").setVersion(3)).get(0).getError())
                .is(Code.FAILED_PRECONDITION, "CURRENCY_IN_USE");
    }

    @Test
    void aCompanyIsATreeOfEightLevels() {
        store(account("c-deep-1"));
        for (int level = 2; level <= 8; level++) {
            store(branch("c-deep-" + level, "c-deep-" + (level - 1)));
        }

        Refusal.of(upsert(branch("c-deep-9", "c-deep-8")).get(0).getError()).is(Code.FAILED_PRECONDITION, "TOO_DEEP");
        Refusal.of(upsert(branch("c-deep-1", "c-deep-8").setVersion(2)).get(0).getError())
                .is(Code.FAILED_PRECONDITION, "CYCLE");
        Refusal.of(upsert(account("c-deep-1").setVersion(2).setParentAccountId("c-deep-3"))
                        .get(0)
                        .getError())
                .is(Code.FAILED_PRECONDITION, "CYCLE");
        assertThat(approved("c-deep-o", order("c-deep-8", 1_00)).getPositionsCount())
                .isEqualTo(8);
    }

    @Test
    void aTreeThatMovesTakesItsDepthAlong() {
        store(account("c-tall-1"));
        for (int level = 2; level <= 5; level++) {
            store(branch("c-tall-" + level, "c-tall-" + (level - 1)));
        }
        store(account("c-wide-1"), branch("c-wide-2", "c-wide-1"), branch("c-wide-3", "c-wide-2"));
        store(branch("c-wide-4", "c-wide-3"));

        Refusal.of(upsert(branch("c-tall-1", "c-wide-4").setVersion(2)).get(0).getError())
                .is(Code.FAILED_PRECONDITION, "TOO_DEEP");
        Refusal.of(upsert(account("c-tall-1").setVersion(2).setParentAccountId("c-wide-4"))
                        .get(0)
                        .getError())
                .is(Code.FAILED_PRECONDITION, "TOO_DEEP");
        store(branch("c-tall-1", "c-wide-3").setVersion(2));
        assertThat(approved("c-tall-o", order("c-tall-5", 1_00)).getPositionsCount())
                .isEqualTo(8);
    }

    /** Each step alone would be fine; together they close a ring through accounts with their own credit. */
    @Test
    void noRingIsClosedByOneRequest() {
        store(account("c-ring-p"), account("c-ring-b"));
        store(account("c-ring-c").setParentAccountId("c-ring-b"), branch("c-ring-a", "c-ring-p"));

        List<UpsertResult> results = upsert(
                account("c-ring-a").setVersion(2).setParentAccountId("c-ring-c"),
                branch("c-ring-b", "c-ring-a").setVersion(2));

        assertThat(results.get(0).hasError()).isFalse();
        Refusal.of(results.get(1).getError()).is(Code.FAILED_PRECONDITION, "CYCLE");
        approved("c-ring-o", order("c-ring-a", 1_00));
    }

    @Test
    void exposureFollowsAnAccountThatMoves() throws Exception {
        store(account("c-one"), account("c-two"), branch("c-move", "c-one"), branch("c-move-b", "c-move"));
        Decision reserved = approved("c-move-1", order("c-move", 100_00));
        Decision below = approved("c-move-2", order("c-move-b", 50_00));
        post(
                "c-move-3",
                posting -> posting.setInvoice(Invoice.newBuilder()
                        .setDocumentId("I-1")
                        .setAmount(euro(30_00))
                        .setInvoiceDate(date("2025-03-04"))
                        .setDueDate(date("2025-04-04"))));
        post(
                "c-move-4",
                posting -> posting.setDispute(
                        Dispute.newBuilder().setDocumentId("I-1").setDisputedMinor(10_00)));
        post(
                "c-move-5",
                posting -> posting.setPayment(
                        Payment.newBuilder().setAmount(euro(7_00)).setReceivedOn(date("2025-03-04"))));
        String all = "15000/3000/1000/700";
        String nothing = "0/0/0/0";
        assertThat(figures("c-one")).isEqualTo(all);

        store(branch("c-move", "c-two").setVersion(2));

        assertThat(figures("c-one")).isEqualTo(nothing);
        assertThat(figures("c-two")).isEqualTo(all);
        assertThat(figures("c-move")).isEqualTo(all);
        audit();

        store(account("c-move").setVersion(3).setParentAccountId("c-two"));

        assertThat(figures("c-two")).isEqualTo(nothing);
        assertThat(figures("c-move")).isEqualTo(all);
        assertThat(Sample.positions("c-move-b", Sample.NOW))
                .extracting(position -> position.getAccountId())
                .containsExactly("c-move-b", "c-move");
        audit();

        store(branch("c-move", "c-one").setVersion(4));

        assertThat(figures("c-one")).isEqualTo(all);
        assertThat(figures("c-two")).isEqualTo(nothing);
        // What was reserved before the moves is used where the account is now.
        SharedService.service()
                .decisions()
                .capture(CaptureRequest.newBuilder()
                        .setRequestId("c-move-6")
                        .setAuthorizationId(reserved.getAuthorizationId())
                        .setDocumentId("I-2")
                        .setClock(CLOCK)
                        .build());
        SharedService.service()
                .decisions()
                .release(ReleaseRequest.newBuilder()
                        .setRequestId("c-move-7")
                        .setAuthorizationId(below.getAuthorizationId())
                        .setClock(CLOCK)
                        .build());
        assertThat(figures("c-one")).isEqualTo("0/13000/1000/700");
        audit();
    }

    @Test
    void listsTheWholeAndCompanies() {
        store(account("c-list"), branch("c-list-b", "c-list"), branch("c-list-c", "c-list-b"), account("c-lisu"));
        List<String> seen = new ArrayList<>();
        ListRequest.Builder request =
                ListRequest.newBuilder().setUnderAccountId("c-list").setPageSize(2);
        ListResponse first = accounts.list(request.build());
        first.getAccountsList().forEach(found -> seen.add(found.getAccountId()));
        ListResponse second =
                accounts.list(request.setPageToken(first.getNextPageToken()).build());
        second.getAccountsList().forEach(found -> seen.add(found.getAccountId()));

        assertThat(seen).containsExactly("c-list", "c-list-b", "c-list-c");
        assertThat(second.getNextPageToken()).isEmpty();
        Refusal.of(() -> accounts.list(
                        request.clone().setUnderAccountId("c-lisu").build()))
                .isInvalid("page_token");
        Refusal.of(() -> accounts.list(request.clone().setPageToken("!").build()))
                .isInvalid("page_token");
        assertThat(accounts.list(ListRequest.newBuilder().setPageSize(500).build())
                        .getAccountsList())
                .extracting(Account::getAccountId)
                .isSorted()
                .contains("c-list", "c-lisu");
        assertThat(accounts.list(ListRequest.newBuilder()
                                .setUnderAccountId("c-nobody")
                                .build())
                        .getAccountsCount())
                .isZero();
    }

    private interface Kind {
        Posting.Builder on(Posting.Builder posting);
    }

    private static void post(String id, Kind kind) {
        assertThat(SharedService.service()
                        .exposures()
                        .postReceivables(PostReceivablesRequest.newBuilder()
                                .addPostings(kind.on(Posting.newBuilder()
                                        .setPostingId(id)
                                        .setAccountId("c-move")
                                        .setClock(CLOCK)))
                                .build())
                        .getResults(0)
                        .hasError())
                .isFalse();
    }

    private static void audit() throws Exception {
        assertThat(new Audit(SharedService.dataSource()).run(0).problems()).isEmpty();
    }
}
