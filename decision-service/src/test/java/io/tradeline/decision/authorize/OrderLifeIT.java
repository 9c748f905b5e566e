package io.tradeline.decision.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.decision.server.TestAccounts;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.ReplayRequest;
import io.tradeline.proto.type.v1.Money;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderLifeIT {

    @TempDir
    static Path directory;

    static ServiceFixture fixture;
    static ServiceFixture.Instance service;

    @BeforeAll
    static void start() throws Exception {
        fixture = ServiceFixture.start(directory);
        service = fixture.instance();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void anOrderIsApprovedReservedCapturedAndReplayed() {
        service.accounts()
                .upsert(UpsertRequest.newBuilder()
                        .addAccounts(TestAccounts.active("head", "", CreditMode.CREDIT_MODE_OWN)
                                .setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(1_000_000)))
                        .addAccounts(TestAccounts.active("branch", "head", CreditMode.CREDIT_MODE_SHARED))
                        .build())
                .getResultsList()
                .forEach(result ->
                        assertThat(result.hasError()).as(result.toString()).isFalse());
        AuthorizeRequest request = AuthorizeRequest.newBuilder()
                .setRequestId("r-1")
                .setOrder(order("o-1", "branch", 250_00))
                .build();

        Decision first = service.decisions().authorize(request).getDecision();
        Decision again = service.decisions().authorize(request).getDecision();

        assertThat(first.getOutcome()).as(first.toString()).isEqualTo(Outcome.OUTCOME_APPROVED);
        assertThat(again).isEqualTo(first);
        assertThat(service.exposures()
                        .get(GetExposureRequest.newBuilder()
                                .setAccountId("branch")
                                .build())
                        .getPositionsList())
                .extracting(position -> position.getAccountId() + " " + position.getReservedMinor())
                .containsExactly("branch 25000", "head 25000");

        CaptureResponse captured = service.decisions()
                .capture(CaptureRequest.newBuilder()
                        .setRequestId("c-1")
                        .setAuthorizationId(first.getAuthorizationId())
                        .setDocumentId("INV-1")
                        .build());

        assertThat(captured.getAuthorization().getState()).isEqualTo(Authorization.State.STATE_CAPTURED);
        assertThat(service.exposures()
                        .get(GetExposureRequest.newBuilder()
                                .setAccountId("branch")
                                .build())
                        .getPositionsList())
                .extracting(position -> position.getReservedMinor() + " " + position.getReceivablesMinor())
                .containsExactly("0 25000", "0 25000");
        assertThat(service.decisions()
                        .replay(ReplayRequest.newBuilder()
                                .setDecisionId(first.getDecisionId())
                                .build())
                        .getEqual())
                .isTrue();
    }

    static Order.Builder order(String id, String account, long minor) {
        return Order.newBuilder()
                .setOrderId(id)
                .setAccountId(account)
                .setBuyerId("bob")
                .setShipToId("dock-1")
                .setAmount(Money.newBuilder().setCurrencyCode("EUR").setAmountMinor(minor));
    }
}
