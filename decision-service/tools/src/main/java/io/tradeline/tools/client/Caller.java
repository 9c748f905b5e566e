package io.tradeline.tools.client;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes asynchronous calls that may be repeated: a call that failed without effect, or whose answer got lost, is sent again with the same request id,
 * up to six times within about ten seconds.
 */
public final class Caller {
    private static final int MAX_ATTEMPTS = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ScheduledExecutorService pauses;
    private final Executor answers;

    /**
     * @param pauses starts the repetitions
     * @param answers runs the repetitions, and what follows from an answer
     */
    public Caller(ScheduledExecutorService pauses, Executor answers) {
        this.pauses = pauses;
        this.answers = answers;
    }

    /** What follows from an answer, run by the executor of answers: exactly one of them, once. */
    public interface Answer<R> {
        /**
         * The call was answered.
         *
         * @param nanos from sending the attempt that was answered to its answer
         */
        void answered(R response, long nanos);

        /** The call failed, or failed too often. */
        void failed(Throwable failure);
    }

    /** Sends a request by a method of an asynchronous stub. */
    public <Q, R> void call(BiConsumer<Q, StreamObserver<R>> method, Q request, Answer<R> answer) {
        attempt(method, request, answer, 1);
    }

    private <Q, R> void attempt(BiConsumer<Q, StreamObserver<R>> method, Q request, Answer<R> answer, int attempt) {
        Consumer<Throwable> onFailure = failure -> {
            RpcFailure reason = RpcFailure.of(failure);
            boolean again = reason.isTransient() || reason.code() == Status.Code.DEADLINE_EXCEEDED;
            if (again && attempt < MAX_ATTEMPTS) {
                long pause = reason.retryAfter().orElse(pauseAfter(attempt)).toMillis();
                // Sent by the executor of answers, so that what goes wrong in sending is not lost in a timer.
                ScheduledFuture<?> unused = pauses.schedule(
                        () -> answers.execute(() -> attempt(method, request, answer, attempt + 1)),
                        Math.min(pause, LONGEST_PAUSE.toMillis()),
                        TimeUnit.MILLISECONDS);
            } else {
                answers.execute(() -> answer.failed(failure));
            }
        };
        long started = System.nanoTime();
        method.accept(request, new Observer<>(onFailure, response -> {
            long nanos = System.nanoTime() - started;
            answers.execute(() -> answer.answered(response, nanos));
        }));
    }

    private static Duration pauseAfter(int attempt) {
        return FIRST_PAUSE.multipliedBy(1L << (attempt - 1));
    }

    private static final class Observer<R> implements StreamObserver<R> {
        private final Consumer<Throwable> onFailure;
        private final Consumer<R> onAnswer;
        private @Nullable R response;

        Observer(Consumer<Throwable> onFailure, Consumer<R> onAnswer) {
            this.onFailure = onFailure;
            this.onAnswer = onAnswer;
        }

        @Override
        public void onNext(R value) {
            response = value;
        }

        @Override
        public void onError(Throwable failure) {
            onFailure.accept(failure);
        }

        @Override
        public void onCompleted() {
            if (response == null) {
                onFailure.accept(Status.INTERNAL
                        .withDescription("the call ended without an answer")
                        .asRuntimeException());
            } else {
                onAnswer.accept(response);
            }
        }
    }
}
