package io.tradeline.tools.simulate;

import com.google.protobuf.Message;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.AmendResponse;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.ReleaseResponse;
import io.tradeline.proto.decision.v1.RequiredApproval;
import io.tradeline.proto.decision.v1.ResolveRequest;
import io.tradeline.proto.decision.v1.ResolveResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The books of one company as they must be: maps and sums, written from the contracts and knowing nothing of how the service works. Steps are applied one by one, in the order in
 * which they took effect; each must have been answered as the model answers it.
 */
final class Model {
    /** Ended orders and settled items that are remembered, for steps that come too late. */
    private static final int KEPT = 4_000;

    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;

    private final String company;
    private final Map<String, Figures> accounts = new HashMap<>();
    /** Of branches that have moved. */
    private final Map<String, String> heads = new HashMap<>();

    private final Map<String, ModelOrder> orders = new LinkedHashMap<>();
    private final ModelItems items = new ModelItems();
    /** The moment of the present step on its caller's own clock; 0: the service's, by which nothing lapses here. */
    private long clockMilli;

    /**
     * What a decision was made with, beside the books.
     *
     * @param path facts from the ordering account up to the head
     * @param toleranceBasisPoints of the release that decided
     */
    record Basis(List<Facts> path, long toleranceBasisPoints) {}

    Model(String company) {
        this.company = company;
    }

    /** The figures of an account, lapsed reservations included until somebody takes them out. */
    Figures figures(String accountId) {
        return accounts.getOrDefault(accountId, Figures.NONE);
    }

    /**
     * What a step must do to the exposure, by the order in which the ledger notes it: the kind of change, its subject, and the figures.
     */
    record Effect(int kind, String subject, Figures change) {}

    /**
     * Takes a step that was answered with a message.
     *
     * @param basis of its decision; null when it makes none
     * @return what it does to the exposure of its account and those above
     * @throws Violation when it was answered otherwise than it should have been
     */
    List<Effect> apply(Step step, @Nullable Basis basis) {
        Message request = step.request();
        if (request instanceof UpsertRequest upsert) {
            return move(upsert.getAccounts(0));
        }
        List<Effect> effects;
        if (request instanceof AuthorizeRequest authorize) {
            effects = authorize(step, authorize, Objects.requireNonNull(basis));
        } else if (request instanceof AmendRequest amend) {
            effects = amend(step, amend, Objects.requireNonNull(basis));
        } else if (request instanceof ResolveRequest resolve) {
            effects = resolve(step, resolve, Objects.requireNonNull(basis));
        } else if (request instanceof CaptureRequest capture) {
            effects = capture(step, capture);
        } else if (request instanceof ReleaseRequest release) {
            effects = release(step, release);
        } else {
            effects = items.post(((PostReceivablesRequest) request).getPostings(0));
        }
        for (Effect effect : effects) {
            enter(step.accountId(), effect.change());
        }
        forget();
        return effects;
    }

    private void enter(String accountId, Figures change) {
        accounts.merge(accountId, change, Figures::plus);
        if (!Company.isHead(accountId)) {
            accounts.merge(headOf(accountId), change, Figures::plus);
        }
    }

    /** The head of a branch; of a head, the company's, where it doesn't matter. */
    private String headOf(String accountId) {
        return heads.getOrDefault(accountId, company);
    }

    /** A branch takes along what it has. */
    private List<Effect> move(Account account) {
        String branch = account.getAccountId();
        Figures taken = figures(branch);
        accounts.merge(headOf(branch), taken.negated(), Figures::plus);
        heads.put(branch, account.getParentAccountId());
        accounts.merge(headOf(branch), taken, Figures::plus);
        return List.of(new Effect(Entry.MOVED, branch, taken.negated()), new Effect(Entry.MOVED, branch, taken));
    }

    // Decisions

