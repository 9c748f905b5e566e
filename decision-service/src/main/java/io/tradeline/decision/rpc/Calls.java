package io.tradeline.decision.rpc;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.tracing.CallTrace;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs calls that read, or that are rare, on a bounded pool, and turns what goes wrong into proper statuses. */
public final class Calls {

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final ThreadPoolExecutor pool;

    /**
     * @param threads at most
     * @param waiting calls that may wait, at most
     */
    public Calls(int threads, int waiting, MeterRegistry registry) {
        pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), runnable -> {
                    Thread thread = new Thread(runnable, "call");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        gauge(
                registry,
                "tradeline.readers.waiting",
                "Calls that only read, and wait for a thread",
                pool,
                readers -> readers.getQueue().size());
        gauge(
                registry,
                "tradeline.readers.waiting.limit",
                "Calls that may wait: tradeline.readers.queue-capacity",
                pool,
                readers -> waiting);
        gauge(
                registry,
                "tradeline.readers.running",
                "Calls that only read, and have a thread",
                pool,
                ThreadPoolExecutor::getActiveCount);
        gauge(
                registry,
                "tradeline.readers.running.limit",
                "Threads for them: tradeline.readers.threads",
                pool,
                readers -> threads);
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            String description,
            ThreadPoolExecutor pool,
            ToDoubleFunction<ThreadPoolExecutor> value) {
        Gauge.builder(name, pool, value).description(description).register(registry);
    }

    /** Answers a unary call with the result of the work. */
    public <A> void run(StreamObserver<A> observer, Callable<A> work) {
        Context context = Context.current();
        UnaryReply<A> reply = new UnaryReply<>(observer);
        CallTrace trace = reply.trace();
        trace.waits();
        try {
            pool.execute(() -> {
                trace.taken();
                if (reply.isGone()) {
                    reply.refuse(Refusals.deadline());
                    return;
                }
                try (CallTrace.Logged named = trace.inLogs()) {
                    reply.send(context.call(work));
                } catch (StatusRuntimeException refusal) {
                    reply.refuse(refusal);
                } catch (SQLException failed) {
                    LOG.warn("PostgreSQL failed a call", failed);
                    reply.refuse(Refusals.unavailable("the ledger can't be reached"));
                } catch (Exception failed) {
                    String reference = UUID.randomUUID().toString();
                    LOG.error("a call failed, reference {}", reference, failed);
                    reply.refuse(Refusals.internal(reference));
                }
            });
        } catch (RejectedExecutionException full) {
            reply.refuse(
                    pool.isShutdown()
                            ? Refusals.unavailable("this instance is shutting down")
                            : Refusals.overloaded("too many calls are waiting"));
        }
    }

    /** Takes no more calls, and waits for those under way, so long at most. */
    public void close(Duration most) {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(most.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("{} calls were still running at the end", pool.getActiveCount());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
