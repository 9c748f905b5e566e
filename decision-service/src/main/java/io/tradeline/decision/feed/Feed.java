package io.tradeline.decision.feed;

import io.grpc.stub.ServerCallStreamObserver;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.rpc.Streams;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.feed.v1.SubscribeResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * All that happened, in one order, for any number of readers. One thread, the {@link Tail}, looks for what is new and keeps it in the {@link Ring}, from which all are served who follow closely; whoever is behind
 * reads the store through the {@link Backfills}. With nobody there, the tail only gives events their sequence.
 */
public final class Feed {

    private final FeedStore store;
    private final Ring ring;
    private final Backfills backfills;
    private final Tail tail;
    private final FeedMeters meters = new FeedMeters();
    private final Streams.Kind<Subscription> kind;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final long heartbeatNanos;

    /** @param most subscriptions at once */
    public Feed(
            DataSource dataSource,
            AccountDirectory directory,
            Streams streams,
            int most,
            FeedSettings settings,
            Clock clock) {
        this.store = new FeedStore(directory);
        this.ring = new Ring(settings.ring());
        this.backfills = new Backfills(dataSource, settings.backfills(), settings.backfillRate());
        this.tail = new Tail(dataSource, this, settings.poll(), clock);
        this.kind = streams.kind("Subscribe", most);
        this.heartbeatNanos = settings.heartbeat().toNanos();
    }

    /** Told of what has changed, on the feed's own thread: whatever it does must be short and must not block. */
    public interface Listener {

        /** Whether it wants to be told at the moment: what happens for nobody is not read. */
        boolean isListening();

        /** The exposure or the facts of these accounts are others. */
        void changed(Set<String> accountIds);

        /** Anything may be another. */
        void everythingChanged();

        /** Called after each look for what is new, also one that failed. */
        void looked();
    }

    public void start() {
        tail.start();
    }

    void subscribe(
            ServerCallStreamObserver<SubscribeResponse> out,
            Filter filter,
            Subscription.From from,
            long expiresAtMilli) {
        Subscription subscription = new Subscription(this, out, filter, from);
        Streams.Ticket ticket = kind.enter(subscription, expiresAtMilli);
        subscriptions.add(subscription);
        subscription.begin(ticket);
    }

    void left(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    Set<Subscription> subscriptions() {
        return subscriptions;
    }

    /** Tells someone of all that changes while it listens. */
    public void addListener(Listener listener) {
        tail.add(listener);
    }

    SubscribeResponse.Builder stamped(SubscribeResponse.Builder message) {
        Tail.Seen seen = tail.seen();
        return message.setEndSequence(Math.max(seen.end(), message.getThroughSequence()))
                .setEndReadAt(Times.timestamp(seen.atMilli()));
    }

    /** Counts a failure to read, and says so in the log, once until it can be read again. */
    public void lost(Exception failure) {
        meters.failed();
        tail.lost(failure);
    }

    FeedStore store() {
        return store;
    }

    Ring ring() {
        return ring;
    }

    /** Also for other streams that read what the feed has told them of. */
    public Backfills backfills() {
        return backfills;
    }

    long heartbeatNanos() {
        return heartbeatNanos;
    }

    public FeedMeters meters() {
        return meters;
    }

    /** Subscriptions that are open. */
    public int open() {
        return kind.open();
    }

    /** Subscriptions that were refused as too many were open. */
    public long refused() {
        return kind.refused();
    }

    /** The last sequence that this instance has seen. */
    public long end() {
        return tail.seen().end();
    }

    /** Events in memory. */
    public long inMemory() {
        return ring.size();
    }

    /** How many events the last of the subscriptions is behind; 0 without any. */
    public long largestLag() {
        long end = end();
        return subscriptions.stream()
                .mapToLong(Subscription::through)
                .filter(through -> through >= 0)
                .map(through -> Math.max(0, end - through))
                .max()
                .orElse(0);
    }

    /** Ends it, after the streams have ended. */
    public void close(Duration most) {
        tail.close(most);
        backfills.close(most);
    }
}
