package io.tradeline.tools.client;

import com.google.protobuf.Timestamp;
import com.google.type.Date;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.accounts.v1.UpsertResponse;
import io.tradeline.proto.accounts.v1.UpsertResult;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.DuePart;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.EvaluateResponse;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.PostReceivablesResponse;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.PostingResult;
import io.tradeline.proto.type.v1.Money;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A small model of the decision service for tests of its callers: net 30 days, approved while the credit lasts, one effect for each id. It checks what a
 * caller must keep to: known accounts, time that never runs backwards for an account, allocations within what is open.
 */
public final class FakeDecisionService implements AutoCloseable {
    public static final String TOKEN = "test-token";

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Server server;
    private final Target target;
    private final Map<String, Book> books = new HashMap<>();
    private final Map<String, Object> answers = new HashMap<>();
    private final Map<String, Decision> decisions = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int failuresToCome;
    private int largestPostingCall;
    private int effects;

    private FakeDecisionService(long limitMinor) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Decisions())
                .addService(new Exposures())
                .addService(new Accounts(limitMinor))
                .intercept(new TokenCheck())
                .build()
                .start();
        target = new Target("127.0.0.1", server.getPort());
    }

    /**
     * Starts it on a free port.
     *
     * @param limitMinor credit of every account that has no individual limit
     */
    public static FakeDecisionService start(long limitMinor) throws IOException {
        return new FakeDecisionService(limitMinor);
    }

    public Target target() {
        return target;
    }

    /** The next calls fail with UNAVAILABLE, before they have an effect. */
    public synchronized void failNext(int calls) {
        failuresToCome = calls;
    }

    /** What callers did that they must not do. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** Calls and postings that changed something. */
    public synchronized int effects() {
        return effects;
    }

    public synchronized int largestPostingCall() {
        return largestPostingCall;
    }

    public synchronized Map<String, Account> accounts() {
        Map<String, Account> accounts = new TreeMap<>();
        books.forEach((id, book) -> accounts.put(id, book.account));
        return accounts;
    }

    /** What is open of all invoices of an account. */
    public synchronized long openMinor(String accountId) {
        return known(accountId).open.values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public void close() {
        try {
            server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Book {
        private final long limitMinor;
        private final Map<String, Long> open = new HashMap<>();
        private Account account;
        private long exposureMinor;
        private Instant last = Instant.EPOCH;

        Book(Account account, long limitMinor) {
            this.account = account;
            this.limitMinor = limitMinor;
        }
    }

    private synchronized boolean failsNow(StreamObserver<?> observer) {
        if (failuresToCome > 0) {
            failuresToCome--;
            observer.onError(
                    Status.UNAVAILABLE.withDescription("the database is gone").asRuntimeException());
            return true;
        }
        return false;
    }

    private Book known(String accountId) {
        Book book = books.get(accountId);
        if (book == null) {
            throw Status.NOT_FOUND.withDescription("account: " + accountId).asRuntimeException();
        }
        return book;
    }

    private Book at(String accountId, Timestamp clock) {
        Book book = known(accountId);
        Instant moment = Instant.ofEpochSecond(clock.getSeconds(), clock.getNanos());
        if (moment.isBefore(book.last)) {
            violations.add(accountId + ": " + moment + " after " + book.last);
        }
        book.last = moment;
        return book;
    }

    private Decision decide(String requestId, io.tradeline.proto.decision.v1.Order order, Book book) {
        long amount = order.getAmount().getAmountMinor();
        boolean fits = book.exposureMinor + amount <= book.limitMinor;
        Decision.Builder decision = Decision.newBuilder()
                .setDecisionId(UUID.nameUUIDFromBytes(requestId.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString())
                .setRequestId(requestId)
                .setOrderId(order.getOrderId())
                .setAccountId(order.getAccountId())
                .setAmount(order.getAmount())
                .setOutcome(fits ? Outcome.OUTCOME_APPROVED : Outcome.OUTCOME_DECLINED);
        if (!fits) {
            decision.addFindings(Finding.newBuilder()
                    .setReasonCode("OVER_LIMIT")
                    .setRuleId("credit-limits/over-limit")
                    .setSeverity(Finding.Severity.SEVERITY_DECLINE));
        }
        return decision.setAuthorizationId(decision.getDecisionId()).build();
    }

    private static <T> void answer(StreamObserver<T> observer, T answer) {
        observer.onNext(answer);
        observer.onCompleted();
    }

    private final class Decisions extends DecisionsGrpc.DecisionsImplBase {
        @Override
        public void authorize(AuthorizeRequest request, StreamObserver<AuthorizeResponse> observer) {
            if (failsNow(observer)) {
                return;
            }
            Decision decision;
            synchronized (FakeDecisionService.this) {
                decision = (Decision) answers.get(request.getRequestId());
                if (decision == null) {
                    Book book = books.get(request.getOrder().getAccountId());
                    if (book == null) {
                        observer.onError(Status.NOT_FOUND
                                .withDescription(
                                        "account: " + request.getOrder().getAccountId())
                                .asRuntimeException());
                        return;
                    }
                    at(request.getOrder().getAccountId(), request.getClock());
                    decision = decide(request.getRequestId(), request.getOrder(), book);
                    if (decision.getOutcome() == Outcome.OUTCOME_APPROVED) {
                        book.exposureMinor += request.getOrder().getAmount().getAmountMinor();
                    }
                    answers.put(request.getRequestId(), decision);
                    decisions.put(decision.getAuthorizationId(), decision);
                    effects++;
                }
            }
            answer(
                    observer,
                    AuthorizeResponse.newBuilder().setDecision(decision).build());
        }

        @Override
        public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> observer) {
            Decision decision;
            synchronized (FakeDecisionService.this) {
                Book book = known(request.getOrder().getAccountId());
                decision = decide("", request.getOrder(), book).toBuilder()
                        .clearDecisionId()
                        .setKind(Decision.Kind.KIND_EVALUATE)
                        .build();
            }
            answer(observer, EvaluateResponse.newBuilder().setDecision(decision).build());
        }

        @Override
        public void capture(CaptureRequest request, StreamObserver<CaptureResponse> observer) {
            if (failsNow(observer)) {
                return;
            }
            CaptureResponse response;
            synchronized (FakeDecisionService.this) {
                response = (CaptureResponse) answers.get(request.getRequestId());
                if (response == null) {
                    Decision decision = Objects.requireNonNull(decisions.get(request.getAuthorizationId()));
                    Book book = at(decision.getAccountId(), request.getClock());
                    Money amount = decision.getAmount();
                    book.open.put(request.getDocumentId(), amount.getAmountMinor());
                    Date invoiced = request.getInvoiceDate();
                    LocalDate due = LocalDate.of(invoiced.getYear(), invoiced.getMonth(), invoiced.getDay())
                            .plusDays(30);
                    response = CaptureResponse.newBuilder()
                            .addDue(DuePart.newBuilder()
                                    .setAmount(amount)
                                    .setDueDate(Date.newBuilder()
                                            .setYear(due.getYear())
                                            .setMonth(due.getMonthValue())
                                            .setDay(due.getDayOfMonth())))
                            .build();
                    answers.put(request.getRequestId(), response);
                    effects++;
                }
            }
            answer(observer, response);
        }
    }

    private final class Exposures extends ExposuresGrpc.ExposuresImplBase {
        @Override
        public void postReceivables(PostReceivablesRequest request, StreamObserver<PostReceivablesResponse> observer) {
            if (failsNow(observer)) {
                return;
            }
            PostReceivablesResponse.Builder response = PostReceivablesResponse.newBuilder();
            synchronized (FakeDecisionService.this) {
                largestPostingCall = Math.max(largestPostingCall, request.getPostingsCount());
                for (Posting posting : request.getPostingsList()) {
                    if (answers.putIfAbsent(posting.getPostingId(), posting) == null) {
                        post(posting);
                        effects++;
                    }
                    response.addResults(PostingResult.newBuilder().setPostingId(posting.getPostingId()));
                }
            }
            answer(observer, response.build());
        }

        private void post(Posting posting) {
            Book book = at(posting.getAccountId(), posting.getClock());
            var allocations = posting.hasPayment()
                    ? posting.getPayment().getAllocationsList()
                    : posting.getCreditNote().getAllocationsList();
            long amount = posting.hasPayment()
                    ? posting.getPayment().getAmount().getAmountMinor()
                    : posting.getCreditNote().getAmount().getAmountMinor();
            for (var allocation : allocations) {
                long open = book.open.getOrDefault(allocation.getDocumentId(), 0L);
                if (allocation.getAmountMinor() > open) {
                    violations.add(posting.getPostingId() + ": more than is open of " + allocation.getDocumentId());
                }
                book.open.put(allocation.getDocumentId(), open - allocation.getAmountMinor());
            }
            book.exposureMinor -= amount;
        }
    }

    private final class Accounts extends AccountsGrpc.AccountsImplBase {
        private final long defaultLimitMinor;

        Accounts(long defaultLimitMinor) {
            this.defaultLimitMinor = defaultLimitMinor;
        }

        @Override
        public void upsert(UpsertRequest request, StreamObserver<UpsertResponse> observer) {
            UpsertResponse.Builder response = UpsertResponse.newBuilder();
            synchronized (FakeDecisionService.this) {
                for (Account account : request.getAccountsList()) {
                    long limit =
                            account.hasCreditLimit() ? account.getCreditLimit().getSoftLimitMinor() : defaultLimitMinor;
                    boolean created = books.putIfAbsent(account.getAccountId(), new Book(account, limit)) == null;
                    response.addResults(UpsertResult.newBuilder()
                            .setAccountId(account.getAccountId())
                            .setVersion(account.getVersion())
                            .setCreated(created));
                }
            }
            answer(observer, response.build());
        }
    }

    private static final class TokenCheck implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            if (!("Bearer " + TOKEN).equals(headers.get(AUTHORIZATION))) {
                call.close(Status.UNAUTHENTICATED.withDescription("token: unknown"), new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(call, headers);
        }
    }
}
