package io.tradeline.decision.ledger;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Commands that wait for the lanes: at most so many, handed out in batches.
 *
 * <p>Commands of one credit group stand in one line, and while a lane has some of them in hand the others wait: so they meet in memory, in the order in which they came, instead of waiting
 * for the same rows in PostgreSQL. Which lane takes a line is not fixed; one that is free takes whatever stands, so that batches are large and no lane waits beside work.
 *
 * <p>A transaction costs much the same whether it holds one command or thirty, so that under load a lane does well to wait a moment until callers that were just answered are back, or others come. How
 * many to wait for follows from the load itself: half of one lane's share of what was lately in hand at once, or what comes within the linger at the present rate, if there are so many callers. A caller that is alone never waits, and nobody longer than the linger.
 */
final class LedgerQueue {

    /** Of a lane's share of the commands lately in hand at once, so much makes a batch worth starting. */
    private static final double WORTH_STARTING = 0.5;

    /** What a past peak still counts for, a batch later. */
    private static final double FADING = 0.9;

    /** Over about so long the rate is taken. */
    private static final double RATED_NANOS = 50e6;

    private final int capacity;
    private final int mostInBatch;
    private final double worthStarting;
    private final long lingerNanos;
    private final LongSupplier nanoTime;

    private final ReentrantLock lock = new ReentrantLock();
    /** That it is the next lane's turn to gather a batch. */
    private final Condition turn = lock.newCondition();
    /** That the lane whose turn it is has enough. */
    private final Condition enough = lock.newCondition();

    private final Map<Object, Line> lines = new HashMap<>();
    /** Lines that no lane has in hand, the longest waiting one first. */
    private final ArrayDeque<Line> free = new ArrayDeque<>();

    /** Commands that came since {@link #ratedAtNanos}. */
    private int offered;

    private long ratedAtNanos;
    private double perNano;

    private int waiting;
    private int inHand;
    /** Of those that wait, the ones in free lines. */
    private int takeable;
    /** How many must be takeable before the lane whose turn it is is woken. */
    private int wanted = 1;

    private boolean gathering;
    private double peak;
    private boolean closed;

    /** The waiting commands of one credit group. */
    private static final class Line {
        final Object group;
        final ArrayDeque<Task> tasks = new ArrayDeque<>();
        boolean inHand;

        Line(Object group) {
            this.group = group;
        }
    }

    /** What a lane has in hand. */
    static final class Hand {
        final List<Task> tasks = new ArrayList<>();
        private final List<Line> lines = new ArrayList<>();
    }

    /** @param lanes how many share the work */
    LedgerQueue(int lanes, int capacity, int mostInBatch, Duration linger) {
        this(lanes, capacity, mostInBatch, linger, System::nanoTime);
    }

    /** @param nanoTime by which the rate is taken */
    LedgerQueue(int lanes, int capacity, int mostInBatch, Duration linger, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.ratedAtNanos = nanoTime.getAsLong();
        this.worthStarting = WORTH_STARTING / lanes;
        this.capacity = capacity;
        this.mostInBatch = mostInBatch;
        this.lingerNanos = linger.toNanos();
    }

    /** Whether there was room. */
    boolean offer(Task task) {
        lock.lock();
        try {
            if (closed || waiting == capacity) {
                return false;
            }
            waiting++;
            offered++;
            Line line = lines.computeIfAbsent(task.group(), Line::new);
            line.tasks.add(task);
            if (!line.inHand) {
                if (line.tasks.size() == 1) {
                    free.add(line);
                }
                takeable(1);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives up what is in the hand, which is done, waits for commands and takes them.
     *
     * @return false when the queue is closed and nothing is left to take
     */
    boolean take(Hand hand) {
        lock.lock();
        try {
            // Those in this hand are answered, and may be among those that wait again.
            int lately = Math.max(inHand, inHand - hand.tasks.size() + waiting);
            giveUp(hand);
            while (gathering) {
                turn.await();
            }
            gathering = true;
            try {
                return gather(hand, lately);
            } finally {
                gathering = false;
                turn.signal();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean gather(Hand hand, int lately) throws InterruptedException {
        peak = Math.max(peak * FADING, lately);
        await(1, Long.MAX_VALUE);
        if (takeable == 0) {
            return false;
        }
        await(worthWaitingFor(), lingerNanos);
        while (hand.tasks.size() < mostInBatch && !free.isEmpty()) {
            take(free.remove(), hand);
        }
        return true;
    }

    private int worthWaitingFor() {
        rate();
        int mayCome = (int) Math.ceil(peak) - inHand;
        int expected = Math.min(mayCome, (int) (perNano * lingerNanos));
        return Math.min(mostInBatch, Math.max((int) (peak * worthStarting), expected));
    }

    private void rate() {
        long now = nanoTime.getAsLong();
        double elapsed = Math.max(1, now - ratedAtNanos);
        perNano += Math.min(1, elapsed / RATED_NANOS) * (offered / elapsed - perNano);
        offered = 0;
        ratedAtNanos = now;
    }

    private void take(Line line, Hand hand) {
        line.inHand = true;
        hand.lines.add(line);
        takeable -= line.tasks.size();
        while (hand.tasks.size() < mostInBatch && !line.tasks.isEmpty()) {
            hand.tasks.add(line.tasks.remove());
            waiting--;
            inHand++;
        }
    }

    private void giveUp(Hand hand) {
        inHand -= hand.tasks.size();
        hand.tasks.clear();
        for (Line line : hand.lines) {
            line.inHand = false;
            if (line.tasks.isEmpty()) {
                lines.remove(line.group);
            } else {
                free.add(line);
                takeable(line.tasks.size());
            }
        }
        hand.lines.clear();
    }

    private void takeable(int more) {
        takeable += more;
        if (takeable >= wanted) {
            enough.signal();
        }
    }

    private void await(int count, long nanos) throws InterruptedException {
        long left = nanos;
        wanted = count;
        while (takeable < count && !closed && left > 0) {
            left = enough.awaitNanos(left);
        }
        // Whoever comes now need not wake anyone.
        wanted = Integer.MAX_VALUE;
    }

    /** Takes no more; what waits is still handed out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            enough.signal();
            turn.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }
}
