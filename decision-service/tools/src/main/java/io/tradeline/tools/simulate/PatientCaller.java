package io.tradeline.tools.simulate;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.tradeline.proto.accounts.v1.UpsertResponse;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.PostReceivablesResponse;
import io.tradeline.tools.client.RpcFailure;
import io.tradeline.tools.client.ServiceClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Calls as order systems are told to: with a deadline, on any instance, and again with the same request id until there is an answer. Now and then it gives up listening right
 * after it has sent, as a caller does whose reply got lost. One for each client; not thread-safe.
 */
final class PatientCaller {
    /** Every attempt ends by then, whatever happens to the servers. */
    static final Duration DEADLINE = Duration.ofSeconds(5);
    /** What an attempt may take beyond its deadline, on a machine that is busy with other things. */
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** Longer than any fault here lasts, healing included. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final int LOST_ONE_IN = 25;
    private static final int STREAMED_ONE_IN = 3;
    /** What the answer that an order was too late may take to arrive. */
    private static final Duration STREAM_GRACE = Duration.ofSeconds(1);

    private static final int MOST_LISTENED_MICROS = 8_000;

    private final List<ServiceClient> instances;
    private final SplittableRandom random;
    private final Counters counters;
    private final OrderStreams streams = new OrderStreams();

    PatientCaller(List<ServiceClient> instances, SplittableRandom random, Counters counters) {
        this.instances = List.copyOf(instances);
        this.random = random;
        this.counters = counters;
    }

    /** What came of one attempt: a message, a failure, or neither when the reply was lost. */
    private record Attempted<R>(
            @Nullable R message, @Nullable RpcFailure failure) {}

    /**
     * The final answer.
     *
     * @throws Violation when there is none in time, or the service fails in a way that it never should
     */
    <Q, R extends Message> Answer<R> call(MethodDescriptor<Q, R> method, Q request) {
        long sent = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            long begun = System.nanoTime();
            Attempted<R> came = attempt(method, request);
            RpcFailure failure = came.failure();
            if (came.message() != null) {
                return new Answer<>(sent, System.nanoTime(), attempt, came.message(), null);
            }
            if (failure != null && !passes(failure)) {
                if (neverShould(failure)) {
                    throw violation(
                            method,
                            request,
                            "failed with " + failure.summary()
                                    + " (expected: an answer, or a refusal that a caller can act on)");
                }
                return new Answer<>(sent, System.nanoTime(), attempt, null, failure);
            }
            String last = failure == null ? "the reply was lost" : failure.summary();
            if (failure != null && failure.code() == Status.Code.DEADLINE_EXCEEDED && counters.isBounded(begun)) {
                throw violation(
                        method,
                        request,
                        "was not answered in " + DEADLINE.toSeconds()
                                + " s while nothing but Redis was slow (expected: an answer)");
            }
            if (System.nanoTime() - sent > PATIENCE.toNanos()) {
                throw violation(
                        method,
                        request,
                        "got no final answer in " + PATIENCE.toSeconds() + " s and " + attempt + " attempts, at last: "
                                + last);
            }
            counters.retries.increment();
            if (failure != null) {
                pause(failure, attempt);
            }
        }
    }

    private <Q, R extends Message> Attempted<R> attempt(MethodDescriptor<Q, R> method, Q request) {
        long begun = System.nanoTime();
        ServiceClient instance = any();
        boolean streamed = method == DecisionsGrpc.getAuthorizeMethod() && random.nextInt(STREAMED_ONE_IN) == 0;
        ListenableFuture<R> pending =
                streamed ? streamed(instance, (AuthorizeRequest) request) : instance.call(method, request, DEADLINE);
        try {
            if (random.nextInt(LOST_ONE_IN) == 0) {
                counters.lostReplies.increment();
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(MOST_LISTENED_MICROS)));
                pending.cancel(true);
            }
            R message =
                    pending.get(DEADLINE.plus(streamed ? STREAM_GRACE : GRACE).toNanos(), TimeUnit.NANOSECONDS);
            counters.attempted(System.nanoTime() - begun);
            Optional<RpcFailure> inside = inside(message);
            return new Attempted<>(inside.isPresent() ? null : message, inside.orElse(null));
        } catch (ExecutionException refused) {
            counters.attempted(System.nanoTime() - begun);
            return new Attempted<>(null, RpcFailure.of(refused.getCause() == null ? refused : refused.getCause()));
        } catch (CancellationException ours) {
            return new Attempted<>(null, null);
        } catch (TimeoutException unbounded) {
            pending.cancel(true);
            if (streamed) {
                // A stream has no deadline that would end it for its client.
                streams.leave(instance);
                counters.attempted(System.nanoTime() - begun);
                return new Attempted<>(null, RpcFailure.of(Status.DEADLINE_EXCEEDED.asRuntimeException()));
            }
            throw violation(
                    method,
                    request,
                    "was not over " + DEADLINE.plus(GRACE).toSeconds() + " s after it was sent (expected: by its"
                            + " deadline, " + DEADLINE.toSeconds() + " s)");
        } catch (InterruptedException stopped) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    @SuppressWarnings("unchecked") // asked for only in the place of Authorize, whose answer it is
    private <R extends Message> ListenableFuture<R> streamed(ServiceClient instance, AuthorizeRequest order) {
        counters.streamed.increment();
        return (ListenableFuture<R>) streams.send(instance, order, DEADLINE);
    }

    private static Violation violation(MethodDescriptor<?, ?> method, Object request, String what) {
        return new Violation(method.getFullMethodName() + " " + what + "; request "
                + String.valueOf(request).replace('\n', ' '));
    }

    private ServiceClient any() {
        return instances.get(random.nextInt(instances.size()));
    }

    private void pause(RpcFailure failure, int attempt) {
        long backoff = Math.min(LONGEST_PAUSE.toMillis(), 10L << Math.min(attempt, 10));
        long told = failure.retryAfter().map(Duration::toMillis).orElse(0L);
        long millis = Math.min(LONGEST_PAUSE.toMillis(), Math.max(told, backoff));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis / 2 + random.nextLong(millis)));
        if (Thread.currentThread().isInterrupted()) {
            throw new Stopped();
        }
    }

    /** What the contract says of calls that had no effect, or whose effect is unknown: repeat. */
    static boolean passes(RpcFailure failure) {
        return failure.isTransient()
                || failure.code() == Status.Code.DEADLINE_EXCEEDED
                || failure.code() == Status.Code.CANCELLED;
    }

    private static boolean neverShould(RpcFailure failure) {
        return switch (failure.code()) {
            case INTERNAL, UNKNOWN, DATA_LOSS, UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED -> true;
            default -> false;
        };
    }

    /** Batches of one are refused inside of their answer. */
    static Optional<RpcFailure> inside(Message message) {
        if (message instanceof PostReceivablesResponse posted
                && posted.getResults(0).hasError()) {
            return Optional.of(RpcFailure.of(posted.getResults(0).getError()));
        }
        if (message instanceof UpsertResponse stored && stored.getResults(0).hasError()) {
            return Optional.of(RpcFailure.of(stored.getResults(0).getError()));
        }
        return Optional.empty();
    }

    /** The simulation ends early: no answer is waited for any more. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped");
        }
    }
}
