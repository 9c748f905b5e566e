package io.tradeline.decision.releases;

import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseSource;

/** How a release is made out of its files: {@link io.tradeline.rules.release.ReleaseCompiler#compile}, or something that remembers what that has made. */
@FunctionalInterface
public interface Compilation {

    /** @throws InvalidReleaseException when its files contradict themselves, or each other */
    Release compile(ReleaseSource source) throws InvalidReleaseException;
}
