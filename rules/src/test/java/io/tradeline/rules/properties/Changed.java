package io.tradeline.rules.properties;

import io.tradeline.rules.facts.CreditNode;
import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.facts.DueAmount;
import io.tradeline.rules.facts.Order;
import io.tradeline.rules.money.Money;
import java.util.ArrayList;
import java.util.List;

/** The same facts with one thing changed. */
final class Changed {

    private Changed() {}

    static DecisionFacts amount(DecisionFacts facts, Money amount) {
        Order o = facts.order();
        Order order = new Order(
                o.orderId(),
                o.accountId(),
                o.buyerId(),
                amount,
                o.lines(),
                o.channel(),
                o.purchaseOrderNumber(),
                o.costCentreId(),
                o.contractId(),
                o.shipToId(),
                o.shipToCountry());
        return new DecisionFacts(
                facts.kind(),
                order,
                facts.clock(),
                facts.account(),
                facts.nodes(),
                facts.signals(),
                facts.resolutions(),
                facts.heldMinor());
    }

    /** After a payment on the oldest items of one account. */
    static DecisionFacts payment(DecisionFacts facts, String accountId, long paidMinor) {
        List<CreditNode> nodes = new ArrayList<>();
        for (CreditNode n : facts.nodes()) {
            nodes.add(n.accountId().equals(accountId) ? paid(n, paidMinor) : n);
        }
        return new DecisionFacts(
                facts.kind(),
                facts.order(),
                facts.clock(),
                facts.account(),
                nodes,
                facts.signals(),
                facts.resolutions(),
                facts.heldMinor());
    }

    private static CreditNode paid(CreditNode n, long paidMinor) {
        List<DueAmount> due = new ArrayList<>();
        long left = paidMinor;
        for (DueAmount item : n.due()) {
            long part = Math.min(left, item.openMinor());
            left -= part;
            if (item.openMinor() > part) {
                due.add(new DueAmount(item.epochDay(), item.openMinor() - part));
            }
        }
        return new CreditNode(
                n.accountId(),
                n.holder(),
                n.status(),
                n.segment(),
                n.tier(),
                n.currency(),
                n.limit(),
                n.riskFlags(),
                n.version(),
                n.reservedMinor(),
                n.receivablesMinor() - paidMinor,
                n.disputedMinor(),
                n.unappliedMinor(),
                due,
                n.averageExposureMinor());
    }
}
