package io.tradeline.tools.simulate;

import java.time.Duration;
import java.util.Optional;

/** All that goes wrong, by the names that reports and documents use. */
enum FaultKind {
    SERVICE_KILLED("service-killed", 1_000, ServiceFaults::killed),
    SERVICE_ENDED("service-ended", 500, ServiceFaults::ended),
    SERVICE_HALTED("service-halted", 0, ServiceFaults::halted),
    POSTGRES_CRASHED("postgres-crashed", 500, PostgresFaults::crashed),
    POSTGRES_RESTARTED("postgres-restarted", 300, PostgresFaults::restarted),
    POSTGRES_READ_ONLY("postgres-read-only", 1_000, PostgresFaults::readOnly),
    POSTGRES_DISK_FULL("postgres-disk-full", 1_500, PostgresFaults::diskFull),
    POSTGRES_LOG_FULL("postgres-log-full", 1_000, PostgresFaults::logFull),
    POSTGRES_SESSIONS_ENDED("postgres-sessions-ended", 1_000, PostgresFaults::sessionsEnded),
    POSTGRES_ROWS_LOCKED("postgres-rows-locked", 2_000, PostgresFaults::rowsLocked),
    REDIS_FLUSHED("redis-flushed", 200, RedisFaults::flushed),
    REDIS_KILLED("redis-killed", 1_000, RedisFaults::killed),
    REDIS_HALTED("redis-halted", 1_500, RedisFaults::halted),
    REDIS_SLOW("redis-slow", 2_000, RedisFaults::slow),
    REDIS_STALE("redis-stale", 1_000, RedisFaults::stale),
    REDIS_GARBAGE("redis-garbage", 1_000, RedisFaults::garbage),
    REDIS_SWAPPED("redis-swapped", 1_000, RedisFaults::swapped),
    REDIS_FUTURE("redis-future", 1_000, RedisFaults::future),
    RELEASE_SWAPPED("release-swapped", 1_000, ReleaseFaults::swapped);

    private final String label;
    private final Duration hold;
    private final Maker maker;

    FaultKind(String label, long holdMillis, Maker maker) {
        this.label = label;
        this.hold = Duration.ofMillis(holdMillis);
        this.maker = maker;
    }

    /** Makes one fault of a kind. */
    interface Maker {
        Fault make(Surroundings around);
    }

    /** As reports name it. */
    String label() {
        return label;
    }

    /** Whether it leaves copies in Redis that are wrong until the service comes across them. */
    boolean spoilsCopies() {
        return this == REDIS_STALE || this == REDIS_GARBAGE || this == REDIS_SWAPPED || this == REDIS_FUTURE;
    }

    /** Whether calls are answered in time all the same. */
    boolean onlySlows() {
        return this == REDIS_SLOW || this == REDIS_HALTED;
    }

    /** How long it lasts before it is put right. */
    Duration hold(SimulationPlan plan) {
        return this == SERVICE_HALTED ? plan.pause() : hold;
    }

    /** Why it can't be done here; empty when it can. */
    Optional<String> missing(Cluster cluster) {
        boolean needsDisk = this == POSTGRES_DISK_FULL || this == POSTGRES_LOG_FULL;
        return needsDisk ? cluster.disk().missing() : Optional.empty();
    }

    Fault make(Surroundings around) {
        return maker.make(around);
    }
}
