package io.tradeline.tools.bench;

import io.tradeline.proto.releases.v1.ActivateRequest;
import io.tradeline.proto.releases.v1.ReleaseStatus;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import io.tradeline.proto.releases.v1.StatusRequest;
import io.tradeline.rules.release.ReleaseSource;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.releases.ChangedRules;
import java.time.Duration;
import java.util.Locale;

/**
 * Releases are published and activated while orders come. A swap lasts from the publication until all replicas have said that they decide with the new release, and a fifth of a window more: what runs for the first
 * time runs slowly.
 */
final class SwapUnderLoad {
    /** A release is compiled with what orders leave of the processors; after two minutes an instance does it by itself, which takes seconds, on a busy machine many. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final ServiceClient client;
    private final BesideOrders orders;
    private int swaps;

    private SwapUnderLoad(ServiceClient client, BesideOrders orders) {
        this.client = client;
        this.orders = orders;
    }

    static void measure(BenchRun run, MeasuredService service) {
        try (ServiceClient client = service.client();
                BesideOrders orders = BesideOrders.start(run, service)) {
            SwapUnderLoad swaps = new SwapUnderLoad(client, orders);
            orders.rehearse(swaps::askForStatus);
            orders.measure("swap", "swaps of the release", "one", swaps::swap);
        }
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
     * As a swap does, for a window. The first calls of another kind than the load's make this program's Java compile its calls anew, for half a second at full load: that is not what is to be measured.
     */
    private void askForStatus() {
        long end = System.nanoTime() + orders.window().toNanos();
        while (end - System.nanoTime() > 0) {
            status();
            orders.pass(BETWEEN_LOOKS);
        }
    }

    private void swap() {
        ReleaseSource release = release(++swaps);
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
            orders.pass(BETWEEN_LOOKS);
            status = status();
        }
        orders.pass(orders.window().dividedBy(5));
    }

    private ReleaseStatus status() {
        return client.await(ReleasesGrpc.getStatusMethod(), StatusRequest.getDefaultInstance(), PATIENCE)
                .getStatus();
    }
}
