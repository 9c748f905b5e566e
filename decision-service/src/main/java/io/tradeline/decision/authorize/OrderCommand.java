package io.tradeline.decision.authorize;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.Command;
import io.tradeline.decision.ledger.DecisionIds;
import io.tradeline.decision.ledger.EntryKind;
import io.tradeline.decision.ledger.HashChain;
import io.tradeline.decision.ledger.Opening;
import io.tradeline.decision.ledger.OrderAuthorization;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.feed.v1.Event;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the steps of an order have in common. */
abstract class OrderCommand implements Command {

    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;
    private static final long DEFAULT_RESERVATION = 30 * DAY;

    private final Identity identity;
    private final long clockMilli;
    private final boolean simulated;

    /**
     * @param simulated whether the clock is the caller's
     */
    OrderCommand(String requestId, Message request, long clockMilli, boolean simulated) {
        this.identity = new Identity(Identity.Space.REQUEST, requestId, bodyHash(request));
        this.clockMilli = clockMilli;
        this.simulated = simulated;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public long clockMilli() {
        return clockMilli;
    }

    boolean simulated() {
        return simulated;
    }

    /** Different methods never have the same body, even where their messages look alike. */
    private static ByteString bodyHash(Message request) {
        byte[] method = request.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8);
        return ByteString.copyFrom(HashChain.hash(method, request.toByteArray()));
    }

    /** The authorization, as it must be for anything to be done with it. */
    static OrderAuthorization require(WorkingSet set, UUID id) {
        OrderAuthorization order = set.authorization(id);
        if (order == null) {
            throw Refusals.unknown("authorization", id.toString());
        }
        return order;
    }

    /** Refuses to act on an order that is no longer what the caller saw of it. */
    static void requireLatest(OrderAuthorization order, String expectedDecisionId) {
        if (!expectedDecisionId.isEmpty()
                && !expectedDecisionId.equals(order.latestDecisionId().toString())) {
            throw Refusals.aborted(
                    "NEWER_DECISION",
                    "expected_decision_id: " + expectedDecisionId + " (expected: " + order.latestDecisionId()
                            + ", on which authorization " + order.id() + " rests now)");
        }
    }

    static void requireReserved(OrderAuthorization order, long clockMilli) {
        if (order.isLapsedAt(clockMilli)) {
            throw Refusals.precondition(
                    "LAPSED",
                    "the reservation of authorization " + order.id() + " lapsed at "
                            + java.time.Instant.ofEpochMilli(order.reservedUntilMilli())
                            + "; authorize the order again");
        }
        if (order.state() != Authorization.State.STATE_RESERVED) {
            throw Refusals.precondition(
                    "NOT_RESERVED",
                    "authorization " + order.id() + " is " + stateName(order.state()) + " (expected: RESERVED)");
        }
    }

    static String stateName(Authorization.State state) {
        return state.name().substring("STATE_".length());
    }

    /** When a reservation of such a length lapses: rounded up to a full hour, beyond a week to a full day, so that an account's calendar stays short. */
    static long reservedUntil(long clockMilli, boolean given, com.google.protobuf.Duration reserveFor) {
        long length = given ? reserveFor.getSeconds() * 1000 : DEFAULT_RESERVATION;
        long step = length > 7 * DAY ? DAY : HOUR;
        return Math.floorDiv(clockMilli + length + step - 1, step) * step;
    }

