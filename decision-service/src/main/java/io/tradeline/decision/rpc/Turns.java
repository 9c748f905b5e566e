package io.tradeline.decision.rpc;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets any number of threads ask for the same work, which is done by one of them at a time and never waits: whoever comes while it is being done has it done
 * once more after that, by the one that is at it.
 */
public final class Turns {

    private final AtomicInteger asked = new AtomicInteger();

    /** Sees to it that the work is done at least once from now on. */
    public void take(Runnable work) {
        if (asked.getAndIncrement() != 0) {
            return;
        }
        int left = 1;
        while (left != 0) {
            int answered = asked.get();
            try {
                work.run();
            } catch (RuntimeException | Error failed) {
                asked.set(0);
                throw failed;
            }
            left = asked.addAndGet(-answered);
        }
    }
}
