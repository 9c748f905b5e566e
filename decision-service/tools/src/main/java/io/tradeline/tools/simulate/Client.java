package io.tradeline.tools.simulate;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import com.google.type.Date;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.accounts.v1.UpsertResponse;
import io.tradeline.proto.decision.v1.Allocation;
import io.tradeline.proto.decision.v1.AmendRequest;
import io.tradeline.proto.decision.v1.AmendResponse;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.CreditNote;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.Dispute;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.GetRequest;
import io.tradeline.proto.decision.v1.GetResponse;
import io.tradeline.proto.decision.v1.Invoice;
import io.tradeline.proto.decision.v1.ListRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.decision.v1.ReleaseResponse;
import io.tradeline.proto.decision.v1.RequiredApproval;
import io.tradeline.proto.decision.v1.ResolveRequest;
import io.tradeline.proto.decision.v1.ResolveResponse;
import io.tradeline.proto.decision.v1.WriteOff;
import io.tradeline.proto.type.v1.Money;
import io.tradeline.tools.client.RpcFailure;
import io.tradeline.tools.client.ServiceClient;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An order system: one step after the other, each until it is answered; some steps twice at once, some again much later, some with an id that was used before. What it does next
 * depends on its own stream of chance and on what it was answered. Used by one thread at a time.
 */
final class Client {
    private static final int MOST_OPEN = 30;
    private static final int MOST_DOCUMENTS = 30;
    private static final int REMEMBERED = 60;
    private static final int TWIN_ONE_IN = 10;
    private static final int AGAIN_ONE_IN = 10;
    private static final int LATER_ONE_IN = 12;
    private static final int OTHER_BODY_ONE_IN = 40;

    private final String name;
    private final String prefix;
    private final List<Company> companies;
    private final SplittableRandom random;
    private final PatientCaller caller;
    private final List<ServiceClient> instances;
    private final FactsLog facts;
    private final ReleaseWatch releases;
    private final Counters counters;

    private final List<Step> steps = new ArrayList<>();
    private final List<OpenOrder> orders = new ArrayList<>();
    private final List<Document> documents = new ArrayList<>();
    private final List<Remembered<?, ?>> remembered = new ArrayList<>();
    private long number;
    private long clockMilli;

    /** An item that the client may settle. */
    private static final class Document {
        private final String accountId;
        private final String id;
        private long open;

        Document(String accountId, String id, long open) {
            this.accountId = accountId;
            this.id = id;
            this.open = open;
        }
    }

    /** A request that was answered, and must be answered so for ever. */
    private record Remembered<Q extends Message, R extends Message>(
            MethodDescriptor<Q, R> method, Q request, R first) {}

    Client(
            String name,
            SimulationPlan plan,
            List<Company> companies,
            List<ServiceClient> instances,
            FactsLog facts,
            ReleaseWatch releases,
            Counters counters) {
        this.name = name;
        this.prefix = Long.toUnsignedString(plan.seed(), 36) + "-" + name + "-";
        this.companies = List.copyOf(companies);
        this.random = plan.stream("client/" + name);
        this.caller = new PatientCaller(instances, plan.stream("calls/" + name), counters);
        this.instances = List.copyOf(instances);
        this.facts = facts;
        this.releases = releases;
        this.counters = counters;
        if (companies.get(0).mode() == Company.Mode.OWN_CLOCK) {
            // Some whole second near the present: months of the log are made for the coming ones.
            clockMilli = System.currentTimeMillis() / 1000 * 1000;
        }
    }

    /** Takes steps as long as it may. */
    void work(BooleanSupplier going) {
        while (going.getAsBoolean()) {
            step();
        }
    }

    /** The steps since the last time. */
    List<Step> takeSteps() {
        List<Step> taken = List.copyOf(steps);
        steps.clear();
        return taken;
    }

