package io.tradeline.tools.simulate;

import com.google.protobuf.util.Timestamps;
import com.google.type.Date;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.accounts.v1.Buyer;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.PaymentTerms;

/**
 * What the simulation says of an account, in one version. Amounts in euro cents.
 *
 * @param parentId empty for the head, which holds the credit
 * @param softMinor the limit; -1 for none of its own
 * @param hardMinor the cap
 * @param orderLimitMinor the largest order that needs no approval by the customer's own people
 */
record Facts(
        String accountId,
        String parentId,
        long version,
        boolean suspended,
        long softMinor,
        long hardMinor,
        long orderLimitMinor) {
    static final String BUYER = "bob";
    static final String APPROVER = "ann";
    static final String APPROVER_ROLE = "approver";
    static final String FINANCE_ROLE = "credit-manager";
    static final String SHIP_TO = "dock";
    static final String CURRENCY = "EUR";

    boolean limited() {
        return softMinor >= 0;
    }

    Facts limited(long soft, long hard) {
        return new Facts(accountId, parentId, version + 1, suspended, soft, hard, orderLimitMinor);
    }

    Facts suspended(boolean now) {
        return new Facts(accountId, parentId, version + 1, now, softMinor, hardMinor, orderLimitMinor);
    }

    Facts below(String parent) {
        return new Facts(accountId, parent, version + 1, suspended, softMinor, hardMinor, orderLimitMinor);
    }

    Account toProto() {
        Account.Builder account = Account.newBuilder()
                .setAccountId(accountId)
                .setVersion(version)
                .setStatus(suspended ? AccountStatus.ACCOUNT_STATUS_SUSPENDED : AccountStatus.ACCOUNT_STATUS_ACTIVE)
                .setParentAccountId(parentId)
                .setCreditMode(parentId.isEmpty() ? CreditMode.CREDIT_MODE_OWN : CreditMode.CREDIT_MODE_SHARED)
                .setCurrencyCode(CURRENCY)
                .setCountryCode("DE")
                .setCustomerSince(Date.newBuilder().setYear(2020).setMonth(1).setDay(1))
                .setBureauReportedAt(Timestamps.fromSeconds(1_577_836_800L))
                .setTerms(PaymentTerms.newBuilder()
                        .setBasis(PaymentTerms.Basis.BASIS_NET)
                        .setNetDays(365))
                .addBuyers(
                        Buyer.newBuilder().setBuyerId(BUYER).addRoles("buyer").setOrderLimitMinor(orderLimitMinor))
                .addBuyers(Buyer.newBuilder().setBuyerId(APPROVER).addRoles(APPROVER_ROLE));
        if (limited()) {
            account.setCreditLimit(
                    CreditLimit.newBuilder().setSoftLimitMinor(softMinor).setHardCapMinor(hardMinor));
        }
        return account.build();
    }
}
