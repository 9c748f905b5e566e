package io.tradeline.rules.properties;

import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseCompiler;
import io.tradeline.rules.release.ReleaseSource;

/** The shipped release, compiled once for all tests. */
public final class ShippedRelease {

    private static final class Holder {
        private static final Release RELEASE = compile();

        private static Release compile() {
            try {
                return ReleaseCompiler.compile(ReleaseSource.shipped());
            } catch (InvalidReleaseException e) {
                throw new AssertionError(e);
            }
        }
    }

    private ShippedRelease() {}

    public static Release get() {
        return Holder.RELEASE;
    }
}
