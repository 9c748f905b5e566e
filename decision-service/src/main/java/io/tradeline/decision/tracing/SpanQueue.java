package io.tradeline.decision.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans that wait to be sent, and the one thread that sends them. Whoever ends a span never waits: what finds no room is dropped, and so is what the collector does not take in time; both are counted. The SDK's own
 * processor counts in OpenTelemetry's meters only, which nobody reads here, and leaves out what the collector refused.
 */
final class SpanQueue implements SpanProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);
    private static final int MOST_AT_ONCE = 512;
    /** Spans are put together for so long. */
    private static final Duration LINGER = Duration.ofMillis(200);

    private final SpanExporter exporter;
    private final String endpoint;
    private final Duration patience;
    private final BlockingQueue<ReadableSpan> waiting;
    private final LongAdder sent = new LongAdder();
    private final LongAdder noRoom = new LongAdder();
    private final LongAdder notTaken = new LongAdder();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread sender = new Thread(this::run, "traces");
    private boolean failing;

    /**
     * @param endpoint as the log names it
     * @param capacity spans that may wait
     * @param patience how long the collector may take for a message
     */
    SpanQueue(SpanExporter exporter, String endpoint, int capacity, Duration patience) {
        this.exporter = exporter;
        this.endpoint = endpoint;
        this.patience = patience;
        this.waiting = new ArrayBlockingQueue<>(capacity);
        sender.setDaemon(true);
        sender.start();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // Only what has ended is of interest.
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (closing.getCount() == 0 || !waiting.offer(span)) {
            noRoom.increment();
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    private void run() {
        try {
            boolean last;
            do {
                last = closing.await(LINGER.toMillis(), TimeUnit.MILLISECONDS);
                sendAll();
            } while (!last);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendAll() {
        List<ReadableSpan> spans = new ArrayList<>();
        while (waiting.drainTo(spans, MOST_AT_ONCE) > 0) {
            send(spans.stream().map(ReadableSpan::toSpanData).toList());
            spans.clear();
        }
    }

    private void send(List<SpanData> spans) {
        String failure;
        try {
            CompletableResultCode result = exporter.export(spans).join(patience.toMillis(), TimeUnit.MILLISECONDS);
            failure = result.isSuccess() ? null : String.valueOf(result.getFailureThrowable());
        } catch (RuntimeException unexpected) {
            failure = unexpected.toString();
        }
        if (failure == null) {
            sent.add(spans.size());
            if (failing) {
                failing = false;
                LOG.info("spans are taken again at {}; {} were dropped since the start", endpoint, dropped());
            }
            return;
        }
        notTaken.add(spans.size());
        if (!failing) {
            failing = true;
            LOG.warn(
                    "spans are dropped, and counted, until they are taken at {}, which is not told again: {}",
                    endpoint,
                    failure);
        }
    }

    /** Spans that the collector took. */
    long sent() {
        return sent.sum();
    }

    /** Spans that found no room. */
    long noRoom() {
        return noRoom.sum();
    }

    /** Spans that the collector refused, or did not take in time. */
    long notTaken() {
        return notTaken.sum();
    }

    private long dropped() {
        return noRoom() + notTaken();
    }

    /** Spans that wait. */
    int waiting() {
        return waiting.size();
    }

    /** Takes no more, and sends what waits, so long at most. */
    void close(Duration most) {
        closing.countDown();
        try {
            TimeUnit.MILLISECONDS.timedJoin(sender, Math.max(1, most.toMillis()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        // What is still left fails at once.
        exporter.shutdown();
    }
}
