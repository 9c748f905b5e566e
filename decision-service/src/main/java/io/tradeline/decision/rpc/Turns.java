package io.tradeline.decision.rpc;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A piece of work that any number of threads may ask for, which is done by one of them at a time and never waits: whoever asks while it is being done has it done once
 * more after that, by the one that is at it. What an asker has to say it must have written down before.
 */
public final class Turns {

    private final Runnable work;
    private final AtomicInteger asked = new AtomicInteger();

    public Turns(Runnable work) {
        this.work = work;
    }

    /** Sees to it that the work is begun once more from now on. */
    public void take() {
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
