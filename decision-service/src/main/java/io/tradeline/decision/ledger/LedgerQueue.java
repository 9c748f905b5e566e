package io.tradeline.decision.ledger;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Commands that wait for the lanes: at most so many, handed out in batches.
 *
 * <p>Commands of one credit group stand in one line, and while a lane has some of them in hand the others wait: so they meet in memory, in the order in which they came, instead of waiting
 * for the same rows in PostgreSQL. Which lane takes a line is not fixed; one that is free takes whatever stands, so that batches are large and no lane waits beside work.
 *
 * <p>A transaction costs much the same whether it holds one command or thirty, so that under load a lane does well to wait a moment until callers that were just answered are back. How
 * many to wait for follows from the load itself: most of one lane's share of what was lately in hand at once. A caller that is alone never waits, and nobody longer than the linger.
 */
final class LedgerQueue {

    /** Of a lane's share of the commands lately in hand at once, so much makes a batch worth starting. */
    private static final double WORTH_STARTING = 0.5;

    /** What a past peak still counts for, a batch later. */
    private static final double FADING = 0.9;

    private final int capacity;
    private final int mostInBatch;
    private final double worthStarting;
    private final long lingerNanos;

    private final ReentrantLock lock = new ReentrantLock();
    /** That it is the next lane's turn to gather a batch. */
    private final Condition turn = lock.newCondition();
    /** That the lane whose turn it is has enough. */
    private final Condition enough = lock.newCondition();

    private final Map<Object, Line> lines = new HashMap<>();
    /** Lines that no lane has in hand, the longest waiting one first. */
    private final ArrayDeque<Line> free = new ArrayDeque<>();

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
     * Gives up what is in the hand, which is done, waits for commands and takes them: none if none came within the patience.
     *
     * @return false when the queue is closed and nothing is left to take
     */
    boolean take(Hand hand, long patienceNanos) {
        lock.lock();
        try {
            int lately = inHand + waiting;
            giveUp(hand);
            long left = patienceNanos;
            while (gathering && left > 0) {
                left = turn.awaitNanos(left);
            }
            if (gathering) {
                return true;
            }
            gathering = true;
            try {
                return gather(hand, lately, left);
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

    private boolean gather(Hand hand, int lately, long patienceNanos) throws InterruptedException {
        peak = Math.max(peak * FADING, lately);
        await(1, patienceNanos);
        if (takeable == 0) {
            return !closed;
        }
        await(Math.min(mostInBatch, (int) (peak * worthStarting)), lingerNanos);
        while (hand.tasks.size() < mostInBatch && !free.isEmpty()) {
            take(free.remove(), hand);
        }
        return true;
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
