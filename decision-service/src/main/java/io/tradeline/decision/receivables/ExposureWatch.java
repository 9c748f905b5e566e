package io.tradeline.decision.receivables;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.tradeline.decision.access.AccountReach;
import io.tradeline.decision.authorize.Positions;
import io.tradeline.decision.feed.Backfills;
import io.tradeline.decision.ledger.WorkingSet;
import io.tradeline.decision.rpc.Streams;
import io.tradeline.decision.rpc.Times;
import io.tradeline.decision.rpc.Turns;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.WatchExposuresResponse;
import io.tradeline.rules.release.Release;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One who watches the exposures of some accounts. Of an account it keeps what was sent last, and whether that is still so: however much happens, and however slowly its client
 * reads, it holds no more than that. What is to be sent is read from the ledger when the connection takes it, for all accounts at once that have changed by then.
 */
final class ExposureWatch implements Streams.Stream, Backfills.Reading {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** What only time changes is looked for so often. */
    private static final long ALL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ExposureWatches watches;
    private final ServerCallStreamObserver<WatchExposuresResponse> out;
    private final Set<String> accounts;
    private final AccountReach reach;
    /** Accounts whose state may be another than was sent. */
    private final Set<String> changed = ConcurrentHashMap.newKeySet();

    private final Map<String, CreditPosition> sent = new HashMap<>();
    private final Turns turns = new Turns(this::stepInTurn);
    private final AtomicReference<@Nullable StatusRuntimeException> ending = new AtomicReference<>();
    private volatile Streams.@Nullable Ticket ticket;
    private volatile boolean closed;
    private volatile @Nullable Arrival arrival;
    /** The accounts that are being read; empty while none are. */
    private volatile List<String> reading = List.of();

    private long readAgainNanos = System.nanoTime();
    private long readAllNanos = System.nanoTime();

    /**
     * What a reading came to.
     *
     * @param again accounts that are to be read again, as that failed
     */
    private record Arrival(@Nullable WatchExposuresResponse states, Collection<String> again) {}

    ExposureWatch(
            ExposureWatches watches,
            ServerCallStreamObserver<WatchExposuresResponse> out,
            Set<String> accounts,
            AccountReach reach) {
        this.watches = watches;
        this.reach = reach;
        this.out = out;
        this.accounts = accounts;
        out.setOnReadyHandler(this::step);
        out.setOnCancelHandler(this::closed);
    }

    void begin(Streams.Ticket leave) {
        ticket = leave;
        if (closed) {
            leave.close();
        }
        step();
    }

    Set<String> accounts() {
        return accounts;
    }

    /** An account is another; {@link #step} follows soon. */
    void touch(String account) {
        changed.add(account);
    }

    void touchAll() {
        changed.addAll(accounts);
    }

    /** Goes on as far as it can. */
    void step() {
        turns.take();
    }

    private void stepInTurn() {
        StatusRuntimeException why = ending.get();
        if (why != null && !closed) {
            closed();
            out.onError(why);
        }
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        Arrival arrived = arrival;
        if (arrived != null) {
            arrival = null;
            reading = List.of();
            readAgainNanos = now + (arrived.states == null ? RETRY_NANOS : INTERVAL_NANOS);
            changed.addAll(arrived.again);
            if (arrived.states != null) {
                send(arrived.states);
            }
        }
        if (now - readAllNanos >= 0) {
            readAllNanos = now + ALL_NANOS;
            touchAll();
        }
        if (reading.isEmpty() && !changed.isEmpty() && now - readAgainNanos >= 0 && out.isReady()) {
            // What changes from here on is marked anew.
            List<String> next = new ArrayList<>(changed);
            changed.removeAll(next);
            reading = next;
            watches.submit(this);
        }
    }

    /** Sends what is news. */
    private void send(WatchExposuresResponse states) {
        WatchExposuresResponse.Builder news =
                WatchExposuresResponse.newBuilder().setAsOf(states.getAsOf());
        for (CreditPosition state : states.getPositionsList()) {
            CreditPosition before = sent.get(state.getAccountId());
            if (before == null || state.getVersion() >= before.getVersion() && !state.equals(before)) {
                sent.put(state.getAccountId(), state);
                news.addPositions(state);
            }
        }
        if (news.getPositionsCount() > 0) {
            watches.sent(news.getPositionsCount());
            out.onNext(news.build());
        }
    }

    @Override
    public int read(Connection connection) throws SQLException {
        if (closed || ending.get() != null) {
            return 0;
        }
        List<String> wanted = reading;
        try {
            long now = watches.clock().millis();
            Release release = watches.release();
            WorkingSet set = watches.reader().storedOn(connection, release, wanted, reach, now);
            WatchExposuresResponse.Builder states =
                    WatchExposuresResponse.newBuilder().setAsOf(Times.timestamp(now));
            for (String id : wanted) {
                states.addPositions(Positions.of(release, set, id, now).get(0));
            }
            arrive(new Arrival(states.build(), List.of()));
        } catch (StatusRuntimeException refusal) {
            end(refusal);
        }
        return wanted.size();
    }

    @Override
    public void failed(Exception failure) {
        watches.lost(failure);
        arrive(new Arrival(null, reading));
    }

    private void arrive(Arrival what) {
        arrival = what;
        step();
    }

    @Override
    public void end(StatusRuntimeException why) {
        ending.compareAndSet(null, why);
        step();
    }

    @Override
    public void cut(StatusRuntimeException why) {
        end(why);
    }

    private void closed() {
        closed = true;
        watches.left(this);
        Streams.Ticket leave = ticket;
        if (leave != null) {
            leave.close();
        }
    }
}
