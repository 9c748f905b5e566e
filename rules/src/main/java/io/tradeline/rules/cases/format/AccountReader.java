package io.tradeline.rules.cases.format;

import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.AccountStatus;
import io.tradeline.rules.facts.ApprovalLevel;
import io.tradeline.rules.facts.Buyer;
import io.tradeline.rules.facts.ContractTerms;
import io.tradeline.rules.facts.CostCentre;
import io.tradeline.rules.facts.ItemRule;
import io.tradeline.rules.facts.PurchasingPolicy;
import io.tradeline.rules.facts.RiskFlag;
import io.tradeline.rules.facts.RoleLimit;
import io.tradeline.rules.facts.SpendLimit;
import io.tradeline.rules.terms.PaymentTerms;
import io.tradeline.rules.terms.TermsNotation;
import io.tradeline.rules.yaml.Texts;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the ordering account of a case. */
final class AccountReader {

    private final Layered given;
    private final CaseUnits units;

    AccountReader(Layered given, CaseUnits units) {
        this.given = given;
        this.units = units;
    }

    Account account() {
        Layered account = given.at("account")
                .only(
                        "id",
                        "status",
                        "currency",
                        "segment",
                        "industry",
                        "tier",
                        "country",
                        "zone",
                        "terms",
                        "contracts",
                        "buyers",
                        "cost-centres",
                        "flags",
                        "customer-since",
                        "bureau-report");
        Map<String, ContractTerms> contracts = new LinkedHashMap<>();
        account.at("contracts").fields().forEach((id, contract) -> {
            contract.only("terms", "from", "until");
            contracts.put(
                    id,
                    new ContractTerms(
                            id,
                            contract.value("terms", TermsNotation::parse, TermsNotation.parse("net 30")),
                            contract.optional("from", Texts::day),
                            contract.optional("until", Texts::day)));
        });
        String bureau = account.word("bureau-report", "2024-01-15");
        return new Account(
                account.word("id", "acme"),
                account.value("status", text -> Texts.constant(AccountStatus.class, text), AccountStatus.ACTIVE),
                units.currency(),
                account.word("segment", ""),
                account.word("industry", ""),
                account.word("tier", ""),
                account.word("country", "GB"),
                units.zone(),
                account.<PaymentTerms>optional("terms", TermsNotation::parse),
                contracts,
                buyers(account.at("buyers")),
                purchasing(),
                costCentres(account.at("cost-centres")),
                flags(account, units.clock()),
                account.value("customer-since", Texts::day, LocalDate.of(2020, 1, 2)),
                bureau.equals("never")
                        ? null
                        : account.value("bureau-report", Texts::day, LocalDate.of(2024, 1, 15))
                                .atTime(12, 0)
                                .atZone(units.zone())
                                .toInstant());
    }

    private Map<String, Buyer> buyers(Layered buyers) {
        Map<String, Buyer> byId = new LinkedHashMap<>();
        buyers.fields().forEach((id, buyer) -> {
            buyer.only("roles", "order-limit", "spend-limit", "cost-centres", "suspended");
            byId.put(
                    id,
                    new Buyer(
                            id,
                            buyer.words("roles"),
                            units.amount(buyer, "order-limit"),
                            buyer.<SpendLimit>optional("spend-limit", units::spendLimit),
                            Set.copyOf(buyer.words("cost-centres")),
                            buyer.value("suspended", Texts::yesNo, false)));
        });
        if (byId.isEmpty()) {
            byId.put("b-1", new Buyer("b-1", List.of("buyer"), OptionalLong.empty(), null, Set.of(), false));
        }
        return byId;
    }

    private Map<String, CostCentre> costCentres(Layered costCentres) {
        Map<String, CostCentre> byId = new LinkedHashMap<>();
        costCentres.fields().forEach((id, centre) -> {
            centre.only("budget", "strict");
            byId.put(
                    id,
                    new CostCentre(
                            id,
                            centre.<SpendLimit>optional("budget", units::spendLimit),
                            centre.value("strict", Texts::yesNo, false)));
        });
        return byId;
    }

    private PurchasingPolicy purchasing() {
        Layered rules = given.at("purchasing")
                .only(
                        "order-limit",
                        "levels",
                        "po-required",
                        "po-required-above",
                        "items",
                        "categories",
                        "cost-centre-required",
                        "approval-roles",
                        "role-limits");
        List<ApprovalLevel> levels = new ArrayList<>();
        for (Layered level : rules.at("levels").items()) {
            level.only("level", "above", "role");
            levels.add(new ApprovalLevel(
                    level.value("level", text -> Math.toIntExact(Texts.number(text)), levels.size() + 1),
                    level.value("above", units::minor, 0L),
                    level.word("role", "manager")));
        }
        List<ItemRule> items = new ArrayList<>();
        for (Layered item : rules.at("items").items()) {
            item.only("sku", "category", "price-above", "effect", "role");
            items.add(new ItemRule(
                    item.word("sku", ""),
                    item.word("category", ""),
                    units.amount(item, "price-above"),
                    item.value(
                            "effect", text -> Texts.constant(ItemRule.Effect.class, text), ItemRule.Effect.RESTRICTED),
                    item.word("role", "")));
        }
        return new PurchasingPolicy(
                units.amount(rules, "order-limit"),
                levels,
                rules.value("po-required", Texts::yesNo, false),
                units.amount(rules, "po-required-above"),
                items,
                Set.copyOf(rules.words("categories")),
                rules.value("cost-centre-required", Texts::yesNo, false),
                Set.copyOf(rules.words("approval-roles")),
                roleLimits(rules.at("role-limits")));
    }

    private List<RoleLimit> roleLimits(Layered limits) {
        List<RoleLimit> roleLimits = new ArrayList<>();
        limits.fields()
                .keySet()
                .forEach(role ->
                        units.amount(limits, role).ifPresent(limit -> roleLimits.add(new RoleLimit(role, limit))));
        return roleLimits;
    }

    /** The flags of an account, set when the case plays. */
    static List<RiskFlag> flags(Layered account, Instant clock) {
        List<RiskFlag> flags = new ArrayList<>();
        for (Layered flag : account.at("flags").items()) {
            RiskFlag.Kind kind = flag.layers().get(0).as(text -> Texts.constant(RiskFlag.Kind.class, text));
            if (kind != null) {
                flags.add(new RiskFlag(kind, clock, "finance"));
            }
        }
        return flags;
    }
}
