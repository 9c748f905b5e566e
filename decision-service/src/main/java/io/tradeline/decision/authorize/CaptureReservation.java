package io.tradeline.decision.authorize;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.tradeline.decision.directory.AccountMapper;
import io.tradeline.decision.directory.AccountPath;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.decision.ledger.EntryKind;
import io.tradeline.decision.ledger.OrderAuthorization;
import io.tradeline.decision.ledger.Receivable;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.DuePart;
import io.tradeline.proto.decision.v1.Terms;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.rules.money.Money;
import io.tradeline.rules.terms.TermsPlan;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;

/** The order was shipped or invoiced, wholly or in part: what was reserved becomes an open item, due by the decision's terms. */
final class CaptureReservation extends OrderStep {

    private final CaptureRequest request;

    CaptureReservation(CaptureRequest request, long clockMilli, boolean simulated) {
        super(request.getRequestId(), request.getAuthorizationId(), request, clockMilli, simulated);
        this.request = request;
    }

    @Override
    public Collection<String> documentIds() {
        return List.of(request.getDocumentId());
    }

    @Override
    public Applied apply(WorkingSet set) {
        OrderAuthorization before = require(set, authorizationId());
        requireReserved(before, clockMilli());
        long minor = ReleaseReservation.amount(before, request.hasAmount(), request.getAmount());
        if (!set.document(before.accountId(), request.getDocumentId()).isEmpty()) {
            throw Refusals.exists("document", request.getDocumentId());
        }
        AccountPath path = set.path(before.accountId());
        LocalDate invoiceDate = request.hasInvoiceDate()
                ? AccountMapper.localDate(request.getInvoiceDate())
                : LocalDate.ofInstant(
                        Instant.ofEpochMilli(clockMilli()),
                        path.ordering().account().zone());
        TermsPlan plan = plan(set, before, minor, invoiceDate);

        long creditMinor = Receivable.share(before.creditReservedMinor(), minor, before.reservedMinor());
        List<NodeState> nodes = set.nodes(path);
        release(nodes, before.reservedUntilMilli(), creditMinor);
        open(set, nodes, before, plan, creditMinor, invoiceDate);
        set.enter(nodes, EntryKind.CAPTURED, request.getDocumentId(), -creditMinor, creditMinor, 0, 0, clockMilli());
        OrderAuthorization after = before.taken(minor, creditMinor, true, Authorization.State.STATE_CAPTURED);
        if (request.getFinal() && after.reservedMinor() > 0) {
            after = ReleaseReservation.giveBack(set, after, after.reservedMinor(), clockMilli());
        }
        set.put(after);
        set.tell(Event.Kind.KIND_CAPTURED, before.accountId(), before.id().toString(), clockMilli(), List.of());
        CaptureResponse response = response(after, plan);
        return new Applied(before.id(), () -> response, false);
    }

    @Override
    public Message restore(FirstAnswer first) throws InvalidProtocolBufferException {
        return CaptureResponse.parseFrom(java.util.Objects.requireNonNull(first.response()));
    }

    private TermsPlan plan(WorkingSet set, OrderAuthorization order, long minor, LocalDate invoiceDate) {
        try {
            Terms terms = Terms.parseFrom(order.terms());
            return set.release()
                    .plan(
                            AccountMapper.terms(terms.getTerms()),
                            terms.getSource(),
                            new Money(order.currency(), minor),
                            invoiceDate,
                            request.hasReceivedDate() ? AccountMapper.localDate(request.getReceivedDate()) : null);
        } catch (InvalidProtocolBufferException unreadable) {
            throw new IllegalStateException("terms of authorization " + order.id() + " can't be read", unreadable);
        }
    }

    /** The open items, one for each part that is due on its own day. The last part takes what rounding left. */
    private void open(
            WorkingSet set,
            List<NodeState> nodes,
            OrderAuthorization order,
            TermsPlan plan,
            long creditMinor,
            LocalDate invoiceDate) {
        long creditLeft = creditMinor;
        long total =
                plan.due().stream().mapToLong(part -> part.amount().minor()).sum();
        for (int i = 0; i < plan.due().size(); i++) {
            TermsPlan.DuePart part = plan.due().get(i);
            boolean last = i == plan.due().size() - 1;
            long credit = last
                    ? creditLeft
                    : Math.min(
                            creditLeft,
                            Receivable.share(creditMinor, part.amount().minor(), total));
            creditLeft -= credit;
            int dueDay = Math.toIntExact(part.dueDate().toEpochDay());
            set.put(new Receivable(
                    new Receivable.Key(
                            order.accountId(),
                            request.getDocumentId(),
                            plan.due().size() == 1 ? 0 : i + 1),
                    order.currency(),
                    part.amount().minor(),
                    part.amount().minor(),
                    credit,
                    0,
                    0,
                    Math.toIntExact(invoiceDate.toEpochDay()),
                    dueDay,
                    order.id()));
            nodes.forEach(node -> node.book().addDue(dueDay, credit));
        }
    }

    private CaptureResponse response(OrderAuthorization after, TermsPlan plan) {
        CaptureResponse.Builder response = CaptureResponse.newBuilder().setAuthorization(after.toProto(clockMilli()));
        for (TermsPlan.DuePart part : plan.due()) {
            response.addDue(DuePart.newBuilder()
                    .setDueDate(Times.date(part.dueDate()))
                    .setAmount(VerdictMapper.money(part.amount())));
        }
        if (plan.discountUntil() != null) {
            response.setDiscountUntil(Times.date(plan.discountUntil()));
        }
        return response.build();
    }
}
