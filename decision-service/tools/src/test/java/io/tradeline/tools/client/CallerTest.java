package io.tradeline.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CallerTest {
    private final ScheduledExecutorService pauses = Executors.newSingleThreadScheduledExecutor();
    private final Caller caller = new Caller(pauses, Runnable::run);
    private final List<String> sent = new ArrayList<>();

    @AfterEach
    void stop() {
        pauses.shutdownNow();
    }

    @Test
    void repeatsTheSameRequestUntilItIsAnswered() throws Exception {
        String answer = call(failing(Status.UNAVAILABLE, 2)).get(10, TimeUnit.SECONDS);

        assertThat(answer).isEqualTo("answer to r1");
        assertThat(sent).containsExactly("r1", "r1", "r1");
    }

    @Test
    void doesNotRepeatARefusal() {
        CompletableFuture<String> answer = call(failing(Status.INVALID_ARGUMENT, 1));

        assertThat(answer).isCompletedExceptionally();
        assertThat(sent).containsExactly("r1");
    }

    @Test
    void anEndWithoutAnswerIsAFailure() {
        CompletableFuture<String> answer = call((request, observer) -> observer.onCompleted());

        assertThat(answer).isCompletedExceptionally();
    }

    private BiConsumer<String, StreamObserver<String>> failing(Status status, int times) {
        return (request, observer) -> {
            sent.add(request);
            if (sent.size() <= times) {
                observer.onError(status.asRuntimeException());
            } else {
                observer.onNext("answer to " + request);
                observer.onCompleted();
            }
        };
    }

    private CompletableFuture<String> call(BiConsumer<String, StreamObserver<String>> method) {
        CompletableFuture<String> result = new CompletableFuture<>();
        caller.call(method, "r1", new Caller.Answer<String>() {
            @Override
            public void answered(String response, long nanos) {
                assertThat(nanos).isNotNegative();
                result.complete(response);
            }

            @Override
            public void failed(Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }
}
