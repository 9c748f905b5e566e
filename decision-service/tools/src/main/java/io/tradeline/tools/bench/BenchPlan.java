package io.tradeline.tools.bench;

import io.tradeline.tools.bench.calls.Client;
import io.tradeline.tools.bench.load.Schedule;
import io.tradeline.tools.bench.orders.BenchAccounts;
import io.tradeline.tools.bench.report.Section;
import java.util.List;
import java.util.Set;

/**
 * What a run measures.
 *
 * @param accounts of everything that needs accounts, but for those of {@link Section#ACCOUNTS}
 * @param manyAccounts compared with a thousand
 * @param client of all calls over gRPC
 * @param inFlight calls under way in the closed loops
 * @param repetitions how often loads take turns, and something is done beside orders
 * @param seed of the choice of accounts
 */
record BenchPlan(
        Set<Section> sections,
        BenchAccounts accounts,
        BenchAccounts manyAccounts,
        Schedule schedule,
        Client client,
        List<Integer> inFlight,
        Repetitions repetitions,
        long seed) {

    BenchPlan {
        sections = Set.copyOf(sections);
        inFlight = List.copyOf(inFlight);
    }

    /**
     * How often something is done.
     *
     * @param rounds in which floor, yardstick, Authorize and AuthorizeStream take turns for the ratios
     * @param fewRounds in which other loads take turns, which differ less from each other
     * @param disturbances how often something is done beside orders that are measured: a swap of the release, a reading of the feed
     * @param isForked whether each kind of order gets a Java of its own in which its rules are measured
     * @param feedEvents that the feed has at least when it is read
     * @param followers of the feed at once
     * @param logFiles of PostgreSQL's write-ahead log that are there before anything is measured
     */
    record Repetitions(
            int rounds,
            int fewRounds,
            int disturbances,
            boolean isForked,
            long feedEvents,
            int followers,
            int logFiles) {
        static final Repetitions FULL = new Repetitions(12, 8, 5, true, 2_000_000, 100, 180);
        static final Repetitions QUICK = new Repetitions(3, 2, 2, false, 20_000, 10, 4);
    }

    boolean has(Section section) {
        return sections.contains(section);
    }

    boolean needsService() {
        return sections.stream().anyMatch(Section::needsService);
    }

    /** Whether a server beside the floor's is needed at all. */
    boolean needsDatabase() {
        return needsService() || has(Section.YARDSTICK) || has(Section.ACCOUNTS);
    }
}
