package io.tradeline.tools.replay;

import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.CaptureResponse;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.PostReceivablesResponse;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.decision.v1.PostingResult;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.client.AccountUpload;
import io.tradeline.tools.client.Caller;
import io.tradeline.tools.client.RpcErrors;
import io.tradeline.tools.client.RpcFailure;
import io.tradeline.tools.client.ServiceClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One run over an order file.
 *
 * <p>All state belongs to the thread that calls {@link #run}: answers come in through a queue and are handled there one after the other. Rows enter in
 * the order of the file. Each customer has at most one call under way, so that what happens to it happens in order, while many customers go
 * on side by side.
 */
final class Replay {
    private static final int MAX_ROWS_AHEAD = 8192;
    private static final int POSTING_CALLS = 4;
    private static final int DEADLINE_SECONDS = 20;
    private static final int PEAKS = 5;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServiceClient client;
    private final ReplayPlan plan;
    private final Progress progress;
    private final ReplayRequests requests;
    private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final PostingBatches<Lane> batches = new PostingBatches<>(POSTING_CALLS);
    private final ReplayTally tally = new ReplayTally();
    private final ExposureCurve curve = new ExposureCurve();
    private final Latencies authorizeLatencies = new Latencies();
    private final Latencies captureLatencies = new Latencies();
    private final Latencies postingLatencies = new Latencies();
    private final Deque<Lane> toFinish = new ArrayDeque<>();

    private int nextRow;
    private int activeLanes;
    private int rowsDone;
    private int rowsWaiting;
    private long captures;
    private long payments;
    private long creditNotes;

    Replay(ServiceClient client, ReplayPlan plan, Progress progress) {
        this.client = client;
        this.plan = plan;
        this.progress = progress;
        this.requests = new ReplayRequests(plan.names());
    }

    /**
     * Runs to the end.
     *
     * @throws CommandException when the service can't be reached any more; a run of the same name then goes on where this one ended
     */
    ReplayReport run() {
        long started = System.nanoTime();
        List<Account> accounts = new Provisioning(plan.names(), plan.limits())
                .accounts(plan.rows().orders());
        int created = accounts.isEmpty() ? 0 : new AccountUpload(client).store(accounts);
        long provisioned = System.nanoTime();
        ScheduledExecutorService pauses = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "replay-pauses");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Caller caller = new Caller(pauses, inbox::add);
            replayRows(caller);
            payTheRest(caller);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted; the same command goes on where this run ended", interrupted);
        } finally {
            pauses.shutdownNow();
        }
        return report(accounts.size(), created, provisioned - started, System.nanoTime() - provisioned);
    }

    private void replayRows(Caller caller) throws InterruptedException {
        List<PastOrder> orders = plan.rows().orders();
        long startedNanos = System.nanoTime();
        while (nextRow < orders.size() || activeLanes > 0) {
            Duration pause = admit(caller, orders, startedNanos);
            handle(caller, pause);
            if (!orders.isEmpty()) {
                progress.at(rowsDone, orders.size());
            }
        }
    }

    /** What falls due until the last order of the file is still paid. */
    private void payTheRest(Caller caller) throws InterruptedException {
        List<PastOrder> orders = plan.rows().orders();
        if (orders.isEmpty()) {
            return;
        }
        Instant end = orders.get(orders.size() - 1).placedAt();
        for (Lane lane : lanes.values()) {
            lane.timeline.finish(end);
            toFinish.add(lane);
        }
        while (!toFinish.isEmpty() || activeLanes > 0) {
            while (!toFinish.isEmpty() && activeLanes < plan.inFlight()) {
                start(caller, toFinish.remove());
            }
            handle(caller, Duration.ofSeconds(1));
        }
    }

    /** Lets rows in while there is room; says how long the next one has to wait for its moment. */
    private Duration admit(Caller caller, List<PastOrder> orders, long startedNanos) {
        while (nextRow < orders.size() && activeLanes < plan.inFlight() && rowsWaiting < MAX_ROWS_AHEAD) {
            PastOrder order = orders.get(nextRow);
            Duration wait = plan.pace()
                    .offset(orders.get(0).placedAt(), order.placedAt())
                    .minusNanos(System.nanoTime() - startedNanos);
            if (wait.compareTo(Duration.ZERO) > 0) {
                return wait;
            }
            nextRow++;
            rowsWaiting++;
            Lane lane = lanes.computeIfAbsent(order.customerId(), this::lane);
            lane.timeline.add(order);
            if (!lane.active) {
                start(caller, lane);
            }
        }
        return Duration.ofSeconds(1);
    }

    private Lane lane(String customerId) {
        return new Lane(plan.names().account(customerId), new CustomerTimeline(customerId, plan.names(), plan.habit()));
    }

    /** Handles what came in, or waits for it; then sends postings that gathered meanwhile. */
    private void handle(Caller caller, Duration pause) throws InterruptedException {
        sendPostings(caller);
        Runnable answer = inbox.poll(Math.min(pause.toNanos(), LONGEST_WAIT_NANOS), TimeUnit.NANOSECONDS);
        while (answer != null) {
            answer.run();
            answer = inbox.poll();
        }
        sendPostings(caller);
    }

    private void start(Caller caller, Lane lane) {
        lane.active = true;
        activeLanes++;
        advance(caller, lane);
    }

    private void advance(Caller caller, Lane lane) {
        Optional<Step> next = lane.timeline.next();
        if (next.isEmpty()) {
            lane.active = false;
            activeLanes--;
        } else if (next.get() instanceof Step.Place place) {
            place(caller, lane, place.order());
        } else if (next.get() instanceof Step.Post post) {
            lane.groups = chunks(lane, post.postings());
        }
    }

    private int chunks(Lane lane, List<Posting> postings) {
        int groups = 0;
        for (int from = 0; from < postings.size(); from += PostingBatches.MAX_POSTINGS) {
            int until = Math.min(postings.size(), from + PostingBatches.MAX_POSTINGS);
            batches.add(lane, postings.subList(from, until));
            groups++;
        }
        return groups;
    }

    private void place(Caller caller, Lane lane, PastOrder order) {
        caller.call(
                (request, observer) -> client.decisions()
                        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .authorize(request, observer),
                requests.authorize(order),
                new Caller.Answer<AuthorizeResponse>() {
                    @Override
                    public void answered(AuthorizeResponse response, long nanos) {
                        authorizeLatencies.record(nanos);
                        Decision decision = response.getDecision();
                        tally.decided(order, decision);
                        if (decision.getOutcome() == Outcome.OUTCOME_APPROVED) {
                            curve.move(order.placedAt(), lane.accountId, order.totalMinor());
                            ship(caller, lane, order, decision);
                        } else {
                            rowEnded(caller, lane);
                        }
                    }

                    @Override
                    public void failed(Throwable failure) {
                        refused("order " + order.orderId() + " (line " + order.line() + ")", failure);
                        rowEnded(caller, lane);
                    }
                });
    }

    private void ship(Caller caller, Lane lane, PastOrder order, Decision decision) {
        caller.call(
                (request, observer) -> client.decisions()
                        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .capture(request, observer),
                requests.capture(order, decision),
                new Caller.Answer<CaptureResponse>() {
                    @Override
                    public void answered(CaptureResponse response, long nanos) {
                        captureLatencies.record(nanos);
                        captures++;
                        lane.timeline.invoiced(order, response.getDueList());
                        rowEnded(caller, lane);
                    }

                    @Override
                    public void failed(Throwable failure) {
                        refused("capture of " + order.orderId() + " (line " + order.line() + ")", failure);
                        rowEnded(caller, lane);
                    }
                });
    }

    private void sendPostings(Caller caller) {
        for (Optional<PostingBatches.Batch<Lane>> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
            post(caller, batch.get());
        }
    }

    private void post(Caller caller, PostingBatches.Batch<Lane> batch) {
        caller.call(
                (request, observer) -> client.exposures()
                        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .postReceivables(request, observer),
                batch.request(),
                new Caller.Answer<PostReceivablesResponse>() {
                    @Override
                    public void answered(PostReceivablesResponse response, long nanos) {
                        postingLatencies.record(nanos);
                        batches.finished();
                        int next = 0;
                        for (PostingBatches.Group<Lane> group : batch.groups()) {
                            for (Posting posting : group.postings()) {
                                posted(posting, response.getResults(next++));
                            }
                        }
                        batch.groups().forEach(group -> groupEnded(caller, group));
                    }

                    @Override
                    public void failed(Throwable failure) {
                        batches.finished();
                        for (PostingBatches.Group<Lane> group : batch.groups()) {
                            group.postings().forEach(posting -> refused(posting.getPostingId(), failure));
                            groupEnded(caller, group);
                        }
                    }
                });
    }

    private void posted(Posting posting, PostingResult result) {
        if (result.hasError()) {
            tally.failed(posting.getPostingId() + ": "
                    + RpcFailure.of(result.getError()).summary());
            return;
        }
        boolean isPayment = posting.hasPayment();
        long amountMinor = isPayment
                ? posting.getPayment().getAmount().getAmountMinor()
                : posting.getCreditNote().getAmount().getAmountMinor();
        if (isPayment) {
            payments++;
        } else {
            creditNotes++;
        }
        curve.move(Instant.ofEpochSecond(posting.getClock().getSeconds()), posting.getAccountId(), -amountMinor);
    }

    private void groupEnded(Caller caller, PostingBatches.Group<Lane> group) {
        boolean cancellation = group.postings().stream().anyMatch(Posting::hasCreditNote);
        if (cancellation) {
            rowsDone++;
            rowsWaiting--;
        }
        Lane lane = group.waiter();
        if (--lane.groups == 0) {
            advance(caller, lane);
        }
    }

    private void rowEnded(Caller caller, Lane lane) {
        rowsDone++;
        rowsWaiting--;
        advance(caller, lane);
    }

    private void refused(String what, Throwable failure) {
        RpcFailure reason = RpcFailure.of(failure);
        if (reason.isTransient() || isHopeless(reason)) {
            throw RpcErrors.explain(failure, client.target());
        }
        tally.failed(what + ": " + reason.summary());
    }

    /** Whether every further call would fail for the same reason. */
    private static boolean isHopeless(RpcFailure failure) {
        return switch (failure.code()) {
            case UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED, DEADLINE_EXCEEDED -> true;
            default -> false;
        };
    }

    private ReplayReport report(int accounts, int created, long provisioningNanos, long nanos) {
        List<PastOrder> orders = plan.rows().orders();
        int cancellations =
                (int) orders.stream().filter(PastOrder::isCancellation).count();
        double seconds = nanos / 1e9;
        int placed = orders.size() - cancellations;
        return new ReplayReport(
                plan.names().run(),
                tally.answersDigest(),
                accounts,
                created,
                new ReplayReport.Rows(
                        placed,
                        cancellations,
                        plan.rows().anonymous(),
                        plan.rows().withoutValue(),
                        plan.rows().problems().size()),
                tally.outcomes(),
                tally.reasons(),
                captures,
                payments,
                creditNotes,
                curve.peaks(PEAKS),
                lanes.values().stream()
                        .mapToLong(lane -> lane.timeline.openMinor())
                        .sum(),
                provisioningNanos / 1e9,
                seconds,
                seconds == 0 ? 0 : placed / seconds,
                authorizeLatencies.summary(),
                captureLatencies.summary(),
                postingLatencies.summary(),
                tally.failures());
    }

    /** One customer in the run. */
    private static final class Lane {
        private final String accountId;
        private final CustomerTimeline timeline;
        private boolean active;
        private int groups;

        Lane(String accountId, CustomerTimeline timeline) {
            this.accountId = accountId;
            this.timeline = timeline;
        }
    }
}
