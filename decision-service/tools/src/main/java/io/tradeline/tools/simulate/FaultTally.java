package io.tradeline.tools.simulate;

/** How often a kind of fault happened, and how many attempts failed from its beginning to its end. */
record FaultTally(int times, long failedAttempts) {
    static final FaultTally NONE = new FaultTally(0, 0);

    FaultTally plus(long failed) {
        return new FaultTally(times + 1, failedAttempts + failed);
    }

    FaultTally plus(FaultTally other) {
        return new FaultTally(times + other.times, failedAttempts + other.failedAttempts);
    }
}