    /** One step, whatever it is. */
    void step() {
        Company company = companies.get(random.nextInt(companies.size()));
        if (ownClock(company)) {
            clockMilli += 1000L * random.nextInt(2_400);
        }
        boolean alone = company.mode() != Company.Mode.SHARED;
        int what = random.nextInt(100);
        if (what < 40) {
            authorize(company);
        } else if (what < 50) {
            amend(company, alone);
        } else if (what < 64) {
            capture(company, alone);
        } else if (what < 74) {
            release(company, alone);
        } else if (what < 82) {
            resolve(company, alone);
        } else if (what < 90) {
            post(company, alone);
        } else if (what < 93) {
            change(company);
        } else if (what < 96) {
            look(company);
        } else if (what < 98) {
            later();
        } else {
            otherBody();
        }
        if (random.nextInt(LATER_ONE_IN) == 0) {
            later();
        }
        if (random.nextInt(OTHER_BODY_ONE_IN) == 0) {
            otherBody();
        }
    }

    private static boolean ownClock(Company company) {
        return company.mode() == Company.Mode.OWN_CLOCK;
    }

    private String nextId(String kind) {
        number++;
        return prefix + kind + number;
    }

    private Timestamp clock() {
        return Timestamps.fromMillis(clockMilli);
    }

    private String account(Company company) {
        List<String> accounts = company.accounts();
        return accounts.get(random.nextInt(accounts.size()));
    }

    /** Mostly small; one in six of any size. */
    private long amount() {
        return 500 + random.nextInt(random.nextInt(6) == 0 ? Company.LARGEST_ORDER : Company.USUAL_ORDER);
    }

    private Duration reservation(Company company) {
        // By the service's clock nothing is to lapse within a run.
        long hours = ownClock(company) ? 1 + random.nextInt(12) : 48 + random.nextInt(400);
        return Duration.newBuilder()
                .setSeconds(hours * 3600 - random.nextInt(1800) + 1800)
                .build();
    }

    private static Money money(long minor) {
        return Money.newBuilder()
                .setCurrencyCode(Facts.CURRENCY)
                .setAmountMinor(minor)
                .build();
    }

    private static Order order(String number, String accountId, long minor) {
        return Order.newBuilder()
                .setOrderId(number)
                .setAccountId(accountId)
                .setBuyerId(Facts.BUYER)
                .setShipToId(Facts.SHIP_TO)
                .setAmount(money(minor))
                .build();
    }

    private void authorize(Company company) {
        String number = nextId("o");
        AuthorizeRequest.Builder request = AuthorizeRequest.newBuilder()
                .setRequestId(nextId("a"))
                .setOrder(order(number, account(company), amount()))
                .setReserveFor(reservation(company));
        if (ownClock(company)) {
            request.setClock(clock());
        }
        AuthorizeResponse response = take(
                company,
                request.getOrder().getAccountId(),
                "",
                false,
                DecisionsGrpc.getAuthorizeMethod(),
                request.getRequestId(),
                request.build());
        if (response == null) {
            return;
        }
        Decision decision = response.getDecision();
        if (decision.getOutcome() != Outcome.OUTCOME_DECLINED || random.nextInt(10) == 0) {
            orders.add(new OpenOrder(company, number, decision));
            if (orders.size() > MOST_OPEN) {
                orders.remove(random.nextInt(orders.size()));
            }
        }
    }

    /** An order of the company; when it must not be refused, one with which something can be done. */
    private @Nullable OpenOrder any(Company company, boolean alone, boolean pending) {
        List<OpenOrder> fitting = orders.stream()
                .filter(order -> order.company.equals(company))
                .filter(order -> pending ? order.isPending() : order.isReserved())
                .toList();
        if (alone && (fitting.isEmpty() || random.nextInt(12) == 0)) {
            fitting = orders.stream()
                    .filter(order -> order.company.equals(company))
                    .toList();
        }
        return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
    }

    private void amend(Company company, boolean alone) {
        OpenOrder order = any(company, alone, random.nextInt(4) == 0);
        if (order == null) {
            return;
        }
        long amount = alone && random.nextInt(15) == 0 ? Math.max(1, order.captured) : order.captured + amount();
        AmendRequest.Builder request = AmendRequest.newBuilder()
                .setRequestId(nextId("m"))
                .setAuthorizationId(order.id)
                .setOrder(order(order.number, order.accountId, amount))
                .setReserveFor(reservation(company));
        if (random.nextInt(3) == 0) {
            boolean wrong = alone && random.nextInt(4) == 0;
            request.setExpectedDecisionId(wrong ? "00000000-0000-7000-8000-000000000000" : order.latestDecisionId);
        }
        if (ownClock(company)) {
            request.setClock(clock());
        }
        AmendResponse response = take(
                company,
                order.accountId,
                order.id,
                false,
                DecisionsGrpc.getAmendMethod(),
                request.getRequestId(),
                request.build());
        if (response != null) {
            order.now(response.getAuthorization());
        }
    }

