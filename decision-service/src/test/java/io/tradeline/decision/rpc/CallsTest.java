package io.tradeline.decision.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.grpc.stub.ServerCallStreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.server.Refusal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallsTest {

    private final Calls calls = new Calls(1, 1, new SimpleMeterRegistry());

    @AfterEach
    void close() {
        calls.close(Duration.ofSeconds(30));
    }

    @Test
    void answersWithTheResultOfTheWork() throws Exception {
        assertThat(outcome(() -> "done").get(30, TimeUnit.SECONDS)).isEqualTo("done");
    }

    @Test
    void turnsFailuresIntoStatuses() throws Exception {
        refused(() -> {
                    throw Refusals.unknown("account", "x");
                })
                .is(Code.NOT_FOUND, "NOT_FOUND");
        Refusal unreachable = refused(() -> {
            throw new SQLException("password of tradeline is wrong");
        });
        unreachable.is(Code.UNAVAILABLE, "UNAVAILABLE");
        assertThat(unreachable.message()).doesNotContain("password");
        Refusal broken = refused(() -> {
            throw new IllegalStateException("secret");
        });
        broken.is(Code.INTERNAL, "INTERNAL");
        assertThat(broken.message()).doesNotContain("secret");
        assertThat(broken.metadata()).containsKey("reference");
    }

    @Test
    void refusesWhatComesWhenAllAreBusyAndAsManyWait() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Object> running = outcome(() -> {
            held.await();
            return "first";
        });
        CompletableFuture<Object> waiting = outcome(() -> "second");

        refused(() -> "third").is(Code.RESOURCE_EXHAUSTED, "OVERLOADED");

        held.countDown();
        assertThat(running.get(30, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("second");
    }

    @Test
    void doesNotBeginWhatNobodyWaitsForAnyMore() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        CompletableFuture<Object> running = outcome(() -> {
            held.await();
            return "first";
        });
        Waiting gone = new Waiting();
        calls.run(gone, begun::incrementAndGet);
        gone.cancelled = true;
        held.countDown();

        Refusal.of(() -> {
                    throw (Throwable) gone.outcome.get(30, TimeUnit.SECONDS);
                })
                .is(Code.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED");
        assertThat(running.get(30, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(begun).hasValue(0);
    }

    private CompletableFuture<Object> outcome(Callable<Object> work) {
        Waiting observer = new Waiting();
        calls.run(observer, work);
        return observer.outcome;
    }

    private Refusal refused(Callable<Object> work) {
        return Refusal.of(() -> {
            throw (Throwable) outcome(work).get(30, TimeUnit.SECONDS);
        });
    }

    /** A caller who waits, until it doesn't. */
    private static final class Waiting extends ServerCallStreamObserver<Object> {
        final CompletableFuture<Object> outcome = new CompletableFuture<>();
        volatile boolean cancelled;

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void onNext(Object answer) {
            outcome.complete(answer);
        }

        @Override
        public void onError(Throwable refusal) {
            outcome.complete(refusal);
        }

        @Override
        public void onCompleted() {
            assertThat(outcome).isDone();
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            assertThat(handler).isNotNull();
        }

        @Override
        public void setCompression(String compression) {
            throw new UnsupportedOperationException("a unary answer is sent as it is");
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            throw new UnsupportedOperationException("a unary answer waits for nothing");
        }

        @Override
        public void request(int count) {
            throw new UnsupportedOperationException("a unary call has one request");
        }

        @Override
        public void setMessageCompression(boolean enable) {
            throw new UnsupportedOperationException("a unary answer is sent as it is");
        }

        @Override
        public void disableAutoInboundFlowControl() {
            throw new UnsupportedOperationException("a unary call has one request");
        }
    }
}
