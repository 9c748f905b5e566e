package io.tradeline.rules.cases.format;

import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.AccountStatus;
import io.tradeline.rules.facts.ApprovalLevel;
import io.tradeline.rules.facts.Buyer;
import io.tradeline.rules.facts.ContractTerms;
import io.tradeline.rules.facts.CostCentre;
import io.tradeline.rules.facts.CreditLimit;
import io.tradeline.rules.facts.CreditNode;
import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.facts.DecisionKind;
import io.tradeline.rules.facts.DueAmount;
import io.tradeline.rules.facts.ItemRule;
import io.tradeline.rules.facts.Order;
import io.tradeline.rules.facts.OrderLine;
import io.tradeline.rules.facts.Period;
import io.tradeline.rules.facts.PurchasingPolicy;
import io.tradeline.rules.facts.Resolution;
import io.tradeline.rules.facts.RiskFlag;
import io.tradeline.rules.facts.Signals;
import io.tradeline.rules.facts.SpendLimit;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.money.MoneyText;
import io.tradeline.rules.terms.PaymentTerms;
import io.tradeline.rules.terms.TermsNotation;
import io.tradeline.rules.verdict.RequiredApproval.Side;
import io.tradeline.rules.yaml.Texts;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From what a case gives to facts. What it leaves out is ordinary: an active British account with one buyer and a hundred orders behind it,
 * that orders goods for 1,000.00 on Thursday, 14 March 2024 at ten o'clock.
 */
final class GivenReader {

    private static final Instant CLOCK = Instant.parse("2024-03-14T10:00:00Z");
    private static final Pattern SPEND = Pattern.compile("(.+) per (day|week|month|quarter|year)");

    private final Layered given;
    private final Instant clock;
    private final String currency;
    private final ZoneId zone;

    private GivenReader(Layered given) {
        this.given = given.only(
                "kind", "clock", "held", "order", "account", "purchasing", "credit", "above", "signals", "answers");
        this.clock = given.value("clock", GivenReader::instant, CLOCK);
        this.currency = given.at("account").value("currency", GivenReader::currency, "GBP");
        this.zone = given.at("account").value("zone", GivenReader::zone, ZoneId.of("Europe/London"));
    }

    static DecisionFacts read(Layered given) {
        return new GivenReader(given).facts();
    }

    private DecisionFacts facts() {
        Account account = account();
        return new DecisionFacts(
                given.value("kind", text -> Texts.constant(DecisionKind.class, text), DecisionKind.AUTHORIZE),
                order(account.id()),
                clock,
                account,
                nodes(account),
                signals(),
                answers(),
                given.value("held", this::minor, 0L));
    }

    private Order order(String accountId) {
        Layered order = given.at("order")
                .only(
                        "amount",
                        "buyer",
                        "lines",
                        "channel",
                        "po",
                        "cost-centre",
                        "contract",
                        "ship-to",
                        "ship-to-country");
        Money amount = order.value(
                "amount",
                text -> Character.isLetter(text.charAt(text.length() - 1))
                        ? MoneyText.parse(text)
                        : MoneyText.parse(text, currency),
                MoneyText.parse("1,000", currency));
        List<OrderLine> lines = new ArrayList<>();
        for (Layered line : order.at("lines").items()) {
            line.only("sku", "category", "quantity", "price");
            lines.add(new OrderLine(
                    line.word("sku", "sku-1"),
                    line.word("category", ""),
                    line.value("quantity", Texts::number, 1L),
                    line.value(
                            "price",
                            text -> MoneyText.parse(text, amount.currency()).minor(),
                            0L)));
        }
        return new Order(
                "order-1",
                accountId,
                order.word("buyer", "b-1"),
                amount,
                lines,
                order.word("channel", "edi"),
                order.word("po", ""),
                order.word("cost-centre", ""),
                order.word("contract", ""),
                order.word("ship-to", "dock-1"),
                order.word("ship-to-country", "GB"));
    }

