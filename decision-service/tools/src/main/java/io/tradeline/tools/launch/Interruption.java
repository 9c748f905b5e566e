package io.tradeline.tools.launch;

import io.tradeline.tools.ExitCodes;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C, SIGTERM and the end of the terminal into an orderly end: the thread that starts and watches is interrupted, and the program ends when that thread
 * has stopped what it started.
 */
public final class Interruption {
    /** Longer than all parts together may take. */
    private static final long LIMIT_SECONDS = 240;

    private final Thread worker;
    private final int exitCode;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean requested;

    private Interruption(Thread worker, int exitCode) {
        this.worker = worker;
        this.exitCode = exitCode;
    }

    /**
     * From now on, the current thread is interrupted when the program is asked to end.
     *
     * @param exitCode of a program that was asked to end, and ended in good order
     */
    public static Interruption ofCurrentThread(int exitCode) {
        Interruption interruption = new Interruption(Thread.currentThread(), exitCode);
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
            Runtime.getRuntime().halt(inTime ? exitCode : ExitCodes.FAILED);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the program was asked to end. */
    public boolean requested() {
        return requested;
    }

    /** Nothing is left to stop: the program may end. */
    public void finished() {
        finished.countDown();
    }
}
