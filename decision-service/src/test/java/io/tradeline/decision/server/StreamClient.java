package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The client's side of a stream, which reads what it is told to read and keeps all of it. */
public final class StreamClient<Q, A> implements ClientResponseObserver<Q, A> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<A> messages = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final int readAtFirst;
    private @Nullable ClientCallStreamObserver<Q> call;
    private volatile @Nullable Throwable error;

    /** @param readAtFirst messages to take before the first {@link #read} */
    public StreamClient(int readAtFirst) {
        this.readAtFirst = readAtFirst;
    }

    /** Reads all there is. */
    public static <Q, A> StreamClient<Q, A> reading() {
        return new StreamClient<>(Integer.MAX_VALUE);
    }

    /** Reads nothing until it is told to. */
    public static <Q, A> StreamClient<Q, A> holdingBack() {
        return new StreamClient<>(0);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> stream) {
        call = stream;
        stream.disableAutoRequestWithInitial(readAtFirst);
    }

    public void read(int count) {
        call().request(count);
    }

    public ClientCallStreamObserver<Q> call() {
        return Objects.requireNonNull(call);
    }

    @Override
    public synchronized void onNext(A message) {
        messages.add(message);
        notifyAll();
    }

    @Override
    public synchronized void onError(Throwable failed) {
        error = failed;
        ended.countDown();
        notifyAll();
    }

    @Override
    public synchronized void onCompleted() {
        ended.countDown();
        notifyAll();
    }

    public synchronized List<A> messages() {
        return List.copyOf(messages);
    }

    /** Waits until what was read is enough. */
    public synchronized List<A> await(Predicate<List<A>> enough) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!enough.test(messages)) {
            long left = until - System.nanoTime();
            assertThat(left)
                    .as("after %s messages, ended by %s", messages.size(), error)
                    .isPositive();
            assertThat(ended.getCount() == 0 && error != null)
                    .as("the stream ended after %s messages: %s", messages.size(), error)
                    .isFalse();
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return List.copyOf(messages);
    }

    /** Waits for the stream to end with OK. */
    public void awaitEnd() throws InterruptedException {
        assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the stream did not end")
                .isTrue();
        assertThat(error).isNull();
    }

    /** The refusal with which the stream ends. */
    public Refusal awaitRefusal() throws InterruptedException {
        assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the stream did not end")
                .isTrue();
        assertThat(error).isInstanceOf(StatusRuntimeException.class);
        return Refusal.of(() -> {
            throw (StatusRuntimeException) Objects.requireNonNull(error);
        });
    }

    /** Cancels, and waits until that is done. */
    public void cancel() throws InterruptedException {
        call().cancel("done", Status.CANCELLED.asException());
        assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** Waits until a figure has not changed for half a second. */
    public static void untilSteady(String what, LongSupplier figure) throws InterruptedException {
        long[] last = {-1, 0};
        until("no more " + what, () -> {
            long now = figure.getAsLong();
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > TimeUnit.MILLISECONDS.toNanos(500);
        });
    }

    /** Waits for something that the server does by itself. */
    public static void until(String what, BooleanSupplier holds) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting for: %s", what).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
