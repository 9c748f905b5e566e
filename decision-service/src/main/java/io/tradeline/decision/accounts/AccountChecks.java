package io.tradeline.decision.accounts;

import com.google.rpc.BadRequest.FieldViolation;
import com.google.type.Date;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.directory.AccountMapper;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.ApprovalLevel;
import io.tradeline.proto.accounts.v1.ContractTerms;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.ItemRule;
import io.tradeline.proto.accounts.v1.PaymentTerms;
import io.tradeline.proto.accounts.v1.PurchasingPolicy;
import io.tradeline.proto.accounts.v1.RoleLimit;
import io.tradeline.rules.money.Money;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What the contract's limits on single fields can't say: fields that depend on each other, and words that must be known. */
final class AccountChecks {

    private final List<FieldViolation> violations = new ArrayList<>(0);

    private AccountChecks() {}

    static List<FieldViolation> violations(Account account) {
        AccountChecks checks = new AccountChecks();
        checks.account(account);
        return checks.violations;
    }

    private void account(Account account) {
        if (!Money.isKnown(account.getCurrencyCode())) {
            expect("currency_code", account.getCurrencyCode(), "an ISO 4217 code");
        }
        if (!account.getTimeZone().isEmpty()) {
            try {
                ZoneId.of(account.getTimeZone());
            } catch (DateTimeException unknown) {
                expect(
                        "time_zone",
                        account.getTimeZone().length() + " characters",
                        "an IANA time zone such as Europe/London");
            }
        }
        if (account.getParentAccountId().equals(account.getAccountId())) {
            expect("parent_account_id", account.getParentAccountId(), "another account");
        }
        if (account.getParentAccountId().isEmpty() && account.getCreditMode() == CreditMode.CREDIT_MODE_SHARED) {
            expect("credit_mode", account.getCreditMode().name(), "CREDIT_MODE_OWN for an account without a parent");
        }
        if (account.hasCreditLimit()) {
            limit(account.getCreditLimit());
        }
        if (account.hasTerms()) {
            terms("terms", account.getTerms());
        }
        for (int i = 0; i < account.getContractTermsCount(); i++) {
            ContractTerms contract = account.getContractTerms(i);
            String path = "contract_terms[" + i + "]";
            terms(path + ".terms", contract.getTerms());
            range(
                    path,
                    contract.hasValidFrom(),
                    contract.getValidFrom(),
                    contract.hasValidUntil(),
                    contract.getValidUntil());
        }
        if (account.hasCustomerSince()) {
            date("customer_since", account.getCustomerSince());
        }
        unique("contract_terms", account.getContractTermsList(), ContractTerms::getContractId);
        unique("buyers", account.getBuyersList(), io.tradeline.proto.accounts.v1.Buyer::getBuyerId);
        unique(
                "cost_centres",
                account.getCostCentresList(),
                io.tradeline.proto.accounts.v1.CostCentre::getCostCentreId);
        purchasing(account.getPurchasing());
    }

    private void purchasing(PurchasingPolicy purchasing) {
        for (int i = 0; i < purchasing.getItemRulesCount(); i++) {
            ItemRule rule = purchasing.getItemRules(i);
            if (rule.getSku().isEmpty() && rule.getCategory().isEmpty() && !rule.hasUnitPriceAboveMinor()) {
                expect("purchasing.item_rules[" + i + "]", "no condition", "a sku, a category or a unit price");
            }
        }
        once("purchasing.approval_levels", "level", purchasing.getApprovalLevelsList(), ApprovalLevel::getLevel);
        // An answer is given in a role: with a role at two levels, one answer would pass both.
        once("purchasing.approval_levels", "role", purchasing.getApprovalLevelsList(), ApprovalLevel::getRole);
        once("purchasing.role_limits", "role", purchasing.getRoleLimitsList(), RoleLimit::getRole);
    }

    private void limit(CreditLimit limit) {
        if (limit.hasHardCapMinor() && limit.getHardCapMinor() < limit.getSoftLimitMinor()) {
            expect(
                    "credit_limit.hard_cap_minor",
                    String.valueOf(limit.getHardCapMinor()),
                    ">= the soft limit, " + limit.getSoftLimitMinor());
        }
        range("credit_limit", limit.hasValidFrom(), limit.getValidFrom(), limit.hasValidUntil(), limit.getValidUntil());
    }

    private void terms(String path, PaymentTerms terms) {
        if (terms.getBasis() == PaymentTerms.Basis.BASIS_PROXIMO && terms.getProximoDay() == 0) {
            expect(path + ".proximo_day", "0", "1 to 31 for PROXIMO");
        }
        int shares = terms.getInstalmentsList().stream()
                .mapToInt(PaymentTerms.Instalment::getShareBasisPoints)
                .sum();
        boolean instalments = terms.getBasis() == PaymentTerms.Basis.BASIS_INSTALMENTS;
        if (instalments && shares != 10_000) {
            expect(path + ".instalments", "shares of " + shares + " basis points", "10000 together");
        }
        if (!instalments && terms.getInstalmentsCount() > 0) {
            expect(path + ".instalments", terms.getInstalmentsCount() + " instalments", "none for " + terms.getBasis());
        }
    }

    private void range(String path, boolean hasFrom, Date from, boolean hasUntil, Date until) {
        boolean valid =
                (!hasFrom || date(path + ".valid_from", from)) & (!hasUntil || date(path + ".valid_until", until));
        if (valid && hasFrom && hasUntil && AccountMapper.localDate(until).isBefore(AccountMapper.localDate(from))) {
            expect(
                    path + ".valid_until",
                    AccountMapper.localDate(until).toString(),
                    "not before " + AccountMapper.localDate(from));
        }
    }

    private boolean date(String path, Date date) {
        try {
            Times.requireDate(path, date);
            return true;
        } catch (StatusRuntimeException impossible) {
            expect(path, date.getYear() + "-" + date.getMonth() + "-" + date.getDay(), "a day from 1900 to 2200");
            return false;
        }
    }

    private <T> void once(String path, String field, List<T> items, Function<T, Object> value) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            Object each = value.apply(items.get(i));
            if (!seen.add(each)) {
                expect(path + "[" + i + "]." + field, "a second time", "each " + field + " once");
            }
        }
    }

    private <T> void unique(String path, List<T> items, Function<T, String> id) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            if (!seen.add(id.apply(items.get(i)))) {
                expect(path + "[" + i + "]", id.apply(items.get(i)), "each id once");
            }
        }
    }

    private void expect(String path, String value, String expected) {
        violations.add(Refusals.violation(path, value + " (expected: " + expected + ")"));
    }
}
