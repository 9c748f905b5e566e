package io.tradeline.decision.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much one caller, the subject of a token, may ask for: calls in a second, and calls and streams under way. Callers are told apart as far as so many are
 * remembered; one that was forgotten begins anew.
 */
public final class CallerLimits {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long intervalNanos;
    private final long burstNanos;
    private final int mostCalls;
    private final int mostStreams;
    private final Cache<String, Usage> callers;

    /**
     * @param rate calls in a second, over time; 0: any number
     * @param burst calls at once, when there were none for a while
     * @param calls under way
     * @param streams under way
     * @param remembered callers that are told apart
     */
    public CallerLimits(int rate, int burst, int calls, int streams, int remembered) {
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
    final class Usage {

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
                long from = before == Long.MIN_VALUE || before - nowNanos < 0 ? nowNanos : before;
                long ahead = from - nowNanos;
                if (ahead > burstNanos) {
                    return ahead - burstNanos;
                }
                if (fullAt.compareAndSet(before, from + intervalNanos)) {
                    return 0;
                }
            }
        }

        /** Whether there is room for one more under way; it is to be ended once then. */
        boolean begin(boolean stream) {
            AtomicInteger underWay = stream ? streams : calls;
            if (underWay.incrementAndGet() > (stream ? mostStreams : mostCalls)) {
                underWay.decrementAndGet();
                return false;
            }
            return true;
        }

        void end(boolean stream) {
            (stream ? streams : calls).decrementAndGet();
        }
    }

    Usage of(String subject) {
        Usage usage = callers.getIfPresent(subject);
        return usage != null ? usage : callers.get(subject, unknown -> new Usage());
    }

    int mostCalls() {
        return mostCalls;
    }

    int mostStreams() {
        return mostStreams;
    }

    /** Callers that are remembered, about. */
    public long remembered() {
        return callers.estimatedSize();
    }
}