    private List<Effect> authorize(Step step, AuthorizeRequest request, Basis basis) {
        Decision decision = Objects.requireNonNull(step.decision());
        long amount = request.getOrder().getAmount().getAmountMinor();
        require(decision, decided(decision, amount, 0, false, false, false, basis), 0, amount, basis);
        ModelOrder order = new ModelOrder(decision.getAuthorizationId(), step.accountId());
        order.amount = amount;
        order.latestDecisionId = decision.getDecisionId();
        order.state = state(decision.getOutcome());
        order.opened = order.state != Authorization.State.STATE_DECLINED;
        orders.put(order.id, order);
        if (!order.isReserved()) {
            return List.of();
        }
        reserve(
                decision,
                order,
                amount,
                request.hasReserveFor() ? request.getReserveFor().getSeconds() : 0);
        return List.of(new Effect(Entry.RESERVED, order.id, reserved(amount)));
    }

    private List<Effect> amend(Step step, AmendRequest request, Basis basis) {
        ModelOrder order = order(step);
        Decision decision = Objects.requireNonNull(step.decision());
        requireAccepted(step, order.refusal(request, clockMilli));
        long amount = request.getOrder().getAmount().getAmountMinor();
        long held = order.isReserved() ? order.reserved + order.captured : 0;
        require(decision, decided(decision, amount, held, false, false, false, basis), held, amount, basis);
        long before = order.reserved;
        List<Effect> effects = List.of();
        if (decision.getOutcome() == Outcome.OUTCOME_APPROVED) {
            order.amount = amount;
            order.latestDecisionId = decision.getDecisionId();
            order.state = Authorization.State.STATE_RESERVED;
            order.approvedByBuyer = false;
            order.approvedByFinance = false;
            reserve(
                    decision,
                    order,
                    amount - order.captured,
                    request.hasReserveFor() ? request.getReserveFor().getSeconds() : 0);
            effects = List.of(new Effect(Entry.AMENDED, order.id, reserved(order.reserved - before)));
        } else if (order.isPending()) {
            order.amount = amount;
            order.latestDecisionId = decision.getDecisionId();
            order.state = state(decision.getOutcome());
            order.approvedByBuyer = false;
            order.approvedByFinance = false;
        }
        require(
                step,
                order,
                ((AmendResponse) Objects.requireNonNull(step.answer().message())).getAuthorization());
        return effects;
    }

    private List<Effect> resolve(Step step, ResolveRequest request, Basis basis) {
        ModelOrder order = order(step);
        Decision decision = Objects.requireNonNull(step.decision());
        requireAccepted(step, order.refusal(request));
        boolean approved = request.getVerdict() == ResolveRequest.Verdict.VERDICT_APPROVE;
        boolean buyer = request.getSide() == RequiredApproval.Side.SIDE_BUYER;
        if (approved && buyer) {
            order.approvedByBuyer = true;
        } else if (approved) {
            order.approvedByFinance = true;
        }
        require(
                decision,
                decided(decision, order.amount, 0, order.approvedByBuyer, order.approvedByFinance, !approved, basis),
                0,
                order.amount,
                basis);
        order.latestDecisionId = decision.getDecisionId();
        order.state = state(decision.getOutcome());
        List<Effect> effects = List.of();
        if (order.isReserved()) {
            reserve(
                    decision,
                    order,
                    order.amount,
                    request.hasReserveFor() ? request.getReserveFor().getSeconds() : 0);
            effects = List.of(new Effect(Entry.RESERVED, order.id, reserved(order.amount)));
        }
        require(
                step,
                order,
                ((ResolveResponse) Objects.requireNonNull(step.answer().message())).getAuthorization());
        return effects;
    }

    private static Authorization.State state(Outcome outcome) {
        return switch (outcome) {
            case OUTCOME_APPROVED -> Authorization.State.STATE_RESERVED;
            case OUTCOME_APPROVAL_REQUIRED -> Authorization.State.STATE_PENDING_APPROVAL;
            case OUTCOME_REVIEW_REQUIRED -> Authorization.State.STATE_PENDING_REVIEW;
            default -> Authorization.State.STATE_DECLINED;
        };
    }

    private static Figures reserved(long minor) {
        return new Figures(minor, 0, 0, 0);
    }

    /** The end is rounded up to a full hour, beyond 7 days to a full day. */
    private static void reserve(Decision decision, ModelOrder order, long minor, long seconds) {
        long length = seconds == 0 ? 30 * DAY : seconds * 1000;
        long unit = length > 7 * DAY ? DAY : HOUR;
        long end = Timestamps.toMillis(decision.getDecidedAt()) + length;
        order.untilMilli = (end + unit - 1) / unit * unit;
        order.reserved = minor;
        long given = Timestamps.toMillis(decision.getReservedUntil());
        if (given != order.untilMilli) {
            throw new Violation("reserved until " + given + " (expected: " + order.untilMilli + ", in ms)");
        }
    }