    private Account account() {
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
                currency,
                account.word("segment", ""),
                account.word("industry", ""),
                account.word("tier", ""),
                account.word("country", "GB"),
                zone,
                account.<PaymentTerms>optional("terms", TermsNotation::parse),
                contracts,
                buyers(account.at("buyers")),
                purchasing(),
                costCentres(account.at("cost-centres")),
                flags(account),
                account.value("customer-since", Texts::day, LocalDate.of(2020, 1, 2)),
                bureau.equals("never")
                        ? null
                        : account.value("bureau-report", Texts::day, LocalDate.of(2024, 1, 15))
                                .atTime(12, 0)
                                .atZone(zone)
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
                            amount(buyer, "order-limit"),
                            buyer.<SpendLimit>optional("spend-limit", this::spendLimit),
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
                            centre.<SpendLimit>optional("budget", this::spendLimit),
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
                        "approval-roles");
        List<ApprovalLevel> levels = new ArrayList<>();
        for (Layered level : rules.at("levels").items()) {
            level.only("level", "above", "role");
            levels.add(new ApprovalLevel(
                    level.value("level", text -> Math.toIntExact(Texts.number(text)), levels.size() + 1),
                    level.value("above", this::minor, 0L),
                    level.word("role", "manager")));
        }
        List<ItemRule> items = new ArrayList<>();
        for (Layered item : rules.at("items").items()) {
            item.only("sku", "category", "price-above", "effect", "role");
            items.add(new ItemRule(
                    item.word("sku", ""),
                    item.word("category", ""),
                    amount(item, "price-above"),
                    item.value(
                            "effect", text -> Texts.constant(ItemRule.Effect.class, text), ItemRule.Effect.RESTRICTED),
                    item.word("role", "")));
        }
        return new PurchasingPolicy(
                amount(rules, "order-limit"),
                levels,
                rules.value("po-required", Texts::yesNo, false),
                amount(rules, "po-required-above"),
                items,
                Set.copyOf(rules.words("categories")),
                rules.value("cost-centre-required", Texts::yesNo, false),
                Set.copyOf(rules.words("approval-roles")));
    }

    private List<CreditNode> nodes(Account account) {
        List<Layered> above = given.at("above").items();
        List<CreditNode> nodes = new ArrayList<>();
        nodes.add(node(given.at("credit"), account, account.id(), above.isEmpty()));
        for (int i = 0; i < above.size(); i++) {
            nodes.add(node(above.get(i), null, "head-" + (i + 1), i == above.size() - 1));
        }
        return nodes;
    }

    private CreditNode node(Layered node, @Nullable Account own, String id, boolean holder) {
        node.only(
                "id",
                "status",
                "segment",
                "tier",
                "flags",
                "limit",
                "cap",
                "from",
                "until",
                "reserved",
                "receivables",
                "disputed",
                "unapplied",
                "due",
                "average");
        Long soft = node.optional("limit", this::minor);
        CreditLimit limit = soft == null
                ? null
                : new CreditLimit(
                        soft,
                        amount(node, "cap"),
                        node.optional("from", Texts::day),
                        node.optional("until", Texts::day));
        List<DueAmount> due = new ArrayList<>();
        node.at("due").fields().forEach((day, open) -> {
            LocalDate date = open.layers().get(0).as(text -> Texts.day(day));
            Long minor = open.layers().get(0).as(this::minor);
            if (date != null && minor != null) {
                due.add(new DueAmount((int) date.toEpochDay(), minor));
            }
        });
        due.sort(Comparator.comparingInt(DueAmount::epochDay));
        long open = due.stream().mapToLong(DueAmount::openMinor).sum();
        return new CreditNode(
                own == null ? node.word("id", id) : id,
                holder,
                node.value(
                        "status",
                        text -> Texts.constant(AccountStatus.class, text),
                        own == null ? AccountStatus.ACTIVE : own.status()),
                node.word("segment", own == null ? "" : own.segment()),
                node.word("tier", own == null ? "" : own.tier()),
                currency,
                limit,
                own == null ? flags(node) : own.riskFlags(),
                1,
                node.value("reserved", this::minor, 0L),
                node.value("receivables", this::minor, open),
                node.value("disputed", this::minor, 0L),
                node.value("unapplied", this::minor, 0L),
                List.copyOf(due),
                node.value("average", this::minor, 0L));
    }

    private List<RiskFlag> flags(Layered account) {
        List<RiskFlag> flags = new ArrayList<>();
        for (Layered flag : account.at("flags").items()) {
            RiskFlag.Kind kind = flag.layers().get(0).as(text -> Texts.constant(RiskFlag.Kind.class, text));
            if (kind != null) {
                flags.add(new RiskFlag(kind, clock, "finance"));
            }
        }
        return flags;
    }

    private Signals signals() {
        Layered signals = given.at("signals")
                .only(
                        "complete",
                        "hour",
                        "day",
                        "week",
                        "orders-total",
                        "recent",
                        "ship-to-known",
                        "cost-centre-spent",
                        "buyer-spent",
                        "paid-on-time",
                        "paid-late");
        List<Signals.RecentOrder> recent = new ArrayList<>();
        for (Layered order : signals.at("recent").items()) {
            order.only("minutes-ago", "amount");
            recent.add(new Signals.RecentOrder(
                    Math.floorDiv(clock.getEpochSecond(), 60L) - order.value("minutes-ago", Texts::number, 0L),
                    order.value("amount", this::minor, 0L)));
        }
        recent.sort(Comparator.comparingLong(Signals.RecentOrder::epochMinute));
        return new Signals(
                signals.value("complete", Texts::yesNo, true),
                window(signals.at("hour")),
                window(signals.at("day")),
                window(signals.at("week")),
                signals.value("orders-total", Texts::number, 100L),
                recent,
                signals.value("ship-to-known", Texts::yesNo, true),
                signals.value("cost-centre-spent", this::minor, 0L),
                signals.value("buyer-spent", this::minor, 0L),
                signals.value("paid-on-time", Texts::number, 0L),
                signals.value("paid-late", Texts::number, 0L));
    }

    private Signals.Window window(Layered window) {
        window.only(
                "orders", "amount", "samples", "mean-orders", "deviation-orders", "mean-amount", "deviation-amount");
        return new Signals.Window(
                window.value("orders", Texts::number, 0L),
                window.value("amount", this::minor, 0L),
                window.value("samples", Texts::number, 0L),
                window.value("mean-orders", GivenReader::thousandths, 0L),
                window.value("deviation-orders", GivenReader::thousandths, 0L),
                window.value("mean-amount", this::minor, 0L),
                window.value("deviation-amount", this::minor, 0L));
    }

    private List<Resolution> answers() {
        List<Resolution> answers = new ArrayList<>();
        for (Layered answer : given.at("answers").items()) {
            answer.only("approved", "side", "by", "role", "reason", "amount");
            answers.add(new Resolution(
                    answer.value("approved", Texts::yesNo, true),
                    answer.value(
                            "side", text -> Texts.constant(Side.class, text.toUpperCase(Locale.ROOT)), Side.FINANCE),
                    answer.word("by", "f-1"),
                    answer.word("role", "credit-manager"),
                    answer.word("reason", ""),
                    clock,
                    answer.value("amount", this::minor, Long.MAX_VALUE)));
        }
        return answers;
    }

    private OptionalLong amount(Layered from, String name) {
        Long minor = from.optional(name, this::minor);
        return minor == null ? OptionalLong.empty() : OptionalLong.of(minor);
    }

    private long minor(String text) {
        return MoneyText.parse(text, currency).minor();
    }

    private SpendLimit spendLimit(String text) {
        Matcher matcher = SPEND.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: an amount and a period such as 5,000.00 per month)");
        }
        return new SpendLimit(
                minor(matcher.group(1)), Period.valueOf(matcher.group(2).toUpperCase(Locale.ROOT)));
    }

    private static long thousandths(String text) {
        try {
            return new java.math.BigDecimal(text).movePointRight(3).longValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: a number with at most 3 decimals)", e);
        }
    }

    private static String currency(String text) {
        if (!Money.isKnown(text)) {
            throw new IllegalArgumentException("currency: " + text + " (expected: an ISO 4217 code)");
        }
        return text;
    }

    private static Instant instant(String text) {
        return parse(text, Instant::parse, "a moment such as 2024-03-14T10:00:00Z");
    }

    private static ZoneId zone(String text) {
        return parse(text, ZoneId::of, "a time zone such as Europe/London");
    }

    private static <T> T parse(String text, Function<String, T> reader, String expectation) {
        try {
            return reader.apply(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: " + expectation + ")", e);
        }
    }
}
