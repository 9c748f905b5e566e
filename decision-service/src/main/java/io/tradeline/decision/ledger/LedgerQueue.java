package io.tradeline.decision.ledger;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Commands that wait for one lane: at most so many, handed out in batches. */
final class LedgerQueue {

    private final BlockingQueue<Task> waiting;
    private final int mostInBatch;
    private volatile boolean closed;

    LedgerQueue(int capacity, int mostInBatch) {
        this.waiting = new ArrayBlockingQueue<>(capacity);
        this.mostInBatch = mostInBatch;
    }

    /** Whether there was room. */
    boolean offer(Task task) {
        if (closed || !waiting.offer(task)) {
            return false;
        }
        // The lane may have found the queue closed and empty in between: then the task is still here, and no one will
        // come for it.
        return !(closed && waiting.remove(task));
    }

    /** Waits for commands and moves them into the batch; false when the queue is closed and empty. */
    boolean take(List<Task> batch) {
        try {
            while (true) {
                Task first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, mostInBatch - 1);
                    return true;
                }
                if (closed && waiting.isEmpty()) {
                    return false;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes no more; what waits is still handed out. */
    void close() {
        closed = true;
    }

    int size() {
        return waiting.size();
    }
}