    /** The rules in force here: status, limits with tolerance and cap, what the buyer may order alone. */
    private Outcome decided(
            Decision decision,
            long amount,
            long held,
            boolean byBuyer,
            boolean byFinance,
            boolean rejected,
            Basis basis) {
        boolean declined = rejected;
        boolean review = false;
        for (Facts facts : basis.path()) {
            declined |= facts.suspended();
            if (facts.limited()) {
                long after = at(facts.accountId(), decision).exposure() - held + amount;
                long tolerated = facts.softMinor() + facts.softMinor() * basis.toleranceBasisPoints() / 10_000;
                declined |= after > facts.hardMinor();
                review |= after > Math.min(tolerated, facts.hardMinor());
            }
        }
        boolean approval = amount > basis.path().get(0).orderLimitMinor();
        if (declined) {
            return Outcome.OUTCOME_DECLINED;
        }
        if (review && !byFinance) {
            return Outcome.OUTCOME_REVIEW_REQUIRED;
        }
        return approval && !byBuyer ? Outcome.OUTCOME_APPROVAL_REQUIRED : Outcome.OUTCOME_APPROVED;
    }

    /** The figures that count at the moment of a decision: without what has lapsed. */
    private Figures at(String accountId, Decision decision) {
        long moment = Timestamps.toMillis(decision.getDecidedAt());
        long lapsed = 0;
        for (ModelOrder order : orders.values()) {
            boolean counts =
                    order.accountId.equals(accountId) || headOf(order.accountId).equals(accountId);
            if (counts && order.isReserved() && order.untilMilli <= moment) {
                lapsed += order.reserved;
            }
        }
        return figures(accountId).plus(reserved(-lapsed));
    }

    private void require(Decision decision, Outcome expected, long held, long amount, Basis basis) {
        List<String> wrong = new ArrayList<>();
        boolean approved = expected == Outcome.OUTCOME_APPROVED;
        for (int i = 0; i < basis.path().size(); i++) {
            Facts facts = basis.path().get(i);
            CreditPosition position = decision.getPositions(i);
            Figures figures = at(facts.accountId(), decision);
            Figures given = new Figures(
                    position.getReservedMinor(),
                    position.getReceivablesMinor(),
                    position.getDisputedMinor(),
                    position.getUnappliedMinor());
            if (!position.getAccountId().equals(facts.accountId()) || !given.equals(figures)) {
                wrong.add(position.getAccountId() + " had " + given + " (expected: " + facts.accountId() + " with "
                        + figures + ")");
            }
            long after = figures.exposure() + (approved ? amount - held : 0);
            if (position.getExposureAfterMinor() != after) {
                wrong.add(facts.accountId() + " comes to an exposure of " + position.getExposureAfterMinor()
                        + " (expected: " + after + ")");
            }
            if (facts.limited() && position.getLimitMinor() != facts.softMinor()) {
                wrong.add(facts.accountId() + " has a limit of " + position.getLimitMinor() + " (expected: "
                        + facts.softMinor() + ", its facts in version " + facts.version() + ")");
            }
        }
        if (decision.getOutcome() != expected) {
            wrong.add(decision.getOutcome() + " (expected: " + expected + " for " + amount + " more, " + held
                    + " of it held before, with a tolerance of " + basis.toleranceBasisPoints() + " basis points)");
        }
        if (!wrong.isEmpty()) {
            throw new Violation(String.join("; ", wrong));
        }
    }

    // Later steps