    /**
     * Puts the outcome of a look at a new order into the books: the decision into the log, and credit where it was approved.
     *
     * @return what came of it: the decision, which the log holds
     */
    Applied open(
            WorkingSet set,
            Deliberation deliberation,
            io.tradeline.proto.decision.v1.Order order,
            long reservedUntilMilli) {
        UUID id = DecisionIds.next(clockMilli);
        name(deliberation, id, id);
        boolean approved = deliberation.isApproved();
        long credit = approved ? deliberation.verdict().creditAmount().minor() : 0;
        if (approved) {
            deliberation.requireWithinLimits(credit);
            reserve(set, deliberation, order, EntryKind.RESERVED, id, credit, credit, reservedUntilMilli);
            charge(deliberation, order);
        }
        Outcome outcome = deliberation.decision().getOutcome();
        Opening opening = OrderAuthorization.stateAfter(outcome) == Authorization.State.STATE_DECLINED
                ? null
                : new Opening(credit, approved ? reservedUntilMilli : 0, today(deliberation), simulated);
        ByteString answered = log(set, deliberation, order, id, opening);
        return new Applied(id, () -> AuthorizeOrder.response(answered), true);
    }

    /**
     * Puts the outcome of another look at an order into the books: the decision into the log, credit where it was approved, and what becomes of the order.
     *
     * @param before the order before it
     * @return the order after it
     */
    OrderAuthorization settle(
            WorkingSet set,
            Deliberation deliberation,
            io.tradeline.proto.decision.v1.Order order,
            OrderAuthorization before,
            EntryKind kind,
            long reservedUntilMilli) {
        UUID decisionId = DecisionIds.next(clockMilli);
        name(deliberation, decisionId, before.id());
        OrderAuthorization after = before;
        if (deliberation.isApproved()) {
            long creditReserved = deliberation.verdict().creditAmount().minor() - before.creditCapturedMinor();
            long reserved = order.getAmount().getAmountMinor() - before.capturedMinor();
            long delta = creditReserved - before.creditReservedMinor();
            deliberation.requireWithinLimits(delta);
            if (before.creditReservedMinor() > 0) {
                release(deliberation.nodes(), before.reservedUntilMilli(), before.creditReservedMinor());
            }
            reserve(set, deliberation, order, kind, before.id(), creditReserved, delta, reservedUntilMilli);
            uncharge(deliberation, before);
            charge(deliberation, order);
            Authorization.State state = Authorization.State.STATE_RESERVED;
            after = authorization(
                    deliberation, order, before, decisionId, state, reserved, creditReserved, reservedUntilMilli);
        } else if (before.isPending()) {
            Authorization.State state =
                    OrderAuthorization.stateAfter(deliberation.decision().getOutcome());
            after = authorization(deliberation, order, before, decisionId, state, 0, 0, 0);
        }
        log(set, deliberation, order, decisionId, null);
        if (!after.equals(before)) {
            set.put(after);
        }
        return after;
    }

    private void name(Deliberation deliberation, UUID decisionId, UUID authorizationId) {
        deliberation
                .decision()
                .setDecisionId(decisionId.toString())
                .setAuthorizationId(authorizationId.toString())
                .setRequestId(identity.id());
    }

    /** The limits have been checked: from here on nothing is refused. */
    private void reserve(
            WorkingSet set,
            Deliberation deliberation,
            io.tradeline.proto.decision.v1.Order order,
            EntryKind kind,
            UUID authorizationId,
            long creditReserved,
            long delta,
            long reservedUntilMilli) {
        deliberation.decision().setReservedUntil(Times.timestamp(reservedUntilMilli));
        int lapseHour = NodeState.epochHour(reservedUntilMilli);
        deliberation.nodes().forEach(node -> node.book().addReservation(lapseHour, creditReserved));
        set.enter(deliberation.nodes(), kind, authorizationId.toString(), delta, 0, 0, 0, clockMilli);
        NodeState ordering = deliberation.nodes().get(0);
        ordering.habits().shipped(order.getShipToId());
        ordering.habitsChanged();
    }

    private ByteString log(
            WorkingSet set,
            Deliberation deliberation,
            io.tradeline.proto.decision.v1.Order order,
            UUID decisionId,
            @Nullable Opening opening) {
        byte[] facts = FactsMapper.toProto(deliberation.facts(), deliberation.path(), order)
                .toByteArray();
        ByteString answered = set.log(decisionId, deliberation.path(), facts, deliberation.decision(), opening);
        tell(set, deliberation.decision());
        return answered;
    }

