package io.tradeline.tools.simulate;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.proto.feed.v1.SequencedEvent;
import io.tradeline.proto.feed.v1.SubscribeRequest;
import io.tradeline.proto.feed.v1.SubscribeResponse;
import io.tradeline.tools.client.ServiceClient;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One who keeps books by the feed: reads it from its first event on, on any instance, for some seconds at a time, and goes on after the last event that it has, on another one. Each event must have the next
 * sequence.
 */
final class FeedFollower implements AutoCloseable {
    private static final int LONGEST_MILLIS = 15_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** A stream may end so at any time, by the servers' faults or by the reader's own deadline. */
    private static final Set<Status.Code> PASSING =
            EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.RESOURCE_EXHAUSTED);

    private final Supplier<List<ServiceClient>> instances;
    private final SplittableRandom random;
    private final Counters counters;
    private final Thread thread = new Thread(this::follow, "simulated reader of the feed");

    private final List<Event> latest = new ArrayList<>();
    private final MessageDigest digest = sha256();
    private long through;
    private @Nullable Violation violation;
    private volatile boolean closed;

    FeedFollower(Supplier<List<ServiceClient>> instances, SplittableRandom random, Counters counters) {
        this.instances = instances;
        this.random = random;
        this.counters = counters;
        thread.setDaemon(true);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void start() {
        thread.start();
    }

    private void follow() {
        while (!closed) {
            long millis = 1 + random.nextInt(LONGEST_MILLIS);
            try {
                List<ServiceClient> any = instances.get();
                subscribe(any.get(random.nextInt(any.size())), millis);
                broken("the feed ended by itself after " + through() + " (expected: it goes on)");
            } catch (StatusRuntimeException ended) {
                if (!PASSING.contains(ended.getStatus().getCode())) {
                    broken("the feed ended after " + through() + " with " + ended.getStatus()
                            + " (expected: UNAVAILABLE, or the reader's own deadline)");
                }
            } catch (Violation found) {
                broken(String.valueOf(found.getMessage()));
            } catch (RuntimeException unexpected) {
                broken("the feed could not be followed after " + through() + ": " + unexpected);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void subscribe(ServiceClient instance, long millis) {
        counters.subscriptions.increment();
        Iterator<SubscribeResponse> messages = instance.feedBlocking()
                .withDeadlineAfter(millis, TimeUnit.MILLISECONDS)
                .subscribe(SubscribeRequest.newBuilder()
                        .setAfterSequence(through())
                        .build());
        while (messages.hasNext()) {
            take(messages.next());
        }
    }

    private synchronized void take(SubscribeResponse message) {
        for (SequencedEvent event : message.getEventsList()) {
            if (event.getSequence() != through + 1) {
                throw new Violation("the feed gave event " + event.getSequence() + " after " + through + " (expected: "
                        + (through + 1) + "): " + event.toString().replace('\n', ' '));
            }
            through++;
            latest.add(event.getEvent());
            digest.update(event.toByteArray());
        }
        if (message.getThroughSequence() != through) {
            throw new Violation("the feed says that it was sent through " + message.getThroughSequence()
                    + " (expected: " + through + ", the last event)");
        }
        notifyAll();
    }

    private synchronized void broken(String what) {
        if (!closed && violation == null) {
            violation = new Violation(what);
            notifyAll();
        }
    }

    synchronized long through() {
        return through;
    }

    /**
     * Waits until it has so many events.
     *
     * @throws Violation when they don't come, or something that came was wrong
     */
    synchronized void await(long sequence) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (violation == null && through < sequence) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new Violation("the feed was read up to " + through + " in " + PATIENCE.toSeconds()
                        + " s (expected: " + sequence + ", as many as there are in the journal)");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        if (violation != null) {
            throw violation;
        }
    }

    /** The events since the last time, in their order. */
    synchronized List<Event> takeEvents() {
        List<Event> taken = List.copyOf(latest);
        latest.clear();
        return taken;
    }

    /** @throws Violation when another one who has read as much has read something else */
    void requireSame(FeedFollower other) {
        Read mine = read();
        Read theirs = other.read();
        if (mine.through != theirs.through || !Arrays.equals(mine.digest, theirs.digest)) {
            throw new Violation("the feed was read again from its beginning through " + theirs.through
                    + ", and is another one (expected: the same " + mine.through + " events with the same sequences)");
        }
    }

    private synchronized Read read() {
        try {
            return new Read(through, ((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @param digest of all events up to a sequence */
    private record Read(long through, byte[] digest) {}

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
