package io.tradeline.decision.authorize;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.access.Caller;
import io.tradeline.decision.access.CallerLimits;
import io.tradeline.decision.ledger.DecisionIds;
import io.tradeline.decision.ledger.Ledger;
import io.tradeline.decision.ledger.LedgerReader;
import io.tradeline.decision.ledger.StoredDecision;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.releases.ActiveRelease;
import io.tradeline.decision.releases.ReleaseRegistry;
import io.tradeline.decision.rpc.Calls;
import io.tradeline.decision.rpc.PageToken;
import io.tradeline.decision.rpc.Reply;
import io.tradeline.decision.rpc.Times;
import io.tradeline.decision.rpc.UnaryReply;
import io.tradeline.decision.tracing.CallTrace;
import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.AmendResponse;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.AuthorizeStreamRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamResponse;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionFacts;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.EvaluateResponse;
import io.tradeline.proto.decision.v1.ExplainRequest;
import io.tradeline.proto.decision.v1.ExplainResponse;
import io.tradeline.proto.decision.v1.GetRequest;
import io.tradeline.proto.decision.v1.GetResponse;
import io.tradeline.proto.decision.v1.ListRequest;
import io.tradeline.proto.decision.v1.ListResponse;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.ReleaseResponse;
import io.tradeline.proto.decision.v1.ReplayRequest;
import io.tradeline.proto.decision.v1.ReplayResponse;
import io.tradeline.proto.decision.v1.ResolveRequest;
import io.tradeline.proto.decision.v1.ResolveResponse;
import io.tradeline.rules.facts.DecisionKind;
import io.tradeline.rules.release.Release;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The Decisions service: what has an effect goes to the ledger's lanes, what only looks to the pool of calls. */
public final class DecisionsGrpcService extends DecisionsGrpc.DecisionsImplBase {

    private static final long LARGEST_ORDER_MINOR = 1_000_000_000_000L;
    private static final int DEFAULT_PAGE = 50;

    private final Ledger ledger;
    private final LedgerReader reader;
    private final ActiveRelease active;
    private final ReleaseRegistry releases;
    private final Clock clock;
    private final Calls calls;
    private final AuthorizeStreams streams;

    public DecisionsGrpcService(
            Ledger ledger,
            LedgerReader reader,
            ActiveRelease active,
            ReleaseRegistry releases,
            Clock clock,
            Calls calls,
            AuthorizeStreams streams) {
        this.ledger = ledger;
        this.reader = reader;
        this.active = active;
        this.releases = releases;
        this.clock = clock;
        this.calls = calls;
        this.streams = streams;
    }

    @Override
    public void authorize(AuthorizeRequest request, StreamObserver<AuthorizeResponse> observer) {
        authorize(Caller.current(), request, new UnaryReply<>(observer));
    }

    @Override
    public StreamObserver<AuthorizeStreamRequest> authorizeStream(StreamObserver<AuthorizeStreamResponse> observer) {
        Caller caller = Caller.current();
        return streams.open(
                observer,
                caller.expiresAtMilli(),
                CallerLimits.current(),
                (order, reply) -> authorize(caller, order, reply));
    }

    /** One order, whichever way it came. */
    private void authorize(Caller caller, AuthorizeRequest request, Reply reply) {
        long now = caller.clockMilli(request.hasClock(), request.getClock(), clock);
        requireAmount(request.getOrder());
        ledger.submit(new AuthorizeOrder(request, now, request.hasClock()), caller.accounts(), reply);
    }

    @Override
    public void amend(AmendRequest request, StreamObserver<AmendResponse> observer) {
        Caller caller = Caller.current();
        long now = caller.clockMilli(request.hasClock(), request.getClock(), clock);
        requireAmount(request.getOrder());
        ledger.submit(new AmendOrder(request, now, request.hasClock()), caller.accounts(), new UnaryReply<>(observer));
    }

    @Override
    public void capture(CaptureRequest request, StreamObserver<CaptureResponse> observer) {
        Caller caller = Caller.current();
        long now = caller.clockMilli(request.hasClock(), request.getClock(), clock);
        requireDate("invoice_date", request.hasInvoiceDate(), request.getInvoiceDate());
        requireDate("received_date", request.hasReceivedDate(), request.getReceivedDate());
        ledger.submit(
                new CaptureReservation(request, now, request.hasClock()),
                caller.accounts(),
                new UnaryReply<>(observer));
    }

