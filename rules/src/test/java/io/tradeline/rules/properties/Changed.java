package io.tradeline.rules.properties;

import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.Buyer;
import io.tradeline.rules.facts.CreditNode;
import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.facts.DueAmount;
import io.tradeline.rules.facts.Order;
import io.tradeline.rules.facts.OrderLine;
import io.tradeline.rules.facts.Resolution;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.verdict.RequiredApproval;
import io.tradeline.rules.verdict.RequiredApproval.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The same facts with one thing changed. */
final class Changed {

    private Changed() {}

    static DecisionFacts amount(DecisionFacts facts, Money amount) {
        Order o = facts.order();
        return order(facts, amount, o.lines(), o.purchaseOrderNumber(), o.costCentreId());
    }

    /** With a field of the contract that was missing. */
    static DecisionFacts field(DecisionFacts facts, String field) {
        Order o = facts.order();
        return switch (field) {
            case "lines" ->
                order(
                        facts,
                        o.amount(),
                        List.of(new OrderLine("sku-1", "office", 1, 1)),
                        o.purchaseOrderNumber(),
                        o.costCentreId());
            case "purchase_order_number" -> order(facts, o.amount(), o.lines(), "PO-1", o.costCentreId());
            case "cost_centre_id" ->
                order(
                        facts,
                        o.amount(),
                        o.lines(),
                        o.purchaseOrderNumber(),
                        facts.account().costCentres().keySet().iterator().next());
            default -> throw new AssertionError("field: " + field + " (expected: one that a rule asks for)");
        };
    }

    private static DecisionFacts order(
            DecisionFacts facts, Money amount, List<OrderLine> lines, String purchaseOrderNumber, String costCentreId) {
        Order o = facts.order();
        Order order = new Order(
                o.orderId(),
                o.accountId(),
                o.buyerId(),
                amount,
                lines,
                o.channel(),
                purchaseOrderNumber,
                costCentreId,
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

    /** After an approval by someone else who has the role. */
    static DecisionFacts approval(DecisionFacts facts, RequiredApproval approval) {
        Account a = facts.account();
        Map<String, Buyer> buyers = new LinkedHashMap<>(a.buyers());
        if (approval.side() == Side.BUYER) {
            buyers.put(
                    "another",
                    new Buyer("another", List.of(approval.role()), OptionalLong.empty(), null, Set.of(), false));
        }
        Account account = new Account(
                a.id(),
                a.status(),
                a.currency(),
                a.segment(),
                a.industry(),
                a.tier(),
                a.country(),
                a.zone(),
                a.terms(),
                a.contracts(),
                buyers,
                a.purchasing(),
                a.costCentres(),
                a.riskFlags(),
                a.customerSince(),
                a.bureauReportedAt());
        List<Resolution> resolutions = new ArrayList<>(facts.resolutions());
        resolutions.add(
                new Resolution(true, approval.side(), "another", approval.role(), "", facts.clock(), Long.MAX_VALUE));
        return new DecisionFacts(
                facts.kind(),
                facts.order(),
                facts.clock(),
                account,
                facts.nodes(),
                facts.signals(),
                resolutions,
                facts.heldMinor());
    }

    /** After a payment by one account, on the oldest items and what they leave in advance. */
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
                n.receivablesMinor() - (paidMinor - left),
                n.disputedMinor(),
                n.unappliedMinor() + left,
                due,
                n.averageExposureMinor());
    }
}