    private List<Effect> capture(Step step, CaptureRequest request) {
        ModelOrder order = order(step);
        requireAccepted(step, refusal(order, request));
        long minor = request.hasAmount() ? request.getAmount().getAmountMinor() : order.reserved;
        order.reserved -= minor;
        order.captured += minor;
        items.open(step.accountId(), request.getDocumentId(), minor);
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect(Entry.CAPTURED, request.getDocumentId(), new Figures(-minor, minor, 0, 0)));
        if (request.getFinal() && order.reserved > 0) {
            effects.add(new Effect(Entry.RELEASED, order.id, reserved(-order.reserved)));
            order.reserved = 0;
        }
        if (order.reserved == 0) {
            order.state = Authorization.State.STATE_CAPTURED;
        }
        require(
                step,
                order,
                ((CaptureResponse) Objects.requireNonNull(step.answer().message())).getAuthorization());
        return effects;
    }

    private List<Effect> release(Step step, ReleaseRequest request) {
        ModelOrder order = order(step);
        requireAccepted(step, order.refusal(request, clockMilli));
        List<Effect> effects = List.of();
        if (order.isPending()) {
            order.state = Authorization.State.STATE_RELEASED;
        } else {
            long minor = request.hasAmount() ? request.getAmount().getAmountMinor() : order.reserved;
            order.reserved -= minor;
            if (order.reserved == 0) {
                order.state =
                        order.captured > 0 ? Authorization.State.STATE_CAPTURED : Authorization.State.STATE_RELEASED;
            }
            effects = List.of(new Effect(Entry.RELEASED, order.id, reserved(-minor)));
        }
        require(
                step,
                order,
                ((ReleaseResponse) Objects.requireNonNull(step.answer().message())).getAuthorization());
        return effects;
    }

    // Refusals

    /**
     * Takes a step that was refused.
     *
     * @param clockMilli the moment of the step; 0 when only the service knows it, and nothing lapses
     * @throws Violation when it should have been accepted, or refused for another reason
     */
    void refused(Step step, long clockMilli) {
        this.clockMilli = clockMilli;
        Message request = step.request();
        Status.Code expected = null;
        if (request instanceof AmendRequest amend) {
            expected = order(step).refusal(amend, clockMilli);
        } else if (request instanceof ResolveRequest resolve) {
            expected = order(step).refusal(resolve);
        } else if (request instanceof CaptureRequest capture) {
            expected = refusal(order(step), capture);
        } else if (request instanceof ReleaseRequest release) {
            expected = order(step).refusal(release, clockMilli);
        } else if (request instanceof PostReceivablesRequest post) {
            expected = items.refusal(post.getPostings(0));
        }
        Status.Code found = Objects.requireNonNull(step.answer().refusal()).code();
        if (found != expected) {
            throw new Violation("refused with " + step.answer().summary() + " (expected: "
                    + (expected == null ? "to be accepted" : expected) + ")");
        }
    }

    /** The moment of the step that comes next, on its caller's own clock; 0: the service's. */
    void at(long clockMilli) {
        this.clockMilli = clockMilli;
    }

    private Status.@Nullable Code refusal(ModelOrder order, CaptureRequest request) {
        return order.refusal(request, items.knows(order.accountId, request.getDocumentId()), clockMilli);
    }

    private static void requireAccepted(Step step, Status.@Nullable Code expected) {
        if (expected != null) {
            throw new Violation("accepted with " + step.answer().summary() + " (expected: " + expected + ")");
        }
    }

    private ModelOrder order(Step step) {
        ModelOrder order = orders.get(step.authorizationId());
        if (order == null) {
            throw new Violation("authorization " + step.authorizationId() + " is not known to the model");
        }
        return order;
    }

    private void require(Step step, ModelOrder order, Authorization found) {
        boolean same = found.getAuthorizationId().equals(order.id)
                && found.getState() == order.state
                && found.getReserved().getAmountMinor() == order.reserved
                && found.getCaptured().getAmountMinor() == order.captured
                && found.getLatestDecisionId().equals(order.latestDecisionId);
        if (!same) {
            throw new Violation("answered " + step.answer().summary() + " (expected: authorization " + order.id + " "
                    + order.state + ", reserved " + order.reserved + ", captured " + order.captured + ", resting on "
                    + order.latestDecisionId + ")");
        }
    }

    /** The oldest that have ended go, so that a long run needs no more memory than a short one. */
    private void forget() {
        items.forget(KEPT);
        if (orders.size() <= KEPT) {
            return;
        }
        Iterator<ModelOrder> oldest = orders.values().iterator();
        for (int i = 0; i < KEPT / 2; i++) {
            ModelOrder order = oldest.next();
            if (!order.isReserved() && !order.isPending()) {
                oldest.remove();
            }
        }
    }
}
