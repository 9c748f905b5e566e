package io.tradeline.decision.authorize;

import io.tradeline.decision.directory.AccountEntry;
import io.tradeline.decision.directory.AccountMapper;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.decision.v1.AccountVersion;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.NodeFigures;
import io.tradeline.proto.decision.v1.RequiredApproval;
import io.tradeline.rules.facts.CreditNode;
import io.tradeline.rules.facts.DecisionFacts;
import io.tradeline.rules.facts.DecisionKind;
import io.tradeline.rules.facts.DueAmount;
import io.tradeline.rules.facts.Order;
import io.tradeline.rules.facts.OrderLine;
import io.tradeline.rules.facts.Resolution;
import io.tradeline.rules.facts.Signals;
import io.tradeline.rules.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Between what rules read and what is stored of it. What is stored and read back gives the same facts: replay rests on it. */
final class FactsMapper {

    private FactsMapper() {}

    static io.tradeline.proto.decision.v1.DecisionFacts toProto(
            DecisionFacts facts, AccountPath path, io.tradeline.proto.decision.v1.Order order) {
        io.tradeline.proto.decision.v1.DecisionFacts.Builder proto =
                io.tradeline.proto.decision.v1.DecisionFacts.newBuilder()
                        .setKind(kind(facts.kind()))
                        .setOrder(order)
                        .setClock(Times.timestamp(facts.clock().toEpochMilli()))
                        .setSignals(signals(facts.signals()))
                        .setHeldMinor(facts.heldMinor());
        for (AccountEntry entry : path.entries()) {
            proto.addAccounts(AccountVersion.newBuilder()
                    .setAccountId(entry.id())
                    .setVersion(entry.version())
                    .setContentHash(entry.contentHash()));
        }
        for (CreditNode node : facts.nodes()) {
            proto.addNodes(figures(node));
        }
        for (Resolution resolution : facts.resolutions()) {
            proto.addResolutions(resolution(resolution));
        }
        return proto.build();
    }

    /** The facts of a stored decision, with the versions of the accounts' facts that it used. */
    static DecisionFacts fromProto(io.tradeline.proto.decision.v1.DecisionFacts proto, AccountPath path) {
        List<CreditNode> nodes = new ArrayList<>();
        for (int i = 0; i < proto.getNodesCount(); i++) {
            nodes.add(node(path, i, proto.getNodes(i)));
        }
        return new DecisionFacts(
                DecisionKind.values()[proto.getKindValue() - 1],
                order(proto.getOrder()),
                Instant.ofEpochMilli(Times.epochMilli(proto.getClock())),
                path.effectiveAccount(),
                nodes,
                signals(proto.getSignals()),
                proto.getResolutionsList().stream().map(FactsMapper::resolution).toList(),
                proto.getHeldMinor());
    }

    static Order order(io.tradeline.proto.decision.v1.Order order) {
        List<OrderLine> lines = new ArrayList<>(order.getLinesCount());
        for (io.tradeline.proto.decision.v1.OrderLine line : order.getLinesList()) {
            lines.add(new OrderLine(line.getSku(), line.getCategory(), line.getQuantity(), line.getUnitPriceMinor()));
        }
        return new Order(
                order.getOrderId(),
                order.getAccountId(),
                order.getBuyerId(),
                new Money(order.getAmount().getCurrencyCode(), order.getAmount().getAmountMinor()),
                lines,
                order.getChannel(),
                order.getPurchaseOrderNumber(),
                order.getCostCentreId(),
                order.getContractId(),
                order.getShipToId(),
                order.getShipToCountryCode());
    }

    static Decision.Kind kind(DecisionKind kind) {
        return Decision.Kind.forNumber(kind.ordinal() + 1);
    }

    static CreditNode node(
            AccountPath path,
            int index,
            long version,
            long reserved,
            long receivables,
            long disputed,
            long unapplied,
            List<DueAmount> due,
            long average) {
        AccountEntry entry = path.entries().get(index);
        return new CreditNode(
                entry.id(),
                index == path.holderIndex(),
                entry.account().status(),
                entry.account().segment(),
                entry.account().tier(),
                entry.account().currency(),
                entry.limit(),
                entry.account().riskFlags(),
                version,
                reserved,
                receivables,
                disputed,
                unapplied,
                due,
                average);
    }

    private static CreditNode node(AccountPath path, int index, NodeFigures figures) {
        return node(
                path,
                index,
                figures.getVersion(),
                figures.getReservedMinor(),
                figures.getReceivablesMinor(),
                figures.getDisputedMinor(),
                figures.getUnappliedMinor(),
                figures.getDueList().stream()
                        .map(due -> new DueAmount(due.getEpochDay(), due.getOpenMinor()))
                        .toList(),
                figures.getAverageExposureMinor());
    }

