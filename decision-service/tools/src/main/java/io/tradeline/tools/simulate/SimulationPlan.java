package io.tradeline.tools.simulate;

import io.tradeline.tools.launch.StackOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a simulation does. Each part draws from a stream of its own that is named by the seed, so that one part more or less doesn't change the others: the same seed gives the
 * same accounts, the same choices of every client, and the same faults in the same order.
 *
 * @param seed of everything that is left to chance
 * @param length how long rounds are begun
 * @param round how long clients work in a round
 * @param instances of the service, from 1
 * @param exclusive companies with one client each, whose every step is predicted, from 1
 * @param shared companies that all other clients work on at once, from 1
 * @param sharedClients how many those are, from 1
 * @param pause how long an instance is halted
 * @param jvmOptions of the instances
 * @param replays decisions that an audit replays at most
 */
record SimulationPlan(
        long seed,
        Duration length,
        Duration round,
        int instances,
        int exclusive,
        int shared,
        int sharedClients,
        Duration pause,
        List<String> jvmOptions,
        long replays) {
    /** Instances that live for seconds are not worth compiling well. */
    private static final List<String> SHORT_LIVED = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    SimulationPlan {
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** For the suite: each kind of fault about once. */
    static SimulationPlan quick(long seed) {
        return new SimulationPlan(
                seed, Duration.ZERO, Duration.ofSeconds(4), 2, 4, 2, 6, Duration.ofSeconds(2), SHORT_LIVED, 500);
    }

    /** For as long as somebody likes. */
    static SimulationPlan lasting(long seed, Duration length) {
        return new SimulationPlan(
                seed,
                length,
                Duration.ofSeconds(10),
                3,
                8,
                3,
                12,
                Duration.ofSeconds(30),
                StackOptions.SERVICE_JVM,
                20_000);
    }

    /** The same with another seed, for another time. */
    SimulationPlan with(long otherSeed, Duration otherLength) {
        return new SimulationPlan(
                otherSeed, otherLength, round, instances, exclusive, shared, sharedClients, pause, jvmOptions, replays);
    }

    /** A stream of chance for one part of the simulation. */
    SplittableRandom stream(String name) {
        long hash = 1125899906842597L;
        for (byte letter : name.getBytes(StandardCharsets.UTF_8)) {
            hash = 31 * hash + letter;
        }
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ hash);
    }

    /** The kinds of faults in the order in which they come: each once, shuffled, then again in another order. */
    List<FaultKind> deck(int pass) {
        SplittableRandom random = stream("faults/" + pass);
        List<FaultKind> left = new ArrayList<>(List.of(FaultKind.values()));
        List<FaultKind> deck = new ArrayList<>();
        while (!left.isEmpty()) {
            deck.add(left.remove(random.nextInt(left.size())));
        }
        return deck;
    }

    /** Begun ones count. */
    private long minutes() {
        return length.plusSeconds(59).toMinutes();
    }

    /** The command line that repeats it. */
    String command() {
        return "./tradeline simulate " + (length.isZero() ? "--quick" : "--minutes " + minutes()) + " --seed " + seed;
    }
}
