package io.tradeline.tools.launch;

import io.tradeline.tools.CommandException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Everything that was started, to be stopped in the opposite order. Not safe for several threads. */
public final class Started implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Takes over the closing of a part. */
    public <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Whether there is nothing to stop. */
    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /**
     * Stops everything, the latest first. All is tried, even when a part fails.
     *
     * @throws CommandException when a part could not be stopped
     */
    @Override
    public void close() {
        RuntimeException failure = closeAll(null);
        if (failure != null) {
            throw failure;
        }
    }

    /** As {@link #close()}, because of a failure, to which those of stopping are added. */
    public void closeBecause(RuntimeException failure) {
        closeAll(failure);
    }

    private @Nullable RuntimeException closeAll(@Nullable RuntimeException because) {
        RuntimeException failure = because;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failed) {
                if (failure == null) {
                    failure =
                            CommandException.failed("can't stop all that was started: " + failed.getMessage(), failed);
                } else {
                    failure.addSuppressed(failed);
                }
            }
        }
        return failure;
    }
}
