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
import io.tradeline.proto.decision.v1.Posting;
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
import java.util.function.Predicate;
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

    private final Map<String, Order> orders = new LinkedHashMap<>();
    private final Map<String, Item> items = new LinkedHashMap<>();
    /** The moment of the present step on its caller's own clock; 0: the service's, by which nothing lapses here. */
    private long clockMilli;

    /** An order, as far as it matters. */
    private static final class Order {
        private final String id;
        private final String accountId;
        private Authorization.State state = Authorization.State.STATE_DECLINED;
        private String latestDecisionId = "";
        private long amount;
        private long reserved;
        private long captured;
        private long untilMilli;
        /** An order that was declined at once is no authorization. */
        private boolean opened;

        private boolean approvedByBuyer;
        private boolean approvedByFinance;

        Order(String id, String accountId) {
            this.id = id;
            this.accountId = accountId;
        }

        boolean isPending() {
            return state == Authorization.State.STATE_PENDING_APPROVAL
                    || state == Authorization.State.STATE_PENDING_REVIEW;
        }

        boolean isReserved() {
            return state == Authorization.State.STATE_RESERVED;
        }
    }

    /** An open item. */
    private static final class Item {
        private long open;
        private long disputed;

        Item(long open) {
            this.open = open;
        }
    }

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
            effects = post(((PostReceivablesRequest) request).getPostings(0));
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
        Order order = new Order(decision.getAuthorizationId(), step.accountId());
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
        Order order = order(step);
        Decision decision = Objects.requireNonNull(step.decision());
        requireAccepted(step, refusalOfAmend(order, request));
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
        Order order = order(step);
        Decision decision = Objects.requireNonNull(step.decision());
        requireAccepted(step, refusalOfResolve(order, request));
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
    private static void reserve(Decision decision, Order order, long minor, long seconds) {
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
        for (Order order : orders.values()) {
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
        Order order = order(step);
        requireAccepted(step, refusalOfCapture(order, request));
        long minor = request.hasAmount() ? request.getAmount().getAmountMinor() : order.reserved;
        order.reserved -= minor;
        order.captured += minor;
        items.put(item(step.accountId(), request.getDocumentId()), new Item(minor));
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
        Order order = order(step);
        requireAccepted(step, refusalOfRelease(order, request));
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

    private List<Effect> post(Posting posting) {
        String account = posting.getAccountId();
        return switch (posting.getKindCase()) {
            case INVOICE -> {
                long minor = posting.getInvoice().getAmount().getAmountMinor();
                items.put(item(account, posting.getInvoice().getDocumentId()), new Item(minor));
                yield List.of(new Effect(Entry.INVOICED, posting.getPostingId(), new Figures(0, minor, 0, 0)));
            }
            case PAYMENT -> {
                long minor = posting.getPayment().getAmount().getAmountMinor();
                Figures change = new Figures(0, 0, 0, minor);
                if (posting.getPayment().getAllocationsCount() > 0) {
                    change = settled(
                            account, posting.getPayment().getAllocations(0).getDocumentId(), minor);
                }
                yield List.of(new Effect(Entry.PAID, posting.getPostingId(), change));
            }
            case CREDIT_NOTE -> {
                Figures change = settled(
                        account,
                        posting.getCreditNote().getAllocations(0).getDocumentId(),
                        posting.getCreditNote().getAmount().getAmountMinor());
                yield List.of(new Effect(Entry.CREDITED, posting.getPostingId(), change));
            }
            case WRITE_OFF -> {
                Figures change = settled(
                        account,
                        posting.getWriteOff().getDocumentId(),
                        posting.getWriteOff().getAmountMinor());
                yield List.of(new Effect(Entry.WRITTEN_OFF, posting.getPostingId(), change));
            }
            case DISPUTE -> {
                Item item = items.get(item(account, posting.getDispute().getDocumentId()));
                if (item == null || posting.getDispute().getDisputedMinor() > item.open) {
                    throw new Violation("a dispute of more than is open was accepted");
                }
                long more = posting.getDispute().getDisputedMinor() - item.disputed;
                item.disputed += more;
                yield List.of(new Effect(Entry.DISPUTED, posting.getPostingId(), new Figures(0, 0, more, 0)));
            }
            default ->
                throw new IllegalStateException(
                        "posting " + posting.getKindCase() + " (expected: one that clients make)");
        };
    }

    /** What is disputed of an item is never more than what is open of it. */
    private Figures settled(String account, String document, long minor) {
        Item item = items.get(item(account, document));
        if (item == null || minor > item.open) {
            throw new Violation("a settlement of " + minor + " on document " + document + " was accepted (expected: <= "
                    + (item == null ? 0 : item.open) + ")");
        }
        item.open -= minor;
        long less = Math.max(0, item.disputed - item.open);
        item.disputed -= less;
        return new Figures(0, -minor, -less, 0);
    }

    private static String item(String account, String document) {
        return account + "/" + document;
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
            expected = refusalOfAmend(order(step), amend);
        } else if (request instanceof ResolveRequest resolve) {
            expected = refusalOfResolve(order(step), resolve);
        } else if (request instanceof CaptureRequest capture) {
            expected = refusalOfCapture(order(step), capture);
        } else if (request instanceof ReleaseRequest release) {
            expected = refusalOfRelease(order(step), release);
        } else if (request instanceof PostReceivablesRequest post) {
            expected = refusalOfPosting(post.getPostings(0));
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

    private boolean lapsed(Order order) {
        return order.isReserved() && clockMilli > 0 && order.untilMilli <= clockMilli;
    }

    private Status.@Nullable Code refusalOfAmend(Order order, AmendRequest request) {
        if (!order.opened) {
            return Status.Code.NOT_FOUND;
        }
        if (!order.isPending() && (lapsed(order) || !order.isReserved())) {
            return Status.Code.FAILED_PRECONDITION;
        }
        if (stale(order, request.getExpectedDecisionId())) {
            return Status.Code.ABORTED;
        }
        return request.getOrder().getAmount().getAmountMinor() <= order.captured ? Status.Code.INVALID_ARGUMENT : null;
    }

    private Status.@Nullable Code refusalOfResolve(Order order, ResolveRequest request) {
        if (!order.opened) {
            return Status.Code.NOT_FOUND;
        }
        if (!order.isPending()) {
            return Status.Code.FAILED_PRECONDITION;
        }
        return stale(order, request.getExpectedDecisionId()) ? Status.Code.ABORTED : null;
    }

    private static boolean stale(Order order, String expected) {
        return !expected.isEmpty() && !expected.equals(order.latestDecisionId);
    }

    private Status.@Nullable Code refusalOfCapture(Order order, CaptureRequest request) {
        if (!order.opened) {
            return Status.Code.NOT_FOUND;
        }
        if (lapsed(order)
                || !order.isReserved()
                || request.hasAmount() && request.getAmount().getAmountMinor() > order.reserved) {
            return Status.Code.FAILED_PRECONDITION;
        }
        return items.containsKey(item(order.accountId, request.getDocumentId())) ? Status.Code.ALREADY_EXISTS : null;
    }

    private Status.@Nullable Code refusalOfRelease(Order order, ReleaseRequest request) {
        if (!order.opened) {
            return Status.Code.NOT_FOUND;
        }
        if (order.isPending()) {
            return request.hasAmount() ? Status.Code.FAILED_PRECONDITION : null;
        }
        boolean tooMuch = request.hasAmount() && request.getAmount().getAmountMinor() > order.reserved;
        return lapsed(order) || !order.isReserved() || tooMuch ? Status.Code.FAILED_PRECONDITION : null;
    }

    private Status.@Nullable Code refusalOfPosting(Posting posting) {
        String account = posting.getAccountId();
        return switch (posting.getKindCase()) {
            case INVOICE ->
                items.containsKey(item(account, posting.getInvoice().getDocumentId()))
                        ? Status.Code.ALREADY_EXISTS
                        : null;
            case PAYMENT ->
                posting.getPayment().getAllocationsCount() == 0
                        ? null
                        : refusalOfSettlement(
                                account,
                                posting.getPayment().getAllocations(0).getDocumentId(),
                                posting.getPayment().getAmount().getAmountMinor());
            case CREDIT_NOTE ->
                refusalOfSettlement(
                        account,
                        posting.getCreditNote().getAllocations(0).getDocumentId(),
                        posting.getCreditNote().getAmount().getAmountMinor());
            case WRITE_OFF ->
                refusalOfSettlement(
                        account,
                        posting.getWriteOff().getDocumentId(),
                        posting.getWriteOff().getAmountMinor());
            case DISPUTE ->
                refusalOfSettlement(
                        account,
                        posting.getDispute().getDocumentId(),
                        posting.getDispute().getDisputedMinor());
            default -> null;
        };
    }

    private Status.@Nullable Code refusalOfSettlement(String account, String document, long minor) {
        Item item = items.get(item(account, document));
        if (item == null) {
            return Status.Code.NOT_FOUND;
        }
        return minor > item.open ? Status.Code.FAILED_PRECONDITION : null;
    }

    private static void requireAccepted(Step step, Status.@Nullable Code expected) {
        if (expected != null) {
            throw new Violation("accepted with " + step.answer().summary() + " (expected: " + expected + ")");
        }
    }

    private Order order(Step step) {
        Order order = orders.get(step.authorizationId());
        if (order == null) {
            throw new Violation("authorization " + step.authorizationId() + " is not known to the model");
        }
        return order;
    }

    private void require(Step step, Order order, Authorization found) {
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

    private void forget() {
        forget(orders, order -> !order.isReserved() && !order.isPending());
        forget(items, item -> item.open == 0);
    }

    /** The oldest that have ended go, so that a long run needs no more memory than a short one. */
    private static <T> void forget(Map<String, T> all, Predicate<T> ended) {
        if (all.size() <= KEPT) {
            return;
        }
        Iterator<T> oldest = all.values().iterator();
        for (int i = 0; i < KEPT / 2; i++) {
            if (ended.test(oldest.next())) {
                oldest.remove();
            }
        }
    }
}
