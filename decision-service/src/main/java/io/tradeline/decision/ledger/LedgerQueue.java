package io.tradeline.decision.ledger;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Commands that wait for one lane: at most so many, handed out in batches.
 *
 * <p>A transaction costs the same whether it holds one command or thirty, so that a lane under load does well to wait a moment until the callers that it has
 * just answered are back. How many to wait for follows from the load itself: most of what this lane lately had in hand at once. A caller that is alone never
 * waits, and nobody longer than the linger.
 */
final class LedgerQueue {

    /** Of the commands lately in hand at once, so many make a batch worth starting. */
    private static final double WORTH_STARTING = 0.5;

    /** What a past peak still counts for, a batch later. */
    private static final double FADING = 0.9;

    private final int capacity;
    private final int mostInBatch;
    private final long lingerNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition enough = lock.newCondition();
    private final ArrayDeque<Task> waiting = new ArrayDeque<>();
    private double peak;
    private int handedOut;
    /** How many must wait before the lane is woken. */
    private int wanted = 1;

    private boolean closed;

    LedgerQueue(int capacity, int mostInBatch, Duration linger) {
        this.capacity = capacity;
        this.mostInBatch = mostInBatch;
        this.lingerNanos = linger.toNanos();
    }

    /** Whether there was room. */
    boolean offer(Task task) {
        lock.lock();
        try {
            if (closed || waiting.size() == capacity) {
                return false;
            }
            waiting.add(task);
            if (waiting.size() == wanted) {
                enough.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for commands and moves them into the batch, as the one before is done; false when the queue is closed and empty. */
    boolean take(List<Task> batch) {
        lock.lock();
        try {
            peak = Math.max(peak * FADING, handedOut + waiting.size());
            handedOut = 0;
            await(1, Long.MAX_VALUE);
            if (waiting.isEmpty()) {
                return false;
            }
            await(Math.min(mostInBatch, (int) (peak * WORTH_STARTING)), lingerNanos);
            while (batch.size() < mostInBatch && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            handedOut = batch.size();
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void await(int count, long nanos) throws InterruptedException {
        long left = nanos;
        wanted = count;
        while (waiting.size() < count && !closed && left > 0) {
            left = enough.awaitNanos(left);
        }
    }

    /** Takes no more; what waits is still handed out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            enough.signal();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