    /** Takes a reservation out of the calendar of all nodes. */
    static void release(List<NodeState> nodes, long reservedUntilMilli, long creditMinor) {
        int hour = NodeState.epochHour(reservedUntilMilli);
        nodes.forEach(node -> node.book().removeReservation(hour, creditMinor));
    }

    /** Gives what was charged to budgets back, as far as their periods still run. */
    static void uncharge(WorkingSet set, OrderAuthorization order, long creditMinor) {
        io.tradeline.decision.directory.AccountPath path = set.path(order.accountId());
        Budgets.of(path.ordering().account(), order.buyerId(), order.costCentreId())
                .charge(set.nodes(path).get(0), LocalDate.ofEpochDay(order.decidedOn()), -creditMinor);
    }

    private static void charge(Deliberation deliberation, io.tradeline.proto.decision.v1.Order order) {
        Budgets.of(deliberation.facts().account(), order.getBuyerId(), order.getCostCentreId())
                .charge(
                        deliberation.nodes().get(0),
                        deliberation.today(),
                        deliberation.verdict().creditAmount().minor());
    }

    /** Gives what an order was charged for before back. */
    private static void uncharge(Deliberation deliberation, OrderAuthorization before) {
        if (before.state() == Authorization.State.STATE_RESERVED) {
            Budgets.of(deliberation.facts().account(), before.buyerId(), before.costCentreId())
                    .charge(
                            deliberation.nodes().get(0),
                            LocalDate.ofEpochDay(before.decidedOn()),
                            -(before.creditReservedMinor() + before.creditCapturedMinor()));
        }
    }

    private OrderAuthorization authorization(
            Deliberation deliberation,
            io.tradeline.proto.decision.v1.Order order,
            OrderAuthorization before,
            UUID decisionId,
            Authorization.State state,
            long reserved,
            long creditReserved,
            long reservedUntilMilli) {
        return new OrderAuthorization(
                before.id(),
                order.getAccountId(),
                deliberation.path().holder().id(),
                state,
                order.getAmount().getCurrencyCode(),
                reserved,
                before.capturedMinor(),
                creditReserved,
                before.creditCapturedMinor(),
                decisionId,
                reservedUntilMilli,
                order.getBuyerId(),
                order.getCostCentreId(),
                today(deliberation),
                deliberation.decision().getTerms().toByteString(),
                simulated);
    }

    private static int today(Deliberation deliberation) {
        return Math.toIntExact(deliberation.today().toEpochDay());
    }

    /** The authorization of a new order is named by its decision already: readers of the feed get it in full. */
    private void tell(WorkingSet set, Decision.Builder decision) {
        boolean isFirst = decision.getAuthorizationId().equals(decision.getDecisionId());
        Event event = Event.newBuilder()
                .setKind(Event.Kind.KIND_DECIDED)
                .setAccountId(decision.getAccountId())
                .setSubject(decision.getDecisionId())
                .setOccurredAt(Times.timestamp(clockMilli))
                .setOutcome(decision.getOutcome())
                .setAuthorizationId(isFirst ? "" : decision.getAuthorizationId())
                .build();
        set.tell(event);
        if (decision.getOutcome() == Outcome.OUTCOME_APPROVAL_REQUIRED
                || decision.getOutcome() == Outcome.OUTCOME_REVIEW_REQUIRED) {
            set.tell(event.toBuilder().setKind(Event.Kind.KIND_HELD).build());
        }
        if (decision.getFindingsCount() == 0) {
            return;
        }
        List<String> alerts = decision.getFindingsList().stream()
                .filter(finding -> finding.getSeverity() == Finding.Severity.SEVERITY_ALERT)
                .map(Finding::getReasonCode)
                .distinct()
                .toList();
        if (!alerts.isEmpty()) {
            set.tell(event.toBuilder()
                    .setKind(Event.Kind.KIND_ALERTED)
                    .addAllReasonCodes(alerts)
                    .build());
        }
    }
}
