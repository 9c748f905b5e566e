package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.type.Date;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.accounts.v1.ApprovalLevel;
import io.tradeline.proto.accounts.v1.Buyer;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.PurchasingPolicy;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.accounts.v1.UpsertResult;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.type.v1.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/** Accounts and orders as the contract tests use them: in euro, on a Tuesday morning that all of them share. */
public final class Sample {

    /** Within working hours, so that no rule finds the time of day unusual. */
    public static final Instant NOW = Instant.parse("2025-03-04T10:00:00Z");

    public static final Timestamp CLOCK = at(NOW);

    private Sample() {}

    public static Timestamp at(Instant instant) {
        return Timestamps.fromMillis(instant.toEpochMilli());
    }

    public static Date date(String day) {
        LocalDate date = LocalDate.parse(day);
        return Date.newBuilder()
                .setYear(date.getYear())
                .setMonth(date.getMonthValue())
                .setDay(date.getDayOfMonth())
                .build();
    }

    public static Money euro(long minor) {
        return money("EUR", minor);
    }

    public static Money money(String currency, long minor) {
        return Money.newBuilder()
                .setCurrencyCode(currency)
                .setAmountMinor(minor)
                .build();
    }

    /** An active head with 10,000.00 EUR of its own credit; ann approves, bob and max order. */
    public static Account.Builder account(String id) {
        return Account.newBuilder()
                .setAccountId(id)
                .setVersion(1)
                .setStatus(AccountStatus.ACCOUNT_STATUS_ACTIVE)
                .setCreditMode(CreditMode.CREDIT_MODE_OWN)
                .setCurrencyCode("EUR")
                .setCountryCode("DE")
                .setCustomerSince(date("2020-01-01"))
                .setBureauReportedAt(at(Instant.parse("2025-02-01T00:00:00Z")))
                .setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(10_000_00))
                .addBuyers(Buyer.newBuilder().setBuyerId("bob").addRoles("buyer"))
                .addBuyers(
                        Buyer.newBuilder().setBuyerId("max").addRoles("buyer").addRoles("manager"))
                .addBuyers(Buyer.newBuilder().setBuyerId("ann").addRoles("manager"))
                .addBuyers(Buyer.newBuilder().setBuyerId("dan").addRoles("director"));
    }

    /** A branch that uses its parent's credit. */
    public static Account.Builder branch(String id, String parent) {
        return account(id)
                .setParentAccountId(parent)
                .setCreditMode(CreditMode.CREDIT_MODE_SHARED)
                .clearCreditLimit();
    }

    /** A manager approves orders above so much. */
    public static PurchasingPolicy managerAbove(long minor) {
        return PurchasingPolicy.newBuilder()
                .addApprovalLevels(ApprovalLevel.newBuilder()
                        .setLevel(1)
                        .setAboveMinor(minor)
                        .setRole("manager"))
                .build();
    }

    /** Stores accounts, all of which must be accepted. */
    public static void store(Account.Builder... accounts) {
        List<UpsertResult> results = upsert(accounts);
        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.hasError()).as(result.toString()).isFalse());
    }

    public static List<UpsertResult> upsert(Account.Builder... accounts) {
        UpsertRequest.Builder request = UpsertRequest.newBuilder();
        Stream.of(accounts).forEach(request::addAccounts);
        return SharedService.service().accounts().upsert(request.build()).getResultsList();
    }

    public static Order.Builder order(String account, long minor) {
        return Order.newBuilder()
                .setOrderId("SO-" + account)
                .setAccountId(account)
                .setBuyerId("bob")
                .setShipToId("dock-1")
                .setAmount(euro(minor));
    }

    public static AuthorizeRequest.Builder authorize(String requestId, Order.Builder order) {
        return AuthorizeRequest.newBuilder()
                .setRequestId(requestId)
                .setOrder(order)
                .setClock(CLOCK);
    }

    /** The decision on an order, which must be this one. */
    public static Decision decided(Outcome outcome, String requestId, Order.Builder order) {
        Decision decision = SharedService.service()
                .decisions()
                .authorize(authorize(requestId, order).build())
                .getDecision();
        assertThat(decision.getOutcome()).as(decision.toString()).isEqualTo(outcome);
        return decision;
    }

    public static Decision approved(String requestId, Order.Builder order) {
        return decided(Outcome.OUTCOME_APPROVED, requestId, order);
    }

    public static List<CreditPosition> positions(String account, Instant clock) {
        return SharedService.service()
                .exposures()
                .get(GetExposureRequest.newBuilder()
                        .setAccountId(account)
                        .setClock(at(clock))
                        .build())
                .getPositionsList();
    }

    /** "reserved/receivables/disputed/unapplied" of an account, in minor units. */
    public static String figures(String account) {
        CreditPosition position = positions(account, NOW).get(0);
        return position.getReservedMinor() + "/" + position.getReceivablesMinor() + "/" + position.getDisputedMinor()
                + "/" + position.getUnappliedMinor();
    }
}
