package io.tradeline.decision.rpc;

import io.grpc.StatusRuntimeException;
import io.tradeline.decision.refusal.Refusals;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that are open: at most so many of each kind. Each is told to end when its caller's token has expired, all of them when the service ends. One that
 * does not end in time by itself, as its client reads nothing, is cut off.
 */
public final class Streams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Clock clock;
    private final Set<Ticket> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "streams");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean ending;

    public Streams(Clock clock) {
        this.clock = clock;
        timer.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A stream, as it is ended from outside. Both may come from any thread, at any time, and must not block. */
    public interface Stream {

        /** Take in nothing more, finish what was begun, then close with this. */
        void end(StatusRuntimeException why);

        /** Close with this at once. */
        void cut(StatusRuntimeException why);
    }

    /** The streams of one method. */
    public final class Kind<S extends Stream> {
        private final String name;
        private final int most;
        private final Set<S> streams = ConcurrentHashMap.newKeySet();
        private final AtomicInteger count = new AtomicInteger();
        private final LongAdder refused = new LongAdder();

        private Kind(String name, int most) {
            this.name = name;
            this.most = most;
        }

        /**
         * Lets a stream in. Whoever opened it gives the ticket back when it has closed, for whatever reason.
         *
         * @param expiresAtMilli when its caller's token expires
         * @throws StatusRuntimeException RESOURCE_EXHAUSTED when there are too many, UNAVAILABLE when the service ends
         */
        public Ticket enter(S stream, long expiresAtMilli) {
            if (count.incrementAndGet() > most) {
                count.decrementAndGet();
                refused.increment();
                throw Refusals.overloaded(name + ": " + most + " streams are open (expected: fewer)");
            }
            streams.add(stream);
            Ticket ticket = new Ticket(stream, expiresAtMilli, () -> {
                streams.remove(stream);
                count.decrementAndGet();
            });
            open.add(ticket);
            if (ending) {
                ticket.close();
                throw shuttingDown();
            }
            return ticket;
        }

        /** Streams that are open. */
        public int open() {
            return count.get();
        }

        /** Streams that were refused since the start as too many were open. */
        public long refused() {
            return refused.sum();
        }

        /** The sum of a figure over the streams that are open. */
        public long sum(ToLongFunction<S> figure) {
            return streams.stream().mapToLong(figure).sum();
        }
    }

    /** A stream's leave to be open. */
    public final class Ticket implements AutoCloseable {
        private final Stream stream;
        private final long expiresAtMilli;
        private final Runnable left;
        private final AtomicBoolean closed = new AtomicBoolean();
        /** By the nano clock; 0 while it was not told to end. */
        private volatile long toldAtNanos;

        private Ticket(Stream stream, long expiresAtMilli, Runnable left) {
            this.stream = stream;
            this.expiresAtMilli = expiresAtMilli;
            this.left = left;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                open.remove(this);
                left.run();
            }
        }

        private void tell(StatusRuntimeException why) {
            if (toldAtNanos == 0) {
                toldAtNanos = System.nanoTime() | 1;
                stream.end(why);
            } else if (System.nanoTime() - toldAtNanos > PATIENCE.toNanos()) {
                stream.cut(why);
            }
        }
    }

    /**
     * Another kind of streams.
     *
     * @param name of its method
     * @param most that may be open at once
     */
    public <S extends Stream> Kind<S> kind(String name, int most) {
        return new Kind<>(name, most);
    }

    private void look() {
        long now = clock.millis();
        for (Ticket ticket : open) {
            try {
                if (ending) {
                    ticket.tell(shuttingDown());
                } else if (ticket.expiresAtMilli <= now) {
                    ticket.tell(Refusals.unauthenticated("the bearer token has expired"));
                }
            } catch (RuntimeException unexpected) {
                LOG.error("a stream could not be ended", unexpected);
            }
        }
    }

    /** Tells all streams to end, and lets no more in. */
    public void drain() {
        ending = true;
        look();
    }

    private static StatusRuntimeException shuttingDown() {
        return Refusals.unavailable("this instance is shutting down");
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
