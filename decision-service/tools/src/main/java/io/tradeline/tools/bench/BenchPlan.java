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
 * @param client of all calls over gRPC
 * @param inFlight calls under way in the closed loops
 * @param rounds in which floor, yardstick, Authorize and AuthorizeStream take turns for the ratios
 * @param seed of the choice of accounts
 */
record BenchPlan(
        Set<Section> sections,
        BenchAccounts accounts,
        Schedule schedule,
        Client client,
        List<Integer> inFlight,
        int rounds,
        long seed) {

    BenchPlan {
        sections = Set.copyOf(sections);
        inFlight = List.copyOf(inFlight);
    }

    boolean has(Section section) {
        return sections.contains(section);
    }

    boolean needsService() {
        return sections.stream().anyMatch(Section::needsService);
    }

    /** Whether a server beside the floor's is needed at all. */
    boolean needsDatabase() {
        return needsService() || has(Section.YARDSTICK);
    }
}
