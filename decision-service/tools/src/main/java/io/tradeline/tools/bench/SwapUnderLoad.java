package io.tradeline.tools.bench;

import io.tradeline.proto.releases.v1.ActivateRequest;
import io.tradeline.proto.releases.v1.ReleaseStatus;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import io.tradeline.proto.releases.v1.StatusRequest;
import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.load.Measurement;
import io.tradeline.tools.bench.load.OpenLoop;
import io.tradeline.tools.bench.load.Workload;
import io.tradeline.tools.bench.orders.BenchOrders;
import io.tradeline.tools.bench.orders.Choice;
import io.tradeline.tools.bench.process.ProcessMeter;
import io.tradeline.tools.bench.report.BenchReport.Ratio;
import io.tradeline.tools.bench.report.RowMaker;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.releases.ChangedRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Releases are published and activated while orders come at half of what the service can do. Calm windows and swaps follow each other without a gap, so that no call is left out. A
 * swap lasts from the publication until all replicas have said that they decide with the new release, and a fifth of a window more: what runs for the first time runs slowly.
 */
final class SwapUnderLoad {
    private static final double SHARE = 0.5;
    private static final double MOST_FAILED = 0;
    private static final double MOST_TIMES = 2;
    /** Compiling takes seconds, on a busy machine many. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final BenchRun run;
    private final ServiceClient client;
    private final Duration window;

    private SwapUnderLoad(BenchRun run, ServiceClient client) {
        this.run = run;
        this.client = client;
        this.window = run.plan().schedule().window();
    }

    static void measure(BenchRun run, MeasuredService service) {
        BenchOrders orders = run.orders(run.plan().accounts(), Choice.Skew.ZIPF);
        try (ServiceClient client = service.client();
                Workload calls = service.calls(run.plan().client()).authorize(orders)) {
            ProcessMeter processes = service.processes();
            double rate = SHARE * run.warmUp(calls, processes);
            new SwapUnderLoad(run, client).measure(calls, rate, orders.accounts(), processes);
        }
    }

    private void measure(Workload calls, double rate, String accounts, ProcessMeter processes) {
        List<Measurement> calm = new ArrayList<>();
        List<Measurement> swaps = new ArrayList<>();
        try (OpenLoop load =
                OpenLoop.start(calls, rate, run.sequence(), run.plan().schedule())) {
            rehearse(load);
            for (int swap = 1; swap <= run.plan().repetitions().swaps(); swap++) {
                ReleaseSource release = release(swap);
                calm.add(load.during(() -> load.pass(window), processes));
                swaps.add(load.during(() -> swap(release, load), processes));
                run.say(
                        "swapped in %.1f s, p99 %.1f ms; %.1f ms before",
                        last(swaps).median().seconds(),
                        last(swaps).median().p99(),
                        last(calm).median().p99());
            }
            // Calls that were under way at the end of the last swap end in here.
            calm.add(load.during(() -> load.pass(window), processes));
        }
        Measurement quiet = Measurement.together(calm);
        Measurement swapping = Measurement.together(swaps);
        run.add(RowMaker.aroundSwaps("calm", rate, accounts, quiet));
        run.add(RowMaker.aroundSwaps("swap", rate, accounts, swapping));
        long unanswered = quiet.failed() + quiet.refused() + swapping.failed() + swapping.refused();
        run.add(new Ratio("swaps of the release, calls without an answer", unanswered, "<=", MOST_FAILED));
        run.add(Ratio.median(
                "swaps of the release, p99 during one / before it", p99(swaps), p99(calm), "<=", MOST_TIMES));
    }

    private static double[] p99(List<Measurement> measured) {
        return measured.stream().mapToDouble(window -> window.median().p99()).toArray();
    }

    private static Measurement last(List<Measurement> measured) {
        return measured.get(measured.size() - 1);
    }

    /** The shipped release with a value of its own of a parameter that no order of the benchmark comes near. */
    private static ReleaseSource release(int swap) {
        return new ChangedRules()
                .set(
                        ChangedRules.FRAUD_FLAGS,
                        "unread-signals-amount",
                        String.format(Locale.ROOT, "25,000.%02d EUR", swap))
                .source();
    }

    /**
     * Asks for the status as a swap does, for a window. The first calls of another kind than the load's make this program's Java compile its calls anew, for half a second at full load: that is not what is to be
     * measured, and happens here.
     */
    private void rehearse(OpenLoop load) {
        load.during(
                () -> {
                    long end = System.nanoTime() + window.toNanos();
                    while (end - System.nanoTime() > 0) {
                        status();
                        load.pass(BETWEEN_LOOKS);
                    }
                },
                new ProcessMeter(Map.of()));
    }

    private void swap(ReleaseSource release, OpenLoop load) {
        client.await(ReleasesGrpc.getPublishMethod(), ChangedRules.publication(release, "for a benchmark"), PATIENCE);
        client.await(
                ReleasesGrpc.getActivateMethod(),
                ActivateRequest.newBuilder().setDigest(release.digest()).build(),
                PATIENCE);
        long end = System.nanoTime() + PATIENCE.toNanos();
        ReleaseStatus status = status();
        while (!status.getServedEverywhere() || !status.getActiveDigest().equals(release.digest())) {
            if (System.nanoTime() > end) {
                throw CommandException.failed("release " + release.digest() + " is not served after "
                        + PATIENCE.toSeconds() + " s (expected: it is)");
            }
            load.pass(BETWEEN_LOOKS);
            status = status();
        }
        load.pass(window.dividedBy(5));
    }

    private ReleaseStatus status() {
        return client.await(ReleasesGrpc.getStatusMethod(), StatusRequest.getDefaultInstance(), PATIENCE)
                .getStatus();
    }
}
