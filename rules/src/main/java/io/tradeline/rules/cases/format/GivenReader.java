package io.tradeline.rules.cases.format;

import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.AccountStatus;
import io.tradeline.rules.facts.CreditLimit;
import io.tradeline.rules.facts.CreditNode;
import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.facts.DecisionKind;
import io.tradeline.rules.facts.DueAmount;
import io.tradeline.rules.facts.Order;
import io.tradeline.rules.facts.OrderLine;
import io.tradeline.rules.facts.Resolution;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.money.MoneyText;
import io.tradeline.rules.verdict.RequiredApproval.Side;
import io.tradeline.rules.yaml.Texts;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * From what a case gives to facts. What it leaves out is ordinary: an active British account with one buyer and a hundred orders behind it,
 * that orders goods for 1,000.00 on Thursday, 14 March 2024 at ten o'clock.
 */
final class GivenReader {

    private final Layered given;
    private final CaseUnits units;

    private GivenReader(Layered given) {
        this.given = given.only(
                "kind", "clock", "held", "order", "account", "purchasing", "credit", "above", "signals", "answers");
        this.units = CaseUnits.of(given);
    }

    static DecisionFacts read(Layered given) {
        return new GivenReader(given).facts();
    }

    private DecisionFacts facts() {
        Account account = new AccountReader(given, units).account();
        return new DecisionFacts(
                given.value("kind", text -> Texts.constant(DecisionKind.class, text), DecisionKind.AUTHORIZE),
                order(account.id()),
                units.clock(),
                account,
                nodes(account),
                new SignalsReader(given, units).signals(),
                answers(),
                given.value("held", units::minor, 0L));
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
                        : MoneyText.parse(text, units.currency()),
                MoneyText.parse("1,000", units.currency()));
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
        Long soft = node.optional("limit", units::minor);
        CreditLimit limit = soft == null
                ? null
                : new CreditLimit(
                        soft,
                        units.amount(node, "cap"),
                        node.optional("from", Texts::day),
                        node.optional("until", Texts::day));
        List<DueAmount> due = new ArrayList<>();
        node.at("due").fields().forEach((day, open) -> {
            LocalDate date = open.layers().get(0).as(text -> Texts.day(day));
            Long minor = open.layers().get(0).as(units::minor);
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
                units.currency(),
                limit,
                own == null ? AccountReader.flags(node, units.clock()) : own.riskFlags(),
                1,
                node.value("reserved", units::minor, 0L),
                node.value("receivables", units::minor, open),
                node.value("disputed", units::minor, 0L),
                node.value("unapplied", units::minor, 0L),
                List.copyOf(due),
                node.value("average", units::minor, 0L));
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
                    units.clock(),
                    answer.value("amount", units::minor, Long.MAX_VALUE)));
        }
        return answers;
    }
}
