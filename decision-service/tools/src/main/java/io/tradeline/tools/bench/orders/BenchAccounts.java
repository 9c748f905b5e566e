package io.tradeline.tools.bench.orders;

import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.accounts.v1.Buyer;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.CreditMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The accounts of a benchmark: companies of a head and nine branches that share its credit. The limits are never reached, so that approvals are measured.
 *
 * @param count heads and branches together, a multiple of 10
 */
public record BenchAccounts(int count) {
    public static final int COMPANY = 10;
    private static final int MOST = 1_000_000;
    public static final String CURRENCY = "EUR";
    public static final String BUYER = "buyer";
    /** A billion euros for each company. */
    public static final long CREDIT_LIMIT_MINOR = 100_000_000_000L;
    /** What a buyer may order without approval: 1,000 euros. */
    public static final long ORDER_LIMIT_MINOR = 100_000;

    public BenchAccounts {
        if (!isPossible(count)) {
            throw new IllegalArgumentException(
                    "count: " + count + " (expected: a multiple of 10, from 10 to 1,000,000)");
        }
    }

    /** Whether there can be so many. */
    public static boolean isPossible(int count) {
        return count >= COMPANY && count % COMPANY == 0 && count <= MOST;
    }

    public static boolean isHead(int account) {
        return account % COMPANY == 0;
    }

    public static String id(int account) {
        return isHead(account)
                ? String.format(Locale.ROOT, "bench-%06d", account / COMPANY)
                : String.format(Locale.ROOT, "bench-%06d.%d", account / COMPANY, account % COMPANY);
    }

    public static String headId(int account) {
        return id(account - account % COMPANY);
    }

    /** Each account's id by its number. */
    public String[] ids() {
        String[] ids = new String[count];
        for (int account = 0; account < count; account++) {
            ids[account] = id(account);
        }
        return ids;
    }

    public List<Account> heads() {
        return IntStream.range(0, count)
                .filter(BenchAccounts::isHead)
                .mapToObj(BenchAccounts::facts)
                .toList();
    }

    public List<Account> branches() {
        return IntStream.range(0, count)
                .filter(account -> !isHead(account))
                .mapToObj(BenchAccounts::facts)
                .toList();
    }

    /** What is to be stored of an account. */
    public static Account facts(int account) {
        return isHead(account)
                ? basics(account)
                        .setCreditMode(CreditMode.CREDIT_MODE_OWN)
                        .setCreditLimit(CreditLimit.newBuilder()
                                .setSoftLimitMinor(CREDIT_LIMIT_MINOR)
                                .setHardCapMinor(CREDIT_LIMIT_MINOR)
                                .setSetBy("bench"))
                        .build()
                : basics(account)
                        .setParentAccountId(headId(account))
                        .setCreditMode(CreditMode.CREDIT_MODE_SHARED)
                        .build();
    }

    private static Account.Builder basics(int account) {
        return Account.newBuilder()
                .setAccountId(id(account))
                .setVersion(1)
                .setStatus(AccountStatus.ACCOUNT_STATUS_ACTIVE)
                .setCurrencyCode(CURRENCY)
                .setSegment("standard")
                .setCountryCode("DE")
                .addBuyers(
                        Buyer.newBuilder().setBuyerId(BUYER).addRoles("buyer").setOrderLimitMinor(ORDER_LIMIT_MINOR));
    }
}
