package io.tradeline.decision.releases;

import io.tradeline.decision.refusal.Refusals;
import io.tradeline.rules.release.Release;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The release that this replica decides with. Whoever reads it keeps what he read for one whole answer. */
public final class ActiveRelease {

    private final AtomicReference<@Nullable Release> release = new AtomicReference<>();

    /**
     * The release to decide with.
     *
     * @throws io.grpc.StatusRuntimeException UNAVAILABLE while none is compiled
     */
    public Release get() {
        Release active = release.get();
        if (active == null) {
            throw Refusals.unavailable("the rules are still being compiled");
        }
        return active;
    }

    /** The release to decide with; null while none is compiled. */
    public @Nullable Release orNull() {
        return release.get();
    }

    void set(Release next) {
        release.set(next);
    }
}
