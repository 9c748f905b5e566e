package io.tradeline.tools.start.demo;

import com.google.protobuf.Timestamp;
import com.google.type.Date;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.RiskFlag;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The companies as accounts: a head each, and its branches below it, parents ahead of their children. */
final class DemoAccounts {
    /** Has a credit limit that ended last month. */
    private static final int EXPIRED_LIMIT = 31;
    /** Is held by finance. */
    private static final int ON_HOLD = 29;

    private final LocalDate today;

    /**
     * @param today from which dates are counted back and forth
     */
    DemoAccounts(LocalDate today) {
        this.today = today;
    }

    List<Account> all() {
        List<Account> accounts = new ArrayList<>();
        for (DemoCompany company : DemoCompanies.all()) {
            accounts.add(head(company));
            for (int branch = 0; branch < company.places().size(); branch++) {
                accounts.add(branch(company, branch));
            }
        }
        return List.copyOf(accounts);
    }

    private Account head(DemoCompany company) {
        Account.Builder account = common(company).setAccountId(company.id()).setCreditMode(CreditMode.CREDIT_MODE_OWN);
        // Every tenth relies on the limit of its segment.
        if (company.isCustomer() && company.number() % 10 != 9) {
            account.setCreditLimit(limit(company, company.limitMinor()));
        }
        if (company.isCustomer()) {
            account.setPurchasing(DemoPurchasing.policy(company));
        }
        if (company.status() == AccountStatus.ACCOUNT_STATUS_SUSPENDED) {
            account.addRiskFlags(flag(RiskFlag.Kind.KIND_DEFAULTED, 40));
        }
        if (company.number() == ON_HOLD) {
            account.addRiskFlags(flag(RiskFlag.Kind.KIND_CREDIT_HOLD, 3));
        }
        return account.build();
    }

    private Account branch(DemoCompany company, int branch) {
        // The last of four belongs to the region of the first.
        String parent = branch == 3 ? company.branchId(0) : company.id();
        Account.Builder account =
                common(company).setAccountId(company.branchId(branch)).setParentAccountId(parent);
        boolean ownCredit = company.number() % 7 == 3 && branch < 3;
        account.setCreditMode(ownCredit ? CreditMode.CREDIT_MODE_OWN : CreditMode.CREDIT_MODE_SHARED);
        if (company.isCustomer() && ownCredit) {
            account.setCreditLimit(limit(company, company.limitMinor() / 3));
        } else if (company.isCustomer() && branch == 1) {
            // A share of the company's credit that this branch may use at most.
            account.setCreditLimit(limit(company, company.limitMinor() * 6 / 10));
        }
        return account.build();
    }

    private Account.Builder common(DemoCompany company) {
        Account.Builder account = Account.newBuilder()
                .setVersion(1)
                .setStatus(company.status())
                .setCurrencyCode(company.currency())
                .setSegment(company.size().segment())
                .setIndustry(company.industry())
                .setTier(company.tier())
                .setCountryCode(company.country())
                .setTimeZone(company.zone());
        if (company.isCustomer()) {
            DemoTerms.of(company).ifPresent(account::setTerms);
            account.addAllBuyers(DemoPurchasing.buyers(company))
                    .addAllCostCentres(DemoPurchasing.costCentres(company))
                    .setCustomerSince(date(today.minusDays(sinceDays(company))))
                    .setBureauReportedAt(moment(today.minusDays(5 + company.number())));
        }
        return account;
    }

    private static long sinceDays(DemoCompany company) {
        return company.status() == AccountStatus.ACCOUNT_STATUS_PROBATION ? 45 : 400 + 30L * company.number();
    }

    private CreditLimit limit(DemoCompany company, long minor) {
        CreditLimit.Builder limit = CreditLimit.newBuilder()
                .setSoftLimitMinor(minor)
                .setHardCapMinor(minor / 4 * 5)
                .setSetBy("finance-1");
        if (company.number() == EXPIRED_LIMIT) {
            limit.setValidUntil(date(today.minusMonths(1)));
        }
        return limit.build();
    }

    private RiskFlag flag(RiskFlag.Kind kind, int daysAgo) {
        return RiskFlag.newBuilder()
                .setKind(kind)
                .setRaisedAt(moment(today.minusDays(daysAgo)))
                .setRaisedBy("finance-1")
                .build();
    }

    private static Timestamp moment(LocalDate day) {
        return Timestamp.newBuilder()
                .setSeconds(day.atStartOfDay(ZoneOffset.UTC).toEpochSecond())
                .build();
    }

    static Date date(LocalDate day) {
        return Date.newBuilder()
                .setYear(day.getYear())
                .setMonth(day.getMonthValue())
                .setDay(day.getDayOfMonth())
                .build();
    }
}
