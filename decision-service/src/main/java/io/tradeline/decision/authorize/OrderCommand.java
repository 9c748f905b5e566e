package io.tradeline.decision.authorize;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.Command;
import io.tradeline.decision.ledger.DecisionIds;
import io.tradeline.decision.ledger.EntryKind;
import io.tradeline.decision.ledger.HashChain;
import io.tradeline.decision.ledger.OrderAuthorization;
import io.tradeline.decision.ledger.Times;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.refusal.Refusals;
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
     * Puts the outcome of a deliberation into the books: the decision into the log, credit where it was approved, and the order's authorization.
     *
     * @param before the authorization before it; null for a new order
     * @return the authorization after it; null when a new order was declined
     */
    @Nullable OrderAuthorization settle(
            WorkingSet set,
            Deliberation deliberation,
            io.tradeline.proto.decision.v1.Order order,
            @Nullable OrderAuthorization before,
            EntryKind kind,
            long reservedUntilMilli) {
        UUID decisionId = DecisionIds.next(clockMilli);
        UUID authorizationId = before == null ? decisionId : before.id();
        Decision.Builder decision = deliberation
                .decision()
                .setDecisionId(decisionId.toString())
                .setAuthorizationId(authorizationId.toString())
                .setRequestId(identity.id());
        long capturedCredit = before == null ? 0 : before.creditCapturedMinor();
        long captured = before == null ? 0 : before.capturedMinor();
        long reservedBefore = before == null ? 0 : before.creditReservedMinor();
        boolean approved = deliberation.isApproved();
        OrderAuthorization after = before;
        if (approved) {
            long creditReserved = deliberation.verdict().creditAmount().minor() - capturedCredit;
            long reserved = order.getAmount().getAmountMinor() - captured;
            long delta = creditReserved - reservedBefore;
            deliberation.requireWithinLimits(delta);
            decision.setReservedUntil(Times.timestamp(reservedUntilMilli));
            if (before != null && reservedBefore > 0) {
                release(deliberation.nodes(), before.reservedUntilMilli(), reservedBefore);
            }
            int lapseHour = NodeState.epochHour(reservedUntilMilli);
            deliberation.nodes().forEach(node -> node.book().addReservation(lapseHour, creditReserved));
            set.enter(deliberation.nodes(), kind, authorizationId.toString(), delta, 0, 0, 0, clockMilli);
            charge(deliberation, order, before);
            deliberation.nodes().get(0).habits().shipped(order.getShipToId());
            deliberation.nodes().get(0).habitsChanged();
            after = authorization(
                    deliberation,
                    order,
                    authorizationId,
                    decisionId,
                    Authorization.State.STATE_RESERVED,
                    reserved,
                    captured,
                    creditReserved,
                    capturedCredit,
                    reservedUntilMilli);
        } else if (before == null || before.isPending()) {
            Authorization.State state = pendingState(decision.getOutcome());
            after = before == null && state == Authorization.State.STATE_DECLINED
                    ? null
                    : authorization(
                            deliberation, order, authorizationId, decisionId, state, 0, captured, 0, capturedCredit, 0);
        }
        byte[] facts = FactsMapper.toProto(deliberation.facts(), deliberation.path(), order)
                .toByteArray();
        set.log(decisionId, deliberation.path(), facts, decision);
        if (after != null && !after.equals(before)) {
            set.put(after);
        }
        tell(set, decision);
        return after;
    }

    /** Takes a reservation out of the calendar of all nodes. */
    static void release(List<NodeState> nodes, long reservedUntilMilli, long creditMinor) {
        int hour = NodeState.epochHour(reservedUntilMilli);
        nodes.forEach(node -> node.book().removeReservation(hour, creditMinor));
    }

    /** Gives what was charged to budgets back, as far as their periods still run. */
    static void uncharge(WorkingSet set, OrderAuthorization order, long creditMinor) {
        io.tradeline.decision.accounts.AccountPath path = set.path(order.accountId());
        Budgets.of(path.ordering().account(), order.buyerId(), order.costCentreId())
                .charge(set.nodes(path).get(0), LocalDate.ofEpochDay(order.decidedOn()), -creditMinor);
    }

    private void charge(
            Deliberation deliberation,
            io.tradeline.proto.decision.v1.Order order,
            @Nullable OrderAuthorization before) {
        NodeState node = deliberation.nodes().get(0);
        io.tradeline.rules.facts.Account account = deliberation.facts().account();
        if (before != null && before.state() == Authorization.State.STATE_RESERVED) {
            Budgets.of(account, before.buyerId(), before.costCentreId())
                    .charge(
                            node,
                            LocalDate.ofEpochDay(before.decidedOn()),
                            -(before.creditReservedMinor() + before.creditCapturedMinor()));
        }
        Budgets.of(account, order.getBuyerId(), order.getCostCentreId())
                .charge(
                        node,
                        deliberation.today(),
                        deliberation.verdict().creditAmount().minor());
    }

    private OrderAuthorization authorization(
            Deliberation deliberation,
            io.tradeline.proto.decision.v1.Order order,
            UUID authorizationId,
            UUID decisionId,
            Authorization.State state,
            long reserved,
            long captured,
            long creditReserved,
            long creditCaptured,
            long reservedUntilMilli) {
        return new OrderAuthorization(
                authorizationId,
                order.getAccountId(),
                deliberation.path().holder().id(),
                state,
                order.getAmount().getCurrencyCode(),
                reserved,
                captured,
                creditReserved,
                creditCaptured,
                decisionId,
                reservedUntilMilli,
                order.getBuyerId(),
                order.getCostCentreId(),
                Math.toIntExact(deliberation.today().toEpochDay()),
                deliberation.decision().getTerms().toByteString(),
                simulated);
    }

    private static Authorization.State pendingState(Outcome outcome) {
        return switch (outcome) {
            case OUTCOME_APPROVAL_REQUIRED -> Authorization.State.STATE_PENDING_APPROVAL;
            case OUTCOME_REVIEW_REQUIRED -> Authorization.State.STATE_PENDING_REVIEW;
            default -> Authorization.State.STATE_DECLINED;
        };
    }

    private void tell(WorkingSet set, Decision.Builder decision) {
        String account = decision.getAccountId();
        set.tell(Event.Kind.KIND_DECIDED, account, decision.getDecisionId(), clockMilli, List.of());
        if (decision.getOutcome() == Outcome.OUTCOME_APPROVAL_REQUIRED
                || decision.getOutcome() == Outcome.OUTCOME_REVIEW_REQUIRED) {
            set.tell(Event.Kind.KIND_HELD, account, decision.getDecisionId(), clockMilli, List.of());
        }
        List<String> alerts = decision.getFindingsList().stream()
                .filter(finding -> finding.getSeverity() == Finding.Severity.SEVERITY_ALERT)
                .map(Finding::getReasonCode)
                .distinct()
                .toList();
        if (!alerts.isEmpty()) {
            set.tell(Event.Kind.KIND_ALERTED, account, decision.getDecisionId(), clockMilli, alerts);
        }
    }
}
