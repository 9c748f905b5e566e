package io.tradeline.decision.receivables;

import io.grpc.stub.ServerCallStreamObserver;
import io.tradeline.decision.access.Caller;
import io.tradeline.decision.feed.Feed;
import io.tradeline.decision.ledger.LedgerReader;
import io.tradeline.decision.releases.ActiveRelease;
import io.tradeline.decision.rpc.Streams;
import io.tradeline.proto.decision.v1.WatchExposuresResponse;
import io.tradeline.rules.release.Release;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** All who watch exposures, by account. The feed tells which accounts have changed, on whichever instance that was done. */
public final class ExposureWatches implements Feed.Listener {

    private final Feed feed;
    private final LedgerReader reader;
    private final ActiveRelease active;
    private final Clock clock;
    private final Streams.Kind<ExposureWatch> kind;
    private final Set<ExposureWatch> watches = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<ExposureWatch>> byAccount = new ConcurrentHashMap<>();
    private final LongAdder sent = new LongAdder();

    /** @param most watches at once */
    public ExposureWatches(
            Feed feed, LedgerReader reader, ActiveRelease active, Streams streams, int most, Clock clock) {
        this.feed = feed;
        this.reader = reader;
        this.active = active;
        this.clock = clock;
        this.kind = streams.kind("Watch", most);
        feed.addListener(this);
    }

    /** @param caller whom it is for: an account out of reach ends it, now or when it has moved there */
    void open(ServerCallStreamObserver<WatchExposuresResponse> out, Collection<String> accounts, Caller caller) {
        ExposureWatch watch = new ExposureWatch(this, out, new LinkedHashSet<>(accounts), caller.accounts());
        Streams.Ticket ticket = kind.enter(watch, caller.expiresAtMilli());
        // Told of changes before the first look: nothing lies between the two.
        watches.add(watch);
        watch.accounts()
                .forEach(account -> byAccount.compute(account, (id, others) -> {
                    Set<ExposureWatch> all = others == null ? ConcurrentHashMap.newKeySet() : others;
                    all.add(watch);
                    return all;
                }));
        watch.begin(ticket);
    }

    void left(ExposureWatch watch) {
        watches.remove(watch);
        watch.accounts()
                .forEach(account -> byAccount.computeIfPresent(account, (id, others) -> {
                    others.remove(watch);
                    return others.isEmpty() ? null : others;
                }));
    }

    @Override
    public boolean isListening() {
        return !watches.isEmpty();
    }

    @Override
    public void changed(Set<String> accountIds) {
        for (String account : accountIds) {
            byAccount.getOrDefault(account, Set.of()).forEach(watch -> watch.touch(account));
        }
    }

    @Override
    public void everythingChanged() {
        watches.forEach(ExposureWatch::touchAll);
    }

    @Override
    public void looked() {
        watches.forEach(ExposureWatch::step);
    }

    void submit(ExposureWatch watch) {
        feed.backfills().submit(watch);
    }

    void lost(Exception failure) {
        feed.lost(failure);
    }

    void sent(int states) {
        sent.add(states);
    }

    LedgerReader reader() {
        return reader;
    }

    Release release() {
        return active.get();
    }

    Clock clock() {
        return clock;
    }

    /** Watches that are open. */
    public int open() {
        return kind.open();
    }

    /** Watches that were refused since the start as too many were open. */
    public long refused() {
        return kind.refused();
    }

    /** States of accounts that were sent since the start. */
    public long sent() {
        return sent.sum();
    }
}