    private void capture(Company company, boolean alone) {
        OpenOrder order = any(company, alone, false);
        if (order == null) {
            return;
        }
        CaptureRequest.Builder request = CaptureRequest.newBuilder()
                .setRequestId(nextId("c"))
                .setAuthorizationId(order.id)
                .setDocumentId(nextId("inv"))
                .setFinal(random.nextInt(3) == 0);
        long minor = order.reserved;
        if (order.reserved > 1 && random.nextBoolean()) {
            minor = 1 + random.nextLong(order.reserved);
        }
        if (alone && random.nextInt(20) == 0) {
            minor = order.reserved + 1 + random.nextInt(1000);
        }
        if (minor != order.reserved || random.nextBoolean() && minor > 0) {
            request.setAmount(money(minor));
        }
        if (alone && !documents.isEmpty() && random.nextInt(20) == 0) {
            request.setDocumentId(documents.get(random.nextInt(documents.size())).id);
        }
        if (ownClock(company)) {
            request.setClock(clock());
        }
        boolean rest = request.getFinal() && minor < order.reserved;
        CaptureResponse response = take(
                company,
                order.accountId,
                order.id,
                rest,
                DecisionsGrpc.getCaptureMethod(),
                request.getRequestId(),
                request.build());
        if (response != null) {
            order.now(response.getAuthorization());
            remember(new Document(order.accountId, request.getDocumentId(), minor));
        }
    }

    private void remember(Document document) {
        documents.add(document);
        if (documents.size() > MOST_DOCUMENTS) {
            documents.remove(random.nextInt(documents.size()));
        }
    }

    private void release(Company company, boolean alone) {
        OpenOrder order = any(company, alone, random.nextInt(4) == 0);
        if (order == null) {
            return;
        }
        ReleaseRequest.Builder request =
                ReleaseRequest.newBuilder().setRequestId(nextId("r")).setAuthorizationId(order.id);
        if (order.reserved > 1 && random.nextInt(3) == 0) {
            request.setAmount(money(1 + random.nextLong(order.reserved)));
        }
        if (alone && random.nextInt(20) == 0) {
            request.setAmount(money(order.reserved + 1));
        }
        if (ownClock(company)) {
            request.setClock(clock());
        }
        ReleaseResponse response = take(
                company,
                order.accountId,
                order.id,
                order.isReserved(),
                DecisionsGrpc.getReleaseMethod(),
                request.getRequestId(),
                request.build());
        if (response != null) {
            order.now(response.getAuthorization());
        }
    }

    private void resolve(Company company, boolean alone) {
        OpenOrder order = any(company, alone, true);
        if (order == null) {
            return;
        }
        boolean buyer = order.state == Authorization.State.STATE_PENDING_APPROVAL;
        ResolveRequest.Builder request = ResolveRequest.newBuilder()
                .setRequestId(nextId("v"))
                .setAuthorizationId(order.id)
                .setVerdict(
                        random.nextInt(4) == 0
                                ? ResolveRequest.Verdict.VERDICT_REJECT
                                : ResolveRequest.Verdict.VERDICT_APPROVE)
                .setSide(buyer ? RequiredApproval.Side.SIDE_BUYER : RequiredApproval.Side.SIDE_FINANCE)
                .setResolverId(buyer ? Facts.APPROVER : "finance-1")
                .setRole(buyer ? Facts.APPROVER_ROLE : Facts.FINANCE_ROLE)
                .setReason("simulated")
                .setReserveFor(reservation(company));
        if (random.nextBoolean()) {
            request.setExpectedDecisionId(order.latestDecisionId);
        }
        if (ownClock(company)) {
            request.setClock(clock());
        }
        ResolveResponse response = take(
                company,
                order.accountId,
                order.id,
                false,
                DecisionsGrpc.getResolveMethod(),
                request.getRequestId(),
                request.build());
        if (response != null) {
            order.now(response.getAuthorization());
        }
    }

