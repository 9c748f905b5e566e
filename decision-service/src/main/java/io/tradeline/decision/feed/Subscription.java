package io.tradeline.decision.feed;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.tradeline.decision.feed.FeedStore.Page;
import io.tradeline.decision.feed.FeedStore.Wanted;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Streams;
import io.tradeline.decision.rpc.Turns;
import io.tradeline.proto.feed.v1.SubscribeResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One who follows the feed. It knows how far it has come and keeps nothing else: while its connection takes more, it goes on from the ring or, when that does not reach
 * back so far, from a page of the store; while it does not, nothing is read for it. What waits in its connection is a page at most.
 *
 * <p>Pulled by the tail when there is something new, by its connection when that is ready again, and by the page that it has waited for: by one at a time, see {@link Turns}.
 */
final class Subscription implements Streams.Stream, Backfills.Reading {

    /** Events that are taken from the ring, or wanted of a page, at once. */
    private static final int EVENTS = 1000;

    private static final int LARGE_MESSAGE = 128 * 1024;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Feed feed;
    private final ServerCallStreamObserver<SubscribeResponse> out;
    private final Filter filter;
    private final From from;
    private final Turns turns = new Turns(this::pullInTurn);
    private final AtomicReference<@Nullable StatusRuntimeException> ending = new AtomicReference<>();
    private volatile Streams.@Nullable Ticket ticket;
    private volatile boolean closed;
    /** Where it has come to; negative until the start was looked up. */
    private volatile long through = -1;
    /** What was read for it, until its turn takes it. */
    private volatile @Nullable Arrival arrival;
    /** What was asked for is not there yet. */
    private boolean reading;

    private long sentAtNanos;
    private long retryAtNanos = System.nanoTime();

    /** Where it is to begin. */
    sealed interface From {
        /** After a sequence. */
        record After(long sequence) implements From {}

        /** With the oldest that is retained. */
        record Oldest() implements From {}

        /** After the last that there is. */
        record Now() implements From {}
    }

    Subscription(Feed feed, ServerCallStreamObserver<SubscribeResponse> out, Filter filter, From from) {
        this.feed = feed;
        this.out = out;
        this.filter = filter;
        this.from = from;
        out.setOnReadyHandler(this::pull);
        out.setOnCancelHandler(this::closed);
    }

    void begin(Streams.Ticket leave) {
        ticket = leave;
        if (closed) {
            leave.close();
        }
        pull();
    }

    /** Sends what there is, as far as the connection takes it. */
    void pull() {
        turns.take();
    }

    private void pullInTurn() {
        StatusRuntimeException why = ending.get();
        if (why != null) {
            close(why);
        }
        Arrival arrived = arrival;
        if (arrived != null) {
            arrival = null;
            reading = false;
            take(arrived);
        }
        while (!closed && !reading && out.isReady()) {
            List<FeedItem> next = through < 0 ? null : feed.ring().after(through, EVENTS, filter.needsPaths());
            if (next == null) {
                if (System.nanoTime() - retryAtNanos >= 0) {
                    reading = true;
                    feed.backfills().submit(this);
                }
                return;
            }
            if (next.isEmpty()) {
                if (isSilent()) {
                    send(SubscribeResponse.newBuilder());
                }
                return;
            }
            deliver(next, next.get(next.size() - 1).sequence());
        }
    }

    private void deliver(List<FeedItem> items, long reached) {
        SubscribeResponse.Builder message = SubscribeResponse.newBuilder();
        int bytes = 0;
        for (FeedItem item : items) {
            if (item.sequence() <= through) {
                continue;
            }
            if (filter.passes(item)) {
                message.addEvents(item.event());
                bytes += item.event().getSerializedSize();
            }
            through = item.sequence();
            if (bytes > LARGE_MESSAGE) {
                send(message);
                message = SubscribeResponse.newBuilder();
                bytes = 0;
            }
        }
        through = Math.max(through, reached);
        if (message.getEventsCount() > 0 || isSilent()) {
            send(message);
        }
    }

    private boolean isSilent() {
        return System.nanoTime() - sentAtNanos > feed.heartbeatNanos();
    }

    private void send(SubscribeResponse.Builder message) {
        feed.meters().sent(message.getEventsCount());
        sentAtNanos = System.nanoTime();
        out.onNext(feed.stamped(message.setThroughSequence(through)).build());
    }

    @Override
    public int read(Connection connection) throws SQLException {
        try {
            if (through < 0) {
                long start = start(FeedStore.bounds(connection));
                arrive(new Arrival.Start(start));
                return 0;
            }
            if (closed || ending.get() != null) {
                return 0;
            }
            Page page = feed.store().read(connection, through, EVENTS, new Wanted(filter.needsPaths(), false));
            feed.meters().page(page.items().size());
            arrive(new Arrival.Events(page));
            return page.items().size();
        } catch (StatusRuntimeException refusal) {
            end(refusal);
            return 0;
        } catch (PastRetentionException gone) {
            end(pastRetention(String.valueOf(gone.getMessage()), gone.oldest()));
            return 0;
        }
    }

    /** What a reading came to. */
    private sealed interface Arrival {
        /** Where it begins. */
        record Start(long after) implements Arrival {}

        /** The next events. */
        record Events(Page page) implements Arrival {}

        /** Nothing: it is to be tried again. */
        record Failure() implements Arrival {}
    }

    private void arrive(Arrival what) {
        arrival = what;
        pull();
    }

    private void take(Arrival arrived) {
        if (arrived instanceof Arrival.Failure) {
            retryAtNanos = System.nanoTime() + RETRY_NANOS;
        } else if (!closed && arrived instanceof Arrival.Start start) {
            through = start.after();
            // Also says that the subscription stands, and where.
            send(SubscribeResponse.newBuilder());
        } else if (!closed && arrived instanceof Arrival.Events events) {
            deliver(events.page().items(), events.page().through());
        }
    }

    @Override
    public void failed(Exception failure) {
        feed.lost(failure);
        arrive(new Arrival.Failure());
    }

    private long start(FeedStore.Bounds bounds) {
        if (from instanceof From.After after) {
            if (after.sequence() > bounds.end()) {
                throw Refusals.outOfRange(
                        "FEED_AHEAD",
                        "after_sequence: " + after.sequence() + " (expected: at most " + bounds.end()
                                + ", the last one that there is)",
                        Map.of("end_sequence", String.valueOf(bounds.end())));
            }
            if (after.sequence() + 1 < bounds.oldest()) {
                throw pastRetention(
                        "after_sequence: " + after.sequence() + " (expected: at least " + (bounds.oldest() - 1)
                                + ", older events are not retained)",
                        bounds.oldest());
            }
            return after.sequence();
        }
        return from instanceof From.Oldest ? bounds.oldest() - 1 : bounds.end();
    }

    private static StatusRuntimeException pastRetention(String message, long oldest) {
        return Refusals.outOfRange("FEED_PAST_RETENTION", message, Map.of("oldest_sequence", String.valueOf(oldest)));
    }

    /** How far it has come; negative before it has begun. */
    long through() {
        return through;
    }

    boolean needsPaths() {
        return filter.needsPaths();
    }

    @Override
    public void end(StatusRuntimeException why) {
        ending.compareAndSet(null, why);
        pull();
    }

    @Override
    public void cut(StatusRuntimeException why) {
        end(why);
    }

    private void close(StatusRuntimeException why) {
        if (!closed) {
            closed();
            out.onError(why);
        }
    }

    private void closed() {
        closed = true;
        feed.left(this);
        Streams.Ticket leave = ticket;
        if (leave != null) {
            leave.close();
        }
    }
}
