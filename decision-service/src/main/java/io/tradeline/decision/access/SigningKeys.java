package io.tradeline.decision.access;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of those who issue tokens, read again from time to time and when a token names a key that is not known. When a read fails, or finds no set, the last
 * good one stays.
 *
 * <p>Reads have a thread of their own. A call whose token names an unknown key is refused at once and only asks for a read: held calls would let anyone
 * with made-up tokens fill the service, and an issuer that publishes a key before it signs with it is never met by a refusal.
 */
public final class SigningKeys implements AutoCloseable {

    /** Between reads that tokens ask for, at least. */
    public static final Duration APART = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
    /** A file is at hand. */
    private static final Duration FILE = Duration.ofSeconds(10);

    private static final Duration AGAIN = Duration.ofSeconds(15);

    private final KeySource source;
    private final Duration refresh;
    private final long apartNanos;
    private final AccessMeters meters;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread reading = new Thread(runnable, "signing-keys");
        reading.setDaemon(true);
        return reading;
    });

    private volatile KeySet current;
    private volatile long lastRead;
    private volatile boolean failing;

    /**
     * Reads the first set.
     *
     * @param refresh between two reads; of a file 10 seconds at most
     * @param apart between two reads that tokens ask for, at least
     * @throws IllegalArgumentException when it can't be had
     */
    public SigningKeys(KeySource source, Duration refresh, Duration apart, AccessMeters meters) {
        this.source = source;
        this.refresh = source instanceof KeyFile && refresh.compareTo(FILE) > 0 ? FILE : refresh;
        this.apartNanos = apart.toNanos();
        this.meters = meters;
        try {
            this.current = KeySet.parse(source.read());
        } catch (IOException | IllegalArgumentException unusable) {
            throw new IllegalArgumentException(
                    "tradeline.auth.jwks: " + source + ": " + unusable.getMessage()
                            + " (expected: a readable file or URL with a JSON Web Key Set)",
                    unusable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the key set was read", stopped);
        }
        this.lastRead = System.nanoTime();
        meters.keys(current.size());
        next(this.refresh);
    }

    KeySet current() {
        return current;
    }

    /** A token names a key that is not known. Returns at once. */
    void missed() {
        if (System.nanoTime() - lastRead >= apartNanos && asked.compareAndSet(false, true)) {
            try {
                thread.execute(this::read);
            } catch (RejectedExecutionException closed) {
                LOG.debug("the service ends, keys are not read any more");
            }
        }
    }

    private void readInTurn() {
        read();
        next(failing && refresh.compareTo(AGAIN) > 0 ? AGAIN : refresh);
    }

    private void next(Duration delay) {
        try {
            thread.schedule(this::readInTurn, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("the service ends, keys are not read any more");
        }
    }

    private void read() {
        try {
            KeySet fresh = KeySet.parse(source.read());
            current = fresh;
            meters.keys(fresh.size());
            if (failing) {
                failing = false;
                LOG.info("the key set is read again, from {}", source);
            }
        } catch (IOException | RuntimeException failed) {
            meters.keysFailed();
            if (!failing) {
                failing = true;
                LOG.warn("the key set could not be read from {}, the last one stays: {}", source, failed.getMessage());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            lastRead = System.nanoTime();
            asked.set(false);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