    /** Companies that many work on get no invoices of others, which no limit stops: their exposure is watched against the cap. */
    private void post(Company company, boolean alone) {
        Posting.Builder posting = Posting.newBuilder().setPostingId(nextId("p"));
        if (ownClock(company)) {
            posting.setClock(clock());
        }
        List<Document> open = documents.stream()
                .filter(document ->
                        document.accountId.equals(company.id()) || document.accountId.startsWith(company.id() + "."))
                .filter(document -> document.open > 0)
                .toList();
        int what = random.nextInt(10);
        Document document = open.isEmpty() ? null : open.get(random.nextInt(open.size()));
        if (alone && (document == null && what < 5 || what == 0)) {
            String account = account(company);
            String id = nextId("bill");
            long minor = 1 + random.nextInt(60_000);
            posting.setAccountId(account)
                    .setInvoice(Invoice.newBuilder()
                            .setDocumentId(id)
                            .setAmount(money(minor))
                            .setInvoiceDate(date(LocalDate.of(2026, 1, 1)))
                            .setDueDate(date(LocalDate.of(2099, 1, 1))));
            if (posted(company, account, posting.build())) {
                remember(new Document(account, id, minor));
            }
            return;
        }
        if (alone && what == 1) {
            String account = account(company);
            posting.setAccountId(account)
                    .setPayment(Payment.newBuilder()
                            .setAmount(money(1 + random.nextInt(20_000)))
                            .setReceivedOn(date(LocalDate.of(2026, 1, 2))));
            posted(company, account, posting.build());
            return;
        }
        if (document == null) {
            return;
        }
        long minor = random.nextBoolean() ? document.open : 1 + random.nextLong(document.open);
        if (alone && random.nextInt(15) == 0) {
            minor = document.open + 1;
        }
        Allocation allocation = Allocation.newBuilder()
                .setDocumentId(document.id)
                .setAmountMinor(minor)
                .build();
        posting.setAccountId(document.accountId);
        if (what < 4) {
            long disputed = random.nextInt(3) == 0 ? 0 : minor;
            posting.setDispute(Dispute.newBuilder().setDocumentId(document.id).setDisputedMinor(disputed));
            posted(company, document.accountId, posting.build());
            return;
        }
        if (what < 8) {
            posting.setPayment(Payment.newBuilder()
                    .setAmount(money(minor))
                    .setReceivedOn(date(LocalDate.of(2026, 1, 2)))
                    .addAllocations(allocation));
        } else if (what == 8) {
            posting.setCreditNote(CreditNote.newBuilder()
                    .setDocumentId(nextId("note"))
                    .setAmount(money(minor))
                    .addAllocations(allocation));
        } else {
            posting.setWriteOff(WriteOff.newBuilder()
                    .setDocumentId(document.id)
                    .setAmountMinor(minor)
                    .setReason("simulated"));
        }
        if (posted(company, document.accountId, posting.build())) {
            document.open -= minor;
        }
    }

    private static Date date(LocalDate day) {
        return Date.newBuilder()
                .setYear(day.getYear())
                .setMonth(day.getMonthValue())
                .setDay(day.getDayOfMonth())
                .build();
    }

    private boolean posted(Company company, String account, Posting posting) {
        return take(
                        company,
                        account,
                        "",
                        false,
                        ExposuresGrpc.getPostReceivablesMethod(),
                        posting.getPostingId(),
                        PostReceivablesRequest.newBuilder().addPostings(posting).build())
                != null;
    }

    /** Facts of accounts change; who changes those of a shared company is its first client, since versions are counted by one. */
    private void change(Company company) {
        if (company.mode() == Company.Mode.SHARED && !name.endsWith("-0")) {
            return;
        }
        String account = account(company);
        Facts now = facts.newest(account);
        if (company.moves() && !Company.isHead(account) && random.nextBoolean()) {
            move(company, now);
            return;
        }
        Facts next;
        if (now.suspended()) {
            next = now.suspended(false);
        } else if (random.nextInt(6) == 0) {
            next = now.suspended(true);
        } else if (now.limited()) {
            next = now.limited(now.hardMinor() / 10 * (4 + random.nextInt(6)), now.hardMinor());
        } else {
            next = now.limited(now.softMinor(), now.hardMinor());
        }
        push(next);
    }

