package io.tradeline.decision.releases;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.MeterRegistry;
import io.tradeline.decision.refusal.Refusals;
import io.tradeline.decision.rpc.Times;
import io.tradeline.proto.releases.v1.RuleSet;
import io.tradeline.rules.release.InvalidReleaseException;
import io.tradeline.rules.release.Release;
import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.rules.release.RuleSetInfo;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that this replica decides with the release that is active. A newly activated release is compiled and warmed beside the serving one, in a
 * way that leaves the processors to orders, and then takes its place in one step. On an empty store, the release that came with the program is published and activated.
 */
public final class ReleaseRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseRegistry.class);
    private static final String SELF = "tradeline";
    private static final int COMPILED = 4;

    private final ReleaseStore store;
    private final ActiveRelease active;
    private final Clock clock;
    private final ReleaseMeters meters;
    /** While there are no orders yet. */
    private final Compilation atOnce;
    /** While there are. */
    private final Compilation beside;

    private final String replicaId = UUID.randomUUID().toString();
    private final ReentrantLock compiling = new ReentrantLock();

    /** Releases that are kept compiled for replays and what-ifs. They are left to the garbage collector, as someone may still be using one. */
    private final Cache<String, Release> compiled =
            Caffeine.newBuilder().maximumSize(COMPILED).build();

    private final ScheduledExecutorService follower = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "release-follower");
        thread.setDaemon(true);
        return thread;
    });

    public ReleaseRegistry(
            DataSource dataSource,
            ActiveRelease active,
            Clock clock,
            MeterRegistry registry,
            Compilation atOnce,
            Compilation beside) {
        this.atOnce = atOnce;
        this.beside = beside;
        this.meters = new ReleaseMeters(registry);
        this.store = new ReleaseStore(dataSource);
        this.active = active;
        this.clock = clock;
    }

    /** Compiles the active release, publishing the shipped one first if there is none, and follows activations from then on. */
    public void start() throws SQLException, InvalidProtocolBufferException, InvalidReleaseException {
        if (store.active().isEmpty()) {
            ReleaseSource shipped = ReleaseSource.shipped();
            Release release = timed(shipped);
            compiled.put(release.digest(), release);
            store.publish(shipped, summary(release, "The release that came with the program", SELF));
            store.activate(release.digest(), "", SELF, clock.millis());
        }
        follow();
        follower.scheduleWithFixedDelay(this::followQuietly, 1, 1, TimeUnit.SECONDS);
    }

    ReleaseStore store() {
        return store;
    }

    /**
     * A stored release, compiled.
     *
     * @throws io.grpc.StatusRuntimeException NOT_FOUND
     */
    public Release compiled(String digest) throws SQLException, InvalidProtocolBufferException {
        Release serving = active.orNull();
        if (serving != null && serving.digest().equals(digest)) {
            return serving;
        }
        Release known = compiled.getIfPresent(digest);
        if (known != null) {
            return known;
        }
        // One at a time: compiling takes seconds and much memory.
        compiling.lock();
        try {
            known = compiled.getIfPresent(digest);
            if (known == null) {
                ReleaseSource source = store.source(digest).orElseThrow(() -> Refusals.unknown("release", digest));
                known = timed(source);
                compiled.put(digest, known);
            }
            return known;
        } catch (InvalidReleaseException changed) {
            throw new IllegalStateException(
                    "release " + digest + " was compiled when it was published and is not compiled by this version",
                    changed);
        } finally {
            compiling.unlock();
        }
    }

    /** What is stored of a release beside its files. */
    io.tradeline.proto.releases.v1.Release summary(Release release, String description, String by) {
        io.tradeline.proto.releases.v1.Release.Builder summary = io.tradeline.proto.releases.v1.Release.newBuilder()
                .setDigest(release.digest())
                .setDescription(description)
                .setPublishedAt(Times.timestamp(clock.millis()))
                .setPublishedBy(by);
        for (RuleSetInfo ruleSet : release.ruleSets()) {
            summary.addRuleSets(RuleSet.newBuilder()
                    .setRuleSetId(ruleSet.id())
                    .setOwner(ruleSet.owner())
                    .setRuleCount(ruleSet.ruleCount()));
        }
        return summary.build();
    }

    /** Compiles a release that is being published, and keeps it for the activation that may follow. */
    Release compile(ReleaseSource source) throws InvalidReleaseException {
        compiling.lock();
        try {
            Release release = timed(source);
            compiled.put(release.digest(), release);
            return release;
        } finally {
            compiling.unlock();
        }
    }

    private Release timed(ReleaseSource source) throws InvalidReleaseException {
        long began = System.nanoTime();
        Release release = (active.orNull() == null ? atOnce : beside).compile(source);
        meters.compiled(Duration.ofNanos(System.nanoTime() - began));
        return release;
    }

    /** Takes up the active release if it is another one than the serving one, and reports what is served. */
    void follow() throws SQLException, InvalidProtocolBufferException {
        String wanted = store.active().orElseThrow(() -> new IllegalStateException("no release is active"));
        Release serving = active.orNull();
        if (serving == null || !serving.digest().equals(wanted)) {
            Release next = compiled(wanted);
            next.warmUp(serving != null);
            active.set(next);
            meters.serving(wanted);
            LOG.info("deciding with release {}", wanted);
        }
        store.report(replicaId, wanted);
    }

    private void followQuietly() {
        try {
            follow();
        } catch (SQLException | InvalidProtocolBufferException | RuntimeException failed) {
            meters.failed();
            // The serving release goes on; the next second tries again.
            LOG.warn("the active release could not be followed: {}", failed.toString());
        }
    }

    @Override
    public void close() {
        follower.shutdownNow();
        try {
            store.leave(replicaId);
        } catch (SQLException failed) {
            LOG.info("this replica could not take its leave: {}", failed.toString());
        }
    }
}