    private static NodeFigures figures(CreditNode node) {
        NodeFigures.Builder figures = NodeFigures.newBuilder()
                .setAccountId(node.accountId())
                .setVersion(node.version())
                .setReservedMinor(node.reservedMinor())
                .setReceivablesMinor(node.receivablesMinor())
                .setDisputedMinor(node.disputedMinor())
                .setUnappliedMinor(node.unappliedMinor())
                .setAverageExposureMinor(node.averageExposureMinor());
        for (DueAmount due : node.due()) {
            figures.addDue(io.tradeline.proto.decision.v1.DueAmount.newBuilder()
                    .setEpochDay(due.epochDay())
                    .setOpenMinor(due.openMinor()));
        }
        return figures.build();
    }

    private static io.tradeline.proto.decision.v1.Signals signals(Signals signals) {
        io.tradeline.proto.decision.v1.Signals.Builder proto = io.tradeline.proto.decision.v1.Signals.newBuilder()
                .setComplete(signals.complete())
                .setHour(window(signals.hour()))
                .setDay(window(signals.day()))
                .setWeek(window(signals.week()))
                .setOrdersTotal(signals.ordersTotal())
                .setShipToKnown(signals.shipToKnown())
                .setCostCentreSpentMinor(signals.costCentreSpentMinor())
                .setBuyerSpentMinor(signals.buyerSpentMinor())
                .setPaidOnTimeCount(signals.paidOnTimeCount())
                .setPaidLateCount(signals.paidLateCount());
        for (Signals.RecentOrder order : signals.recentOrders()) {
            proto.addRecentOrders(io.tradeline.proto.decision.v1.Signals.RecentOrder.newBuilder()
                    .setEpochMinute(order.epochMinute())
                    .setAmountMinor(order.amountMinor()));
        }
        return proto.build();
    }

    private static Signals signals(io.tradeline.proto.decision.v1.Signals proto) {
        return new Signals(
                proto.getComplete(),
                window(proto.getHour()),
                window(proto.getDay()),
                window(proto.getWeek()),
                proto.getOrdersTotal(),
                proto.getRecentOrdersList().stream()
                        .map(order -> new Signals.RecentOrder(order.getEpochMinute(), order.getAmountMinor()))
                        .toList(),
                proto.getShipToKnown(),
                proto.getCostCentreSpentMinor(),
                proto.getBuyerSpentMinor(),
                proto.getPaidOnTimeCount(),
                proto.getPaidLateCount());
    }

    private static io.tradeline.proto.decision.v1.Signals.Window window(Signals.Window window) {
        return io.tradeline.proto.decision.v1.Signals.Window.newBuilder()
                .setOrderCount(window.orderCount())
                .setAmountMinor(window.amountMinor())
                .setSamples(window.samples())
                .setMeanCountMilli(window.meanCountMilli())
                .setDeviationCountMilli(window.deviationCountMilli())
                .setMeanAmountMinor(window.meanAmountMinor())
                .setDeviationAmountMinor(window.deviationAmountMinor())
                .build();
    }

    private static Signals.Window window(io.tradeline.proto.decision.v1.Signals.Window proto) {
        return new Signals.Window(
                proto.getOrderCount(),
                proto.getAmountMinor(),
                proto.getSamples(),
                proto.getMeanCountMilli(),
                proto.getDeviationCountMilli(),
                proto.getMeanAmountMinor(),
                proto.getDeviationAmountMinor());
    }

    private static io.tradeline.proto.decision.v1.Resolution resolution(Resolution resolution) {
        return io.tradeline.proto.decision.v1.Resolution.newBuilder()
                .setApproved(resolution.approved())
                .setSide(RequiredApproval.Side.forNumber(resolution.side().ordinal() + 1))
                .setResolverId(resolution.resolverId())
                .setRole(resolution.role())
                .setReason(resolution.reason())
                .setResolvedAt(Times.timestamp(resolution.resolvedAt().toEpochMilli()))
                .setAmountMinor(resolution.amountMinor())
                .build();
    }

    static Resolution resolution(io.tradeline.proto.decision.v1.Resolution proto) {
        return new Resolution(
                proto.getApproved(),
                io.tradeline.rules.verdict.RequiredApproval.Side.values()[proto.getSideValue() - 1],
                proto.getResolverId(),
                proto.getRole(),
                proto.getReason(),
                AccountMapper.instant(proto.getResolvedAt()),
                proto.getAmountMinor());
    }
}