    /** A branch goes to the other head, with all that it has. */
    private void move(Company company, Facts now) {
        boolean first = now.parentId().equals(company.id());
        Facts next = now.below(first ? company.secondHead() : company.id());
        Answer<UpsertResponse> answer = push(next);
        number++;
        steps.add(new Step(
                next.accountId() + " in version " + next.version(),
                name,
                number,
                company.id(),
                next.accountId(),
                "",
                false,
                UpsertRequest.newBuilder().addAccounts(next.toProto()).build(),
                answer));
        counters.moves.increment();
    }

    /** Stores newer facts; returns when the service has confirmed them. */
    private Answer<UpsertResponse> push(Facts next) {
        facts.sending(next);
        Answer<UpsertResponse> answer = caller.call(
                AccountsGrpc.getUpsertMethod(),
                UpsertRequest.newBuilder().addAccounts(next.toProto()).build());
        answer.orViolation("facts of " + next.accountId() + " in version " + next.version());
        facts.stored(next, answer.answeredNanos());
        counters.factsChanged.increment();
        return answer;
    }

    /** Calls that change nothing. */
    private void look(Company company) {
        int what = random.nextInt(3);
        if (what == 0) {
            EvaluateRequest.Builder request =
                    EvaluateRequest.newBuilder().setOrder(order(nextId("e"), account(company), amount()));
            if (ownClock(company)) {
                request.setClock(clock());
            }
            var answer = caller.call(DecisionsGrpc.getEvaluateMethod(), request.build());
            Decision decision = answer.orViolation("Evaluate").getDecision();
            releases.check(decision.getReleaseDigest(), answer.sentNanos(), answer.answeredNanos());
        } else if (what == 1 && !remembered.isEmpty()) {
            Remembered<?, ?> any = remembered.get(random.nextInt(remembered.size()));
            if (any.first() instanceof AuthorizeResponse first) {
                GetResponse found = caller.call(
                                DecisionsGrpc.getGetMethod(),
                                GetRequest.newBuilder()
                                        .setDecisionId(first.getDecision().getDecisionId())
                                        .build())
                        .orViolation("Get of " + first.getDecision().getDecisionId());
                if (!found.getDecision().equals(first.getDecision())) {
                    throw new Violation("Get gives " + found.getDecision() + " (expected: what was answered, "
                            + first.getDecision() + ")");
                }
            }
        } else {
            caller.call(
                            DecisionsGrpc.getListMethod(),
                            ListRequest.newBuilder()
                                    .setAccountId(account(company))
                                    .setPageSize(5)
                                    .build())
                    .orViolation("List");
        }
    }

    /** An old request once more, on any instance: the first answer, byte for byte. */
    private void later() {
        if (!remembered.isEmpty()) {
            again(remembered.get(random.nextInt(remembered.size())));
        }
    }

    private <Q extends Message, R extends Message> void again(Remembered<Q, R> old) {
        counters.repetitions.increment();
        Answer<R> answer = caller.call(old.method(), old.request());
        same(old.method(), old.request(), old.first(), answer);
    }

    private static <R extends Message> void same(
            MethodDescriptor<?, R> method, Message request, R first, Answer<R> answer) {
        R again = answer.message();
        if (again == null || !again.toByteString().equals(first.toByteString())) {
            throw new Violation(method.getFullMethodName() + " was repeated and answered with " + answer.summary()
                    + " (expected: the first answer, " + first.toString().replace('\n', ' ') + "); request "
                    + request.toString().replace('\n', ' '));
        }
    }

    /** An id that was used, with another body: refused, and nothing happens; an effect would be found as one that no step made. */
    private void otherBody() {
        List<AuthorizeRequest> used = new ArrayList<>();
        for (Remembered<?, ?> old : remembered) {
            if (old.request() instanceof AuthorizeRequest request) {
                used.add(request);
            }
        }
        if (used.isEmpty()) {
            return;
        }
        counters.otherBodies.increment();
        AuthorizeRequest request = used.get(random.nextInt(used.size()));
        long other = request.getOrder().getAmount().getAmountMinor() + 1;
        AuthorizeRequest changed = request.toBuilder()
                .setOrder(request.getOrder().toBuilder().setAmount(money(other)))
                .build();
        Answer<AuthorizeResponse> answer = caller.call(DecisionsGrpc.getAuthorizeMethod(), changed);
        RpcFailure refusal = answer.refusal();
        if (refusal == null || refusal.code() != Status.Code.ALREADY_EXISTS) {
            throw new Violation(
                    "request id " + request.getRequestId() + " was used with another body and answered with "
                            + answer.summary() + " (expected: ALREADY_EXISTS)");
        }
    }

