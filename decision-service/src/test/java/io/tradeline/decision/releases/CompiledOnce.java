package io.tradeline.decision.releases;

import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseCompiler;
import io.tradeline.rules.release.ReleaseSource;
import org.jspecify.annotations.Nullable;

/** Compiles the shipped release once for all instances of this process, which takes seconds: it is the same for all of them, and any number of threads may use it. */
public final class CompiledOnce {

    private static @Nullable Release shipped;

    private CompiledOnce() {}

    public static synchronized Release compile(ReleaseSource source) throws InvalidReleaseException {
        Release known = shipped;
        if (known != null && known.digest().equals(source.digest())) {
            return known;
        }
        Release compiled = ReleaseCompiler.compile(source);
        if (source.digest().equals(ReleaseSource.shipped().digest())) {
            shipped = compiled;
        }
        return compiled;
    }
}
