package io.tradeline.rules.samples;

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
import io.tradeline.rules.facts.Order;
import io.tradeline.rules.facts.OrderLine;
import io.tradeline.rules.facts.Period;
import io.tradeline.rules.facts.PurchasingPolicy;
import io.tradeline.rules.facts.RiskFlag;
import io.tradeline.rules.facts.Signals;
import io.tradeline.rules.facts.SpendLimit;
import io.tradeline.rules.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Decisions on a branch that draws on its head office's credit. */
public final class SampleFacts {

    private static final Instant CLOCK = Instant.parse("2024-03-14T10:00:00Z");
    private static final int TODAY = (int) LocalDate.of(2024, 3, 14).toEpochDay();

    private SampleFacts() {}

    /** An order of 1,200.00 GBP that is approved: two levels of credit, a cost centre with a budget, two levels of approval, three lines. */
    public static DecisionFacts approved() {
        return facts(120_000, 250_000, List.of(new DueAmount(TODAY + 12, 400_000)), List.of());
    }

    /** An order that takes the branch beyond its limit and needs an approval of the customer's, with payments overdue. */
    public static DecisionFacts held() {
        return facts(
                900_000,
                4_500_000,
                List.of(new DueAmount(TODAY - 40, 300_000), new DueAmount(TODAY + 12, 400_000)),
                List.of());
    }

    /** An order that is declined: a bureau alert on the head office. */
    public static DecisionFacts declined() {
        return facts(120_000, 250_000, List.of(), List.of(new RiskFlag(RiskFlag.Kind.BUREAU_ALERT, CLOCK, "bureau")));
    }

    /** One of each kind. */
    public static List<DecisionFacts> all() {
        return List.of(approved(), held(), declined());
    }

    private static DecisionFacts facts(
            long orderMinor, long branchReserved, List<DueAmount> due, List<RiskFlag> flags) {
        Buyer buyer = new Buyer(
                "b-1",
                List.of("buyer"),
                OptionalLong.of(500_000),
                new SpendLimit(10_000_000, Period.MONTH),
                Set.of(),
                false);
        Buyer approver = new Buyer("m-1", List.of("manager"), OptionalLong.empty(), null, Set.of(), false);
        PurchasingPolicy purchasing = new PurchasingPolicy(
                OptionalLong.of(2_000_000),
                List.of(new ApprovalLevel(1, 500_000, "manager"), new ApprovalLevel(2, 2_500_000, "director")),
                false,
                OptionalLong.of(100_000),
                List.of(),
                Set.of(),
                false,
                Set.of(),
                List.of());
        Account account = new Account(
                "branch-1",
                AccountStatus.ACTIVE,
                "GBP",
                "standard",
                "retail",
                "silver",
                "GB",
                ZoneId.of("Europe/London"),
                null,
                Map.of(),
                Map.of("b-1", buyer, "m-1", approver),
                purchasing,
                Map.of("cc-1", new CostCentre("cc-1", new SpendLimit(5_000_000, Period.QUARTER), false)),
                List.of(),
                LocalDate.of(2019, 5, 2),
                CLOCK.minusSeconds(86_400L * 90));
        CreditNode branch = new CreditNode(
                "branch-1",
                false,
                AccountStatus.ACTIVE,
                "standard",
                "silver",
                "GBP",
                new CreditLimit(5_000_000, OptionalLong.of(6_000_000), null, null),
                List.of(),
                17,
                branchReserved,
                400_000,
                0,
                0,
                due,
                600_000);
        CreditNode head = new CreditNode(
                "head-1",
                true,
                AccountStatus.ACTIVE,
                "key-account",
                "gold",
                "GBP",
                new CreditLimit(50_000_000, OptionalLong.of(60_000_000), null, LocalDate.of(2024, 12, 31)),
                flags,
                230,
                branchReserved + 3_000_000,
                8_000_000,
                0,
                150_000,
                due,
                9_000_000);
        Signals signals = new Signals(
                true,
                new Signals.Window(1, 80_000, 40, 1_200, 500, 90_000, 40_000),
                new Signals.Window(2, 150_000, 40, 2_200, 900, 180_000, 80_000),
                new Signals.Window(7, 700_000, 40, 8_200, 2_500, 780_000, 220_000),
                480,
                List.of(
                        new Signals.RecentOrder(CLOCK.getEpochSecond() / 60 - 2_880, 90_000),
                        new Signals.RecentOrder(CLOCK.getEpochSecond() / 60 - 90, 70_000),
                        new Signals.RecentOrder(CLOCK.getEpochSecond() / 60 - 20, 80_000)),
                true,
                900_000,
                1_300_000,
                210,
                9);
        Order order = new Order(
                "o-1",
                "branch-1",
                "b-1",
                new Money("GBP", orderMinor),
                List.of(
                        new OrderLine("sku-1", "paper", 20, 2_000),
                        new OrderLine("sku-2", "ink", 10, 4_000),
                        new OrderLine("sku-3", "paper", 5, 8_000)),
                "edi",
                "PO-4711",
                "cc-1",
                "",
                "dock-1",
                "GB");
        return new DecisionFacts(
                DecisionKind.AUTHORIZE, order, CLOCK, account, List.of(branch, head), signals, List.of(), 0);
    }
}