    /** Takes a step; gives its answer, or null when it was refused. */
    private <Q extends Message, R extends Message> @Nullable R take(
            Company company,
            String account,
            String authorization,
            boolean releasing,
            MethodDescriptor<Q, R> method,
            String id,
            Q request) {
        long sent = System.nanoTime();
        ListenableFuture<R> twin = null;
        if (random.nextInt(TWIN_ONE_IN) == 0) {
            counters.twins.increment();
            twin = instances.get(random.nextInt(instances.size())).call(method, request, PatientCaller.DEADLINE);
        }
        Answer<R> answered = caller.call(method, request);
        Answer<R> answer = new Answer<>(
                sent, answered.answeredNanos(), answered.attempts(), answered.message(), answered.refusal());
        R message = answer.message();
        if (twin != null && message != null) {
            requireTwin(twin, method, request, message);
        }
        steps.add(new Step(
                id, name, number, company.id(), account, authorization, releasing && message != null, request, answer));
        count(answer, steps.get(steps.size() - 1).decision());
        if (message == null) {
            return null;
        }
        Decision decision = steps.get(steps.size() - 1).decision();
        if (decision != null) {
            releases.check(decision.getReleaseDigest(), sent, answer.answeredNanos());
        }
        Remembered<Q, R> now = new Remembered<>(method, request, message);
        if (random.nextInt(AGAIN_ONE_IN) == 0) {
            again(now);
        }
        if (remembered.size() == REMEMBERED) {
            remembered.remove(random.nextInt(REMEMBERED));
        }
        remembered.add(now);
        return message;
    }

    /** The same request was sent to another instance at the same time: if that was answered, then with the same. */
    private static <Q extends Message, R extends Message> void requireTwin(
            ListenableFuture<R> twin, MethodDescriptor<Q, R> method, Q request, R message) {
        try {
            R other = twin.get(PatientCaller.DEADLINE.toSeconds() + 10, TimeUnit.SECONDS);
            Optional<RpcFailure> inside = PatientCaller.inside(other);
            if (inside.isPresent()) {
                requirePassing(inside.get(), method, request);
            } else if (!other.toByteString().equals(message.toByteString())) {
                throw new Violation(method.getFullMethodName() + " was sent twice at once and answered with "
                        + other.toString().replace('\n', ' ') + " and with "
                        + message.toString().replace('\n', ' ') + " (expected: one answer)");
            }
        } catch (ExecutionException notAnswered) {
            requirePassing(
                    RpcFailure.of(notAnswered.getCause() == null ? notAnswered : notAnswered.getCause()),
                    method,
                    request);
        } catch (TimeoutException unbounded) {
            throw new Violation(method.getFullMethodName() + " was not over long after its deadline", unbounded);
        } catch (CancellationException ours) {
            // Nobody else holds the future.
            throw new IllegalStateException(ours);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new PatientCaller.Stopped();
        }
    }

    private static void requirePassing(RpcFailure failure, MethodDescriptor<?, ?> method, Message request) {
        boolean passes = failure.isTransient()
                || failure.code() == Status.Code.DEADLINE_EXCEEDED
                || failure.code() == Status.Code.CANCELLED;
        if (!passes) {
            throw new Violation(method.getFullMethodName()
                    + " was sent twice at once, answered once, and refused once with " + failure.summary()
                    + " (expected: one answer); request " + request.toString().replace('\n', ' '));
        }
    }

    private void count(Answer<?> answer, @Nullable Decision decision) {
        counters.steps.increment();
        if (answer.message() == null) {
            counters.refused.increment();
        } else if (decision != null) {
            switch (decision.getOutcome()) {
                case OUTCOME_APPROVED -> counters.approved.increment();
                case OUTCOME_DECLINED -> counters.declined.increment();
                default -> counters.held.increment();
            }
        }
    }
}