    @Override
    public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> observer) {
        Caller caller = Caller.current();
        long now = caller.clockMilli(request.hasClock(), request.getClock(), clock);
        ledger.submit(
                new ReleaseReservation(request, now, request.hasClock()),
                caller.accounts(),
                new UnaryReply<>(observer));
    }

    @Override
    public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> observer) {
        Caller caller = Caller.current();
        long now = caller.clockMilli(request.hasClock(), request.getClock(), clock);
        ledger.submit(
                new ResolveOrder(request, now, request.hasClock()), caller.accounts(), new UnaryReply<>(observer));
    }

    @Override
    public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> observer) {
        long now = Caller.current().clockMilli(request.hasClock(), request.getClock(), clock);
        requireAmount(request.getOrder());
        calls.run(
                observer,
                () -> EvaluateResponse.newBuilder()
                        .setDecision(evaluate(request, now))
                        .build());
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> observer) {
        calls.run(observer, () -> get(UUID.fromString(request.getDecisionId())));
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListResponse> observer) {
        calls.run(observer, () -> list(request));
    }

    @Override
    public void replay(ReplayRequest request, StreamObserver<ReplayResponse> observer) {
        calls.run(observer, () -> replay(request));
    }

    @Override
    public void explain(ExplainRequest request, StreamObserver<ExplainResponse> observer) {
        calls.run(observer, () -> {
            AccountReach reach = Caller.current().accounts();
            StoredDecision stored = stored(UUID.fromString(request.getDecisionId()), reach);
            return new ExplainDecision(reader)
                    .of(stored, releases.compiled(stored.decision().getReleaseDigest()), reach);
        });
    }

    /** On cached exposures when they say yes; anything else is confirmed on the ledger, and so is whether an account is within the caller's reach. */
    private Decision evaluate(EvaluateRequest request, long now) throws SQLException, InvalidProtocolBufferException {
        Release release =
                request.getReleaseDigest().isEmpty() ? active.get() : releases.compiled(request.getReleaseDigest());
        AccountReach reach = Caller.current().accounts();
        WorkingSet cached = reach.isEverything()
                ? reader.cached(release, request.getOrder().getAccountId(), now).orElse(null)
                : null;
        if (cached != null) {
            Deliberation quick = deliberate(cached, request.getOrder(), now);
            if (quick.isApproved()) {
                return quick.decision().build();
            }
        }
        return deliberate(
                        reader.stored(release, request.getOrder().getAccountId(), reach, now), request.getOrder(), now)
                .decision()
                .build();
    }

    private static Deliberation deliberate(WorkingSet set, Order order, long now) {
        set.traceTo(CallTrace.current());
        return Deliberation.on(set, DecisionKind.EVALUATE, order, List.of(), Deliberation.Held.NOTHING, now);
    }

    private GetResponse get(UUID id) throws SQLException, InvalidProtocolBufferException {
        AccountReach reach = Caller.current().accounts();
        StoredDecision stored = stored(id, reach);
        Decision decision = stored.decision();
        DecisionFacts facts = stored.decisionFacts();
        GetResponse.Builder response = GetResponse.newBuilder()
                .setDecision(decision)
                .setFacts(FactsInReach.of(facts, reach, seen(facts, reach)));
        reader.authorization(UUID.fromString(decision.getAuthorizationId()))
                .map(order ->
                        order.toProto(order.simulated() ? Times.epochMilli(decision.getDecidedAt()) : clock.millis()))
                .ifPresent(response::setAuthorization);
        return response.build();
    }

    private ListResponse list(ListRequest request) throws SQLException, InvalidProtocolBufferException {
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        String[] filters = {
            "decisions",
            request.getAccountId(),
            request.getOutcome().name(),
            String.valueOf(Times.epochMilli(request.getFrom())),
            String.valueOf(Times.epochMilli(request.getUntil()))
        };
        UUID below = PageToken.read(
                request.getPageToken(),
                request.hasUntil() ? bound(request.getUntil()) : new UUID(-1L, -1L),
                UUID::fromString,
                filters);
        UUID from = request.hasFrom() ? bound(request.getFrom()) : new UUID(0, 0);
        List<StoredDecision> found = reader.list(
                request.getAccountId().isEmpty() ? null : request.getAccountId(),
                request.getOutcome() == Outcome.OUTCOME_UNSPECIFIED ? null : request.getOutcome(),
                from,
                below,
                size + 1,
                Caller.current().accounts());
        ListResponse.Builder response = ListResponse.newBuilder();
        for (StoredDecision stored : found.subList(0, Math.min(size, found.size()))) {
            response.addDecisions(stored.decision());
        }
        if (found.size() > size) {
            response.setNextPageToken(PageToken.write(found.get(size - 1).id().toString(), filters));
        }
        return response.build();
    }

    /** The lowest id of a moment. */
    private static UUID bound(Timestamp moment) {
        return DecisionIds.first(Times.epochMilli(moment));
    }

    private ReplayResponse replay(ReplayRequest request) throws SQLException, InvalidProtocolBufferException {
        StoredDecision stored = stored(
                UUID.fromString(request.getDecisionId()), Caller.current().accounts());
        Decision before = stored.decision();
        String digest = request.getReleaseDigest().isEmpty() ? before.getReleaseDigest() : request.getReleaseDigest();
        Decision after = new ReplayDecision(reader)
                .under(releases.compiled(digest), stored)
                .decision();
        return ReplayResponse.newBuilder()
                .setStored(before)
                .setReplayed(after)
                .setEqual(before.equals(after))
                .build();
    }

    private Set<String> seen(DecisionFacts facts, AccountReach reach) throws SQLException {
        return reader.seen(ReplayDecision.versions(facts).keySet(), reach);
    }

    private StoredDecision stored(UUID id, AccountReach reach) throws SQLException {
        return reader.decision(id, reach).orElseThrow(() -> Refusals.unknown("decision", id.toString()));
    }

    private static void requireAmount(Order order) {
        long minor = order.getAmount().getAmountMinor();
        if (minor <= 0 || minor > LARGEST_ORDER_MINOR) {
            throw Refusals.invalid(
                    "order.amount.amount_minor", minor + " (expected: 1 to " + LARGEST_ORDER_MINOR + ")");
        }
    }

    private static void requireDate(String field, boolean given, com.google.type.Date date) {
        if (given) {
            Times.requireDate(field, date);
        }
    }
}
