package io.tradeline.tools.simulate;

import java.util.ArrayList;
import java.util.List;

/** Which release was active when, as far as a caller can know (I6). Safe for several threads. */
final class ReleaseWatch {
    private final List<Phase> phases = new ArrayList<>();

    /** From the moment at which an activation was asked for. */
    private static final class Phase {
        private final String digest;
        private final long askedNanos;
        private long settledNanos = Long.MAX_VALUE;

        Phase(String digest, long askedNanos) {
            this.digest = digest;
            this.askedNanos = askedNanos;
        }
    }

    /** A release is about to be activated. */
    synchronized void activating(String digest) {
        phases.add(new Phase(digest, System.nanoTime()));
        if (phases.size() > 100) {
            phases.remove(0);
        }
    }

    /** All instances were seen to decide with the one that was activated last. */
    synchronized void settled() {
        Phase last = phases.get(phases.size() - 1);
        last.settledNanos = Math.min(last.settledNanos, System.nanoTime());
    }

    /** The release that was activated last. */
    synchronized String active() {
        return phases.get(phases.size() - 1).digest;
    }

    /**
     * Holds an answer against it.
     *
     * @throws Violation when its release can't have been active between question and answer
     */
    synchronized void check(String digest, long sentNanos, long answeredNanos) {
        int first = 0;
        for (int i = 0; i < phases.size(); i++) {
            if (phases.get(i).settledNanos < sentNanos) {
                first = i;
            }
        }
        List<String> possible = new ArrayList<>();
        for (Phase phase : phases.subList(first, phases.size())) {
            if (phase.askedNanos < answeredNanos) {
                possible.add(phase.digest);
            }
        }
        if (!possible.contains(digest)) {
            throw new Violation("decided by release " + digest + " (expected: one of " + possible
                    + ", which could be active then)");
        }
    }
}
