package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.type.Date;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.GetExposureRequest;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.PostingResult;
import io.tradeline.proto.decision.v1.ReleaseRequest;
import io.tradeline.proto.type.v1.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Many clients who order, capture, release and pay at once over several instances, send things twice, and repeat what was not answered; and a plain model of
 * what the books must say afterwards: sums of what was answered, nothing else.
 */
final class OrderWorkload {

    private static final int PATIENCE = 2000;

    private final List<ServiceFixture.Instance> instances;
    private final List<String> accounts;
    private final long seed;
    private final Map<String, Figures> model = new ConcurrentHashMap<>();
    private final Map<String, Decision> answers = new ConcurrentHashMap<>();
    private final AtomicLong approved = new AtomicLong();
    private final AtomicLong declined = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();

    /** What an account's own orders come to. */
    static final class Figures {
        final AtomicLong reserved = new AtomicLong();
        final AtomicLong receivables = new AtomicLong();
    }

    OrderWorkload(List<ServiceFixture.Instance> instances, List<String> accounts, long seed) {
        this.instances = instances;
        this.accounts = accounts;
        this.seed = seed;
        accounts.forEach(account -> model.put(account, new Figures()));
    }

    /** What goes wrong, and how often while the clients run. */
    record Trouble(int times, Callable<?> each) {
        static final Trouble NONE = new Trouble(0, () -> null);
    }

