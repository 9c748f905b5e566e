package io.tradeline.rules.properties;

import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.AccountStatus;
import io.tradeline.rules.facts.ApprovalLevel;
import io.tradeline.rules.facts.Buyer;
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
import io.tradeline.rules.facts.RoleLimit;
import io.tradeline.rules.facts.Signals;
import io.tradeline.rules.facts.SpendLimit;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.verdict.RequiredApproval.Side;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/** Facts of all kinds, near the thresholds as often as far from them. */
final class RandomFacts {

    private static final List<String> CURRENCIES = List.of("GBP", "EUR", "USD", "JPY", "PLN", "SEK");
    private static final List<String> SEGMENTS = List.of("key-account", "standard", "small", "");
    private static final ZoneId ZONE = ZoneId.of("Europe/London");

    private final Random random;

    RandomFacts(Random random) {
        this.random = random;
    }

    DecisionFacts next() {
        Instant clock = Instant.parse("2012-01-01T00:00:00Z").plusSeconds(random.nextInt(400_000_000));
        LocalDate today = clock.atZone(ZONE).toLocalDate();
        String currency = pick(CURRENCIES);
        String segment = pick(SEGMENTS);
        AccountStatus status = chance(10)
                ? pick(List.of(AccountStatus.values()))
                : chance(20) ? AccountStatus.PROBATION : AccountStatus.ACTIVE;
        List<RiskFlag> flags =
                chance(10) ? List.of(new RiskFlag(pick(List.of(RiskFlag.Kind.values())), clock, "test")) : List.of();
        Buyer buyer = new Buyer(
                "b-1",
                List.of("buyer"),
                maybe(30, amount(5)),
                chance(30) ? new SpendLimit(amount(6), Period.MONTH) : null,
                Set.of(),
                false);
        Buyer manager = new Buyer("m-1", List.of("manager"), OptionalLong.empty(), null, Set.of(), false);
        PurchasingPolicy purchasing = new PurchasingPolicy(
                maybe(20, amount(6)),
                chance(40)
                        ? List.of(
                                new ApprovalLevel(1, amount(5), "manager"), new ApprovalLevel(2, amount(7), "director"))
                        : List.of(),
                chance(10),
                maybe(10, amount(6)),
                itemRules(),
                chance(10) ? Set.of("office", "computers") : Set.of(),
                chance(10),
                chance(10) ? Set.of("buyer") : Set.of(),
                chance(30) ? List.of(new RoleLimit("buyer", amount(6))) : List.of());
        Account account = new Account(
                "acme",
                status,
                currency,
                segment,
                "",
                "",
                "GB",
                ZONE,
                null,
                Map.of(),
                Map.of("b-1", buyer, "m-1", manager),
                purchasing,
                Map.of(
                        "cc",
                        new CostCentre("cc", chance(50) ? new SpendLimit(amount(6), Period.YEAR) : null, chance(50))),
                flags,
                today.minusYears(1),
                chance(50) ? clock.minusSeconds(random.nextInt(60_000_000)) : null);
        List<CreditNode> nodes = new ArrayList<>();
        int depth = 1 + random.nextInt(3);
        for (int i = 0; i < depth; i++) {
            nodes.add(node(
                    i == 0 ? "acme" : "head-" + i,
                    i == depth - 1,
                    i == 0 ? status : AccountStatus.ACTIVE,
                    segment,
                    currency,
                    today,
                    i == 0 ? flags : List.of()));
        }
        Signals signals = new Signals(
                !chance(10),
                window(),
                window(),
                window(),
                random.nextInt(20),
                List.of(),
                chance(70),
                amount(5),
                amount(5),
                random.nextInt(10),
                random.nextInt(3));
        String orderCurrency = chance(50) ? currency : pick(CURRENCIES);
        Order order = new Order(
                "o-1",
                "acme",
                "b-1",
                new Money(orderCurrency, 1 + amount(6 + random.nextInt(5))),
                lines(),
                "edi",
                chance(50) ? "PO" : "",
                chance(50) ? "cc" : "",
                "",
                "dock",
                "GB");
        List<Resolution> answers = new ArrayList<>();
        if (chance(15)) {
            answers.add(new Resolution(
                    !chance(20),
                    Side.FINANCE,
                    "f-1",
                    pick(List.of("credit-analyst", "credit-manager", "credit-director", "nobody")),
                    "",
                    clock,
                    amount(8)));
        }
        if (chance(15)) {
            answers.add(new Resolution(
                    !chance(20), Side.BUYER, pick(List.of("b-1", "m-1")), "manager", "", clock, amount(8)));
        }
        return new DecisionFacts(
                DecisionKind.AUTHORIZE, order, clock, account, nodes, signals, answers, chance(20) ? amount(4) : 0);
    }

    private CreditNode node(
            String id,
            boolean holder,
            AccountStatus status,
            String segment,
            String currency,
            LocalDate today,
            List<RiskFlag> flags) {
        long soft = chance(5) ? 0 : amount(7);
        CreditLimit limit = chance(60)
                ? new CreditLimit(
                        soft,
                        maybe(60, soft + amount(6)),
                        null,
                        chance(30) ? today.plusDays(random.nextInt(20) - 10) : null)
                : null;
        List<DueAmount> due = new ArrayList<>();
        int day = (int) today.toEpochDay() - random.nextInt(130);
        while (chance(50)) {
            due.add(new DueAmount(day, 1 + amount(5)));
            day += 1 + random.nextInt(40);
        }
        long open = due.stream().mapToLong(DueAmount::openMinor).sum();
        return new CreditNode(
                id,
                holder,
                status,
                segment,
                "",
                currency,
                limit,
                flags,
                1,
                chance(50) ? amount(chance(20) ? 8 : 6) : 0,
                open,
                0,
                chance(20) ? amount(4) : 0,
                List.copyOf(due),
                chance(60) ? amount(6) : 0);
    }

    private List<OrderLine> lines() {
        List<OrderLine> lines = new ArrayList<>();
        while (chance(60)) {
            lines.add(new OrderLine(
                    pick(List.of("pen", "laptop", "vodka")),
                    pick(List.of("office", "computers", "spirits", "")),
                    1 + random.nextInt(9),
                    amount(6)));
        }
        return lines;
    }

    private List<ItemRule> itemRules() {
        List<ItemRule> rules = new ArrayList<>();
        while (chance(30)) {
            rules.add(new ItemRule(
                    pick(List.of("", "pen", "laptop")),
                    pick(List.of("", "office", "spirits")),
                    maybe(50, amount(6)),
                    chance(70) ? ItemRule.Effect.NEEDS_APPROVAL : ItemRule.Effect.RESTRICTED,
                    pick(List.of("", "manager", "it-manager"))));
        }
        return rules;
    }

    private Signals.Window window() {
        return new Signals.Window(
                random.nextInt(8),
                amount(6),
                random.nextInt(30),
                random.nextInt(4_000),
                random.nextInt(2_000),
                amount(5),
                amount(5));
    }

    /** Up to so many digits, all lengths alike. */
    private long amount(int digits) {
        long bound = 10;
        for (int i = random.nextInt(digits); i > 0; i--) {
            bound *= 10;
        }
        return (long) (random.nextDouble() * bound);
    }

    private OptionalLong maybe(int percent, long value) {
        return chance(percent) ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
