package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import com.google.type.Date;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.accounts.v1.Buyer;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.UpsertRequest;

/** Accounts for tests: active, in EUR, with the buyer "bob". */
public final class TestAccounts {

    private TestAccounts() {}

    public static Account.Builder active(String id, String parent, CreditMode mode) {
        return Account.newBuilder()
                .setAccountId(id)
                .setVersion(1)
                .setStatus(AccountStatus.ACCOUNT_STATUS_ACTIVE)
                .setParentAccountId(parent)
                .setCreditMode(mode)
                .setCurrencyCode("EUR")
                .setCountryCode("DE")
                .setCustomerSince(Date.newBuilder().setYear(2020).setMonth(1).setDay(1))
                .setBureauReportedAt(Timestamps.fromMillis(System.currentTimeMillis()))
                .addBuyers(Buyer.newBuilder().setBuyerId("bob").addRoles("buyer"));
    }

    public static CreditLimit limit(long softMinor, long hardMinor) {
        return CreditLimit.newBuilder()
                .setSoftLimitMinor(softMinor)
                .setHardCapMinor(hardMinor)
                .build();
    }

    /** Stores accounts; each must be accepted. */
    public static void store(ServiceFixture.Instance instance, Account.Builder... accounts) {
        UpsertRequest.Builder request = UpsertRequest.newBuilder();
        for (Account.Builder account : accounts) {
            request.addAccounts(account);
        }
        instance.accounts()
                .upsert(request.build())
                .getResultsList()
                .forEach(result ->
                        assertThat(result.hasError()).as(result.toString()).isFalse());
    }
}