    /** Runs so many clients, each with so many orders; what is to go wrong goes wrong again and again between their first answer and their last. */
    void run(int clients, int ordersEach, Trouble trouble) throws Exception {
        int orders = clients * ordersEach;
        ExecutorService threads = Executors.newFixedThreadPool(clients + 1);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int number = client;
                running.add(threads.submit(() -> client(number, ordersEach)));
            }
            Future<Integer> troubled = threads.submit(() -> disturb(trouble, orders));
            for (Future<?> each : running) {
                each.get(5, TimeUnit.MINUTES);
            }
            assertThat(troubled.get(1, TimeUnit.MINUTES))
                    .as("times that it went wrong while orders were still to come, seed " + seed)
                    .isGreaterThanOrEqualTo((trouble.times() + 1) / 2);
        } catch (ExecutionException failed) {
            throw new AssertionError("seed " + seed + ": " + failed.getCause(), failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Spreads the trouble over the orders; gives how often it began while some of them were still unanswered. */
    private int disturb(Trouble trouble, int orders) throws Exception {
        int amid = 0;
        for (int time = 1; time <= trouble.times(); time++) {
            long due = (long) orders * time / (trouble.times() + 1);
            while (answers.size() < due && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            amid += answers.size() < orders ? 1 : 0;
            trouble.each().call();
        }
        return amid;
    }

    private void client(int number, int orders) {
        SplittableRandom random = new SplittableRandom(seed * 31 + number);
        for (int i = 0; i < orders; i++) {
            String account = accounts.get(random.nextInt(accounts.size()));
            order(random, account, seed + "-" + number + "-" + i);
        }
    }

    private void order(SplittableRandom random, String account, String id) {
        long minor = 100 + random.nextInt(5000);
        AuthorizeRequest request = AuthorizeRequest.newBuilder()
                .setRequestId("a-" + id)
                .setOrder(Order.newBuilder()
                        .setOrderId(id)
                        .setAccountId(account)
                        .setBuyerId("bob")
                        .setShipToId("dock")
                        .setAmount(eur(minor)))
                .build();
        Decision decision =
                twice(random, () -> any(random).decisions().authorize(request).getDecision());
        Decision before = answers.putIfAbsent(request.getRequestId(), decision);
        assertThat(before).isNull();
        withinLimits(decision);
        if (decision.getOutcome() != Outcome.OUTCOME_APPROVED) {
            declined.incrementAndGet();
            return;
        }
        approved.incrementAndGet();
        figures(account).reserved.addAndGet(minor);
        afterwards(random, account, id, minor, decision);
    }

    private void afterwards(SplittableRandom random, String account, String id, long minor, Decision decision) {
        int what = random.nextInt(4);
        if (what == 0) {
            return;
        }
        long part = what == 1 ? 1 + random.nextLong(minor) : minor;
        if (what == 3) {
            ReleaseRequest release = ReleaseRequest.newBuilder()
                    .setRequestId("r-" + id)
                    .setAuthorizationId(decision.getAuthorizationId())
                    .setAmount(eur(part))
                    .build();
            twice(random, () -> any(random).decisions().release(release));
            figures(account).reserved.addAndGet(-part);
            return;
        }
        CaptureRequest capture = CaptureRequest.newBuilder()
                .setRequestId("c-" + id)
                .setAuthorizationId(decision.getAuthorizationId())
                .setDocumentId("INV-" + id)
                .setAmount(eur(part))
                .build();
        twice(random, () -> any(random).decisions().capture(capture));
        figures(account).reserved.addAndGet(-part);
        figures(account).receivables.addAndGet(part);
        if (random.nextBoolean()) {
            pay(random, account, id, part);
        }
    }

    private void pay(SplittableRandom random, String account, String id, long minor) {
        LocalDate today = LocalDate.of(2026, 1, 1);
        PostReceivablesRequest request = PostReceivablesRequest.newBuilder()
                .addPostings(Posting.newBuilder()
                        .setPostingId("p-" + id)
                        .setAccountId(account)
                        .setPayment(Payment.newBuilder()
                                .setAmount(eur(minor))
                                .setReceivedOn(Date.newBuilder()
                                        .setYear(today.getYear())
                                        .setMonth(today.getMonthValue())
                                        .setDay(today.getDayOfMonth()))
                                .addAllocations(io.tradeline.proto.decision.v1.Allocation.newBuilder()
                                        .setDocumentId("INV-" + id)
                                        .setAmountMinor(minor))))
                .build();
        twice(random, () -> {
            PostingResult result =
                    any(random).exposures().postReceivables(request).getResults(0);
            if (result.hasError()) {
                throw io.grpc.protobuf.StatusProto.toStatusRuntimeException(result.getError());
            }
            return result;
        });
        figures(account).receivables.addAndGet(-minor);
    }

    /** The same call until it is answered, and one time in four once more: both answers must be one. */
    private <T> T twice(SplittableRandom random, Supplier<T> call) {
        T first = patiently(call);
        if (random.nextInt(4) == 0) {
            repeated.incrementAndGet();
            assertThat(patiently(call)).as("seed " + seed).isEqualTo(first);
        }
        return first;
    }

    /** Repeats what failed for a reason that passes, as clients are told to. */
    private <T> T patiently(Supplier<T> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (StatusRuntimeException refused) {
                Status.Code code = refused.getStatus().getCode();
                boolean passes = code == Status.Code.UNAVAILABLE || code == Status.Code.RESOURCE_EXHAUSTED;
                if (!passes || attempt == PATIENCE) {
                    throw refused;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private ServiceFixture.Instance any(SplittableRandom random) {
        return instances.get(random.nextInt(instances.size()));
    }

    /** I1, as the answer itself shows it. */
    private void withinLimits(Decision decision) {
        for (CreditPosition position : decision.getPositionsList()) {
            if (decision.getOutcome() == Outcome.OUTCOME_APPROVED && position.hasHardCapMinor()) {
                assertThat(position.getExposureAfterMinor())
                        .as("seed " + seed + ": " + decision)
                        .isLessThanOrEqualTo(position.getHardCapMinor());
            }
        }
    }

    private Figures figures(String account) {
        return java.util.Objects.requireNonNull(model.get(account), account);
    }

    /** The books against the model: each account, and the head that all of them share. */
    void check(String head) {
        long reserved = 0;
        long receivables = 0;
        for (String account : accounts) {
            Figures figures = figures(account);
            CreditPosition position = position(account, 0);
            assertThat(position.getReservedMinor() + " " + position.getReceivablesMinor())
                    .as("seed " + seed + ", account " + account)
                    .isEqualTo(figures.reserved + " " + figures.receivables);
            reserved += figures.reserved.get();
            receivables += figures.receivables.get();
        }
        if (!accounts.contains(head)) {
            CreditPosition position = position(accounts.get(0), 1);
            assertThat(position.getReservedMinor() + " " + position.getReceivablesMinor())
                    .as("seed " + seed + ", head")
                    .isEqualTo(reserved + " " + receivables);
        }
    }

    private CreditPosition position(String account, int level) {
        return patiently(() -> instances
                .get(0)
                .exposures()
                .get(GetExposureRequest.newBuilder().setAccountId(account).build())
                .getPositions(level));
    }

    long approvedCount() {
        return approved.get();
    }

    long refusedCount() {
        return declined.get();
    }

    long repeatedCount() {
        return repeated.get();
    }

    private static Money eur(long minor) {
        return Money.newBuilder().setCurrencyCode("EUR").setAmountMinor(minor).build();
    }
}
