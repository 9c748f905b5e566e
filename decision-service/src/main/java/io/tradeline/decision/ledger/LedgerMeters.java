package io.tradeline.decision.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tradeline.decision.ledger.WorkingSet.NewDecision;
import io.tradeline.proto.decision.v1.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the lanes did since the start. Accounts and people are not named in any of it. */
public final class LedgerMeters {

    /** Reason codes are few, and rules name them: what a release has beyond so many is counted together. */
    private static final int MOST_REASONS = 500;

    private static final String OTHER = "other";
    private static final double[] BATCHES =
            IntStream.rangeClosed(0, 8).mapToDouble(power -> 1 << power).toArray();
    private static final Duration[] COMMITS = IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Map<Integer, Counter> outcomes;
    private final Map<String, Counter> reasons = new ConcurrentHashMap<>();
    private final DistributionSummary batches;
    private final Timer commits;
    private final Timer lockedCommits;
    private final Counter movedOn;
    private final Counter fromMemory;
    private final Counter fromCache;
    private final Counter fromLedger;
    private final Counter outdated;
    private final Counter wrong;
    private final Counter unreachable;
    private final Counter held;
    private final Counter failed;

    public LedgerMeters(MeterRegistry registry) {
        this.registry = registry;
        this.outcomes = Arrays.stream(Outcome.values())
                .filter(outcome -> outcome != Outcome.UNRECOGNIZED && outcome != Outcome.OUTCOME_UNSPECIFIED)
                .collect(Collectors.toMap(Outcome::getNumber, this::outcome));
        this.batches = DistributionSummary.builder("tradeline.ledger.batch")
                .description("Commands that were committed in one transaction")
                .baseUnit("commands")
                .serviceLevelObjectives(BATCHES)
                .register(registry);
        this.commits = commits("condition");
        this.lockedCommits = commits("lock");
        this.movedOn = Counter.builder("tradeline.ledger.moved.on")
                .description(
                        "Commands that were written on copies of exposures and refused by the ledger, which had moved on")
                .baseUnit("commands")
                .register(registry);
        this.unreachable = failed("unreachable");
        this.held = failed("held");
        this.failed = failed("other");
        this.fromMemory = copies("memory");
        this.fromCache = copies("redis");
        this.fromLedger = copies("ledger");
        this.outdated = refused("outdated");
        this.wrong = refused("wrong");
    }

    private Counter outcome(Outcome outcome) {
        return Counter.builder("tradeline.decisions")
                .description("Decisions that were committed, by outcome")
                .tag("outcome", outcome.name().substring("OUTCOME_".length()).toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Timer commits(String on) {
        return Timer.builder("tradeline.ledger.commit")
                .description(
                        "Writing and committing a batch: on condition that nothing has changed, or after its rows were locked")
                .tag("on", on)
                .serviceLevelObjectives(COMMITS)
                .register(registry);
    }

    private Counter failed(String why) {
        return Counter.builder("tradeline.ledger.failed")
                .description(
                        "Commands that could not be carried out: PostgreSQL was unreachable, another session held the account for too long, or PostgreSQL or the service failed them")
                .baseUnit("commands")
                .tag("why", why)
                .register(registry);
    }

    private Counter copies(String source) {
        return Counter.builder("tradeline.exposure.copies")
                .description("Exposures that commands were worked out on, by where they came from")
                .tag("source", source)
                .register(registry);
    }

    private Counter refused(String why) {
        return Counter.builder("tradeline.exposure.copies.refused")
                .description(
                        "Copies of exposures that the ledger contradicted: older than it, or another figure under the same version")
                .tag("why", why)
                .register(registry);
    }

    /** A batch is committed. */
    void committed(int commands, boolean locked, long nanos, List<NewDecision> decisions) {
        batches.record(commands);
        (locked ? lockedCommits : commits).record(Duration.ofNanos(nanos));
        for (NewDecision decision : decisions) {
            Counter counter = outcomes.get(decision.outcome());
            if (counter != null) {
                counter.increment();
            }
            for (String reason : decision.reasons()) {
                reason(reason).increment();
            }
        }
    }

    private Counter reason(String code) {
        Counter known = reasons.get(code);
        if (known != null) {
            return known;
        }
        String tag = reasons.size() < MOST_REASONS ? code : OTHER;
        return reasons.computeIfAbsent(
                tag,
                name -> Counter.builder("tradeline.decision.reasons")
                        .description("Findings of the rules in decisions that were committed, by reason code")
                        .tag("reason", name)
                        .register(registry));
    }

    void movedOn(int tasks) {
        movedOn.increment(tasks);
    }

    void unreachable(int tasks) {
        unreachable.increment(tasks);
    }

    void held(int tasks) {
        held.increment(tasks);
    }

    void failed(int tasks) {
        failed.increment(tasks);
    }

    void remembered(int exposures) {
        fromMemory.increment(exposures);
    }

    void cached(int exposures) {
        fromCache.increment(exposures);
    }

    void read(int exposures) {
        fromLedger.increment(exposures);
    }

    void outdated() {
        outdated.increment();
    }

    void wrong() {
        wrong.increment();
    }

    /** Commands that were written on cached exposures alone, and refused by the ledger, which had moved on. */
    public long movedOnCommands() {
        return (long) movedOn.count();
    }

    /** Exposures that were in memory and did not have to be read. */
    public long rememberedExposures() {
        return (long) fromMemory.count();
    }
}
