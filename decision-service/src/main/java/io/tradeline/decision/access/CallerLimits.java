package io.tradeline.decision.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.Context;
import io.tradeline.decision.refusal.Refusals;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much one caller, the subject of a token, may ask for: calls in a second, and calls and streams under way. An order of a stream counts as a call does, and each entry of a list in the rate. Callers are told apart
 * as far as so many are remembered; one that was forgotten begins anew.
 */
public final class CallerLimits {

    static final Context.Key<Usage> KEY = Context.key("tradeline-caller-limits");

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long intervalNanos;
    private final long burstNanos;
    private final int mostCalls;
    private final int mostStreams;
    private final Cache<String, Usage> callers;
    private final AccessMeters meters;

    /**
     * @param rate calls in a second, over time; 0: any number
     * @param burst calls at once, when there were none for a while
     * @param calls under way
     * @param streams under way
     * @param remembered callers that are told apart
     * @param meters count what is refused
     */
    public CallerLimits(int rate, int burst, int calls, int streams, int remembered, AccessMeters meters) {
        this.meters = meters;
        this.intervalNanos = rate == 0 ? 0 : SECOND / rate;
        this.burstNanos = intervalNanos * (burst - 1L);
        this.mostCalls = calls;
        this.mostStreams = streams;
        this.callers = Caffeine.newBuilder()
                .maximumSize(remembered)
                .executor(Runnable::run)
                .build();
    }

    /** What one caller uses now. */
    public final class Usage {

        /** When the caller's bucket will be full again: a bucket that leaks evenly needs no other state. */
        private final AtomicLong fullAt = new AtomicLong(Long.MIN_VALUE);

        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger streams = new AtomicInteger();

        /**
         * Takes a call out of the bucket.
         *
         * @param nowNanos of a clock that only goes forward
         * @return 0 when there was one, else how long until there will be one, in nanoseconds
         */
        long take(long nowNanos) {
            if (intervalNanos == 0) {
                return 0;
            }
            while (true) {
                long before = fullAt.get();
                long from = filledBy(before, nowNanos);
                long ahead = from - nowNanos;
                if (ahead > burstNanos) {
                    return ahead - burstNanos;
                }
                if (fullAt.compareAndSet(before, from + intervalNanos)) {
                    return 0;
                }
            }
        }

        private static long filledBy(long before, long nowNanos) {
            return before == Long.MIN_VALUE || before - nowNanos < 0 ? nowNanos : before;
        }

        /**
         * Takes more out of the bucket than is in it, if need be: what came in a call that was let in. The caller's next calls wait for it.
         *
         * @param nowNanos of a clock that only goes forward
         */
        void owe(int more, long nowNanos) {
            if (intervalNanos > 0) {
                fullAt.updateAndGet(before -> filledBy(before, nowNanos) + more * intervalNanos);
            }
        }

        /**
         * One more thing that is asked for.
         *
         * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED, RATE_LIMITED
         */
        void requireRate() {
            long waitNanos = take(System.nanoTime());
            if (waitNanos > 0) {
                meters.tooOften();
                throw Refusals.tooOften(waitNanos);
            }
        }

        /**
         * One more is under way; it is to be ended once then.
         *
         * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED, OVERLOADED
         */
        void begin(boolean stream) {
            AtomicInteger underWay = stream ? streams : calls;
            int most = stream ? mostStreams : mostCalls;
            if (underWay.incrementAndGet() > most) {
                underWay.decrementAndGet();
                meters.tooMany(stream);
                throw Refusals.overloaded(
                        "the caller has " + most + (stream ? " streams" : " calls") + " under way, as many as it may");
            }
        }

        void end(boolean stream) {
            (stream ? streams : calls).decrementAndGet();
        }

        /**
         * An order of a stream is taken in, as a call would be. It is to be {@link #left} once then.
         *
         * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED, RATE_LIMITED or OVERLOADED
         */
        public void enter() {
            requireRate();
            begin(false);
        }

        /** An order of a stream that was taken in is answered. */
        public void left() {
            end(false);
        }

        /** So many entries came in one call: each counts in the rate. */
        public void entries(int count) {
            if (count > 1) {
                owe(count - 1, System.nanoTime());
            }
        }
    }

    /** Of the caller of the present call. */
    public static Usage current() {
        Usage usage = KEY.get();
        if (usage == null) {
            throw new IllegalStateException("a call got past the access check without its caller's limits");
        }
        return usage;
    }

    Usage of(String subject) {
        Usage usage = callers.getIfPresent(subject);
        return usage != null ? usage : callers.get(subject, unknown -> new Usage());
    }

    /** Callers that are remembered, about. */
    public long remembered() {
        return callers.estimatedSize();
    }
}
