package io.tradeline.decision.directory;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.type.Date;
import io.tradeline.decision.exposure.LatestExposure;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.PurchasingPolicy;
import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.AccountStatus;
import io.tradeline.rules.facts.ApprovalLevel;
import io.tradeline.rules.facts.Buyer;
import io.tradeline.rules.facts.ContractTerms;
import io.tradeline.rules.facts.CostCentre;
import io.tradeline.rules.facts.CreditLimit;
import io.tradeline.rules.facts.ItemRule;
import io.tradeline.rules.facts.Period;
import io.tradeline.rules.facts.RiskFlag;
import io.tradeline.rules.facts.RoleLimit;
import io.tradeline.rules.facts.SpendLimit;
import io.tradeline.rules.terms.PaymentTerms;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From the contract's form of an account's facts to the one that rules read, and terms back. The facts are valid: they were checked before they were stored. */
public final class AccountMapper {

    private AccountMapper() {}

    public static AccountEntry entry(io.tradeline.proto.accounts.v1.Account account, ByteString contentHash) {
        Account facts = new Account(
                account.getAccountId(),
                AccountStatus.values()[account.getStatusValue() - 1],
                account.getCurrencyCode(),
                account.getSegment().intern(),
                account.getIndustry().intern(),
                account.getTier().intern(),
                account.getCountryCode().intern(),
                account.getTimeZone().isEmpty() ? ZoneOffset.UTC : ZoneId.of(account.getTimeZone()),
                account.hasTerms() ? terms(account.getTerms()) : null,
                contracts(account.getContractTermsList()),
                buyers(account.getBuyersList()),
                account.hasPurchasing()
                        ? purchasing(account.getPurchasing())
                        : io.tradeline.rules.facts.PurchasingPolicy.NONE,
                costCentres(account.getCostCentresList()),
                account.getRiskFlagsList().stream()
                        .map(flag -> new RiskFlag(
                                RiskFlag.Kind.values()[flag.getKindValue() - 1],
                                instant(flag.getRaisedAt()),
                                flag.getRaisedBy()))
                        .toList(),
                account.hasCustomerSince() ? localDate(account.getCustomerSince()) : null,
                account.hasBureauReportedAt() ? instant(account.getBureauReportedAt()) : null);
        return new AccountEntry(
                facts,
                account.getParentAccountId(),
                account.getCreditMode() == CreditMode.CREDIT_MODE_OWN
                        || account.getParentAccountId().isEmpty(),
                account.hasCreditLimit() ? limit(account.getCreditLimit()) : null,
                account.hasPurchasing(),
                account.getVersion(),
                contentHash,
                new LatestExposure());
    }

    public static PaymentTerms terms(io.tradeline.proto.accounts.v1.PaymentTerms terms) {
        return new PaymentTerms(
                PaymentTerms.Basis.values()[terms.getBasisValue() - 1],
                terms.getNetDays(),
                terms.getProximoDay(),
                terms.getProximoMonths(),
                terms.getDiscountBasisPoints(),
                terms.getDiscountDays(),
                terms.getInstalmentsList().stream()
                        .map(part -> new PaymentTerms.Instalment(part.getShareBasisPoints(), part.getDays()))
                        .toList(),
                terms.getFromReceiptOfGoods());
    }

    public static io.tradeline.proto.accounts.v1.PaymentTerms terms(PaymentTerms terms) {
        io.tradeline.proto.accounts.v1.PaymentTerms.Builder proto =
                io.tradeline.proto.accounts.v1.PaymentTerms.newBuilder()
                        .setBasisValue(terms.basis().ordinal() + 1)
                        .setNetDays(terms.netDays())
                        .setProximoDay(terms.proximoDay())
                        .setProximoMonths(terms.proximoMonths())
                        .setDiscountBasisPoints(terms.discountBasisPoints())
                        .setDiscountDays(terms.discountDays())
                        .setFromReceiptOfGoods(terms.fromReceiptOfGoods());
        for (PaymentTerms.Instalment part : terms.instalments()) {
            proto.addInstalmentsBuilder()
                    .setShareBasisPoints(part.shareBasisPoints())
                    .setDays(part.days());
        }
        return proto.build();
    }

    public static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    public static LocalDate localDate(Date date) {
        return LocalDate.of(date.getYear(), date.getMonth(), date.getDay());
    }

    private static @Nullable LocalDate localDateOrNull(boolean present, Date date) {
        return present ? localDate(date) : null;
    }

