package io.tradeline.tools.start;

import io.tradeline.tools.ExitCodes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C, SIGTERM and the end of the terminal into an orderly end: the thread that starts and watches is interrupted, and the program ends when that thread
 * has stopped what it started.
 */
final class Interruption {
    /** Longer than all parts together may take. */
    private static final long LIMIT_SECONDS = 180;

    private final Thread worker;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean requested;

    private Interruption(Thread worker) {
        this.worker = worker;
    }

    /** From now on, the current thread is interrupted when the program is asked to end. */
    static Interruption ofCurrentThread() {
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::onSignal, "orderly end"));
        return interruption;
    }

    private void onSignal() {
        if (finished.getCount() == 0) {
            return;
        }
        requested = true;
        worker.interrupt();
        try {
            boolean inTime = finished.await(LIMIT_SECONDS, TimeUnit.SECONDS);
            // Being asked to end, and ending well, is no failure.
            Runtime.getRuntime().halt(inTime ? ExitCodes.OK : ExitCodes.FAILED);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the program was asked to end. */
    boolean requested() {
        return requested;
    }

    /** Nothing is left to stop: the program may end. */
    void finished() {
        finished.countDown();
    }
}