    private static CreditLimit limit(io.tradeline.proto.accounts.v1.CreditLimit limit) {
        return new CreditLimit(
                limit.getSoftLimitMinor(),
                limit.hasHardCapMinor() ? OptionalLong.of(limit.getHardCapMinor()) : OptionalLong.empty(),
                localDateOrNull(limit.hasValidFrom(), limit.getValidFrom()),
                localDateOrNull(limit.hasValidUntil(), limit.getValidUntil()));
    }

    private static Map<String, ContractTerms> contracts(List<io.tradeline.proto.accounts.v1.ContractTerms> contracts) {
        Map<String, ContractTerms> byId = new LinkedHashMap<>();
        for (io.tradeline.proto.accounts.v1.ContractTerms contract : contracts) {
            byId.put(
                    contract.getContractId(),
                    new ContractTerms(
                            contract.getContractId(),
                            terms(contract.getTerms()),
                            localDateOrNull(contract.hasValidFrom(), contract.getValidFrom()),
                            localDateOrNull(contract.hasValidUntil(), contract.getValidUntil())));
        }
        return Map.copyOf(byId);
    }

    private static Map<String, Buyer> buyers(List<io.tradeline.proto.accounts.v1.Buyer> buyers) {
        Map<String, Buyer> byId = new LinkedHashMap<>();
        for (io.tradeline.proto.accounts.v1.Buyer buyer : buyers) {
            byId.put(
                    buyer.getBuyerId(),
                    new Buyer(
                            buyer.getBuyerId(),
                            List.copyOf(buyer.getRolesList()),
                            buyer.hasOrderLimitMinor()
                                    ? OptionalLong.of(buyer.getOrderLimitMinor())
                                    : OptionalLong.empty(),
                            buyer.hasSpendLimit() ? spendLimit(buyer.getSpendLimit()) : null,
                            Set.copyOf(buyer.getCostCentreIdsList()),
                            buyer.getSuspended()));
        }
        return Map.copyOf(byId);
    }

    private static Map<String, CostCentre> costCentres(List<io.tradeline.proto.accounts.v1.CostCentre> costCentres) {
        Map<String, CostCentre> byId = new LinkedHashMap<>();
        for (io.tradeline.proto.accounts.v1.CostCentre centre : costCentres) {
            byId.put(
                    centre.getCostCentreId(),
                    new CostCentre(
                            centre.getCostCentreId(),
                            centre.hasBudget() ? spendLimit(centre.getBudget()) : null,
                            centre.getStrict()));
        }
        return Map.copyOf(byId);
    }

    private static SpendLimit spendLimit(io.tradeline.proto.accounts.v1.SpendLimit limit) {
        return new SpendLimit(limit.getAmountMinor(), Period.values()[limit.getPeriodValue() - 1]);
    }

    private static io.tradeline.rules.facts.PurchasingPolicy purchasing(PurchasingPolicy policy) {
        return new io.tradeline.rules.facts.PurchasingPolicy(
                policy.hasOrderLimitMinor() ? OptionalLong.of(policy.getOrderLimitMinor()) : OptionalLong.empty(),
                policy.getApprovalLevelsList().stream()
                        .map(level -> new ApprovalLevel(level.getLevel(), level.getAboveMinor(), level.getRole()))
                        .sorted(java.util.Comparator.comparingInt(ApprovalLevel::level))
                        .toList(),
                policy.getPurchaseOrderRequired(),
                policy.hasPurchaseOrderRequiredAboveMinor()
                        ? OptionalLong.of(policy.getPurchaseOrderRequiredAboveMinor())
                        : OptionalLong.empty(),
                policy.getItemRulesList().stream()
                        .map(rule -> new ItemRule(
                                rule.getSku(),
                                rule.getCategory(),
                                rule.hasUnitPriceAboveMinor()
                                        ? OptionalLong.of(rule.getUnitPriceAboveMinor())
                                        : OptionalLong.empty(),
                                ItemRule.Effect.values()[rule.getEffectValue() - 1],
                                rule.getRole()))
                        .toList(),
                Set.copyOf(policy.getAllowedCategoriesList()),
                policy.getCostCentreRequired(),
                Set.copyOf(policy.getApprovalRolesList()),
                policy.getRoleLimitsList().stream()
                        .map(limit -> new RoleLimit(limit.getRole(), limit.getOrderLimitMinor()))
                        .toList());
    }
}
