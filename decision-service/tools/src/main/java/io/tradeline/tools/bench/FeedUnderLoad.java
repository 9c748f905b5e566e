package io.tradeline.tools.bench;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.calls.Connections;
import io.tradeline.tools.bench.feed.Backlog;
import io.tradeline.tools.bench.feed.FeedReader;
import io.tradeline.tools.bench.load.Arrivals;
import io.tradeline.tools.bench.load.Measurement;
import io.tradeline.tools.bench.report.BenchReport.Ratio;
import io.tradeline.tools.bench.report.RowMaker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The feed is read while orders come: by one who is millions of events behind, and by many who follow it. Each reader sees to it that no event is missing.
 */
final class FeedUnderLoad {
    private static final int CONNECTIONS = 4;
    private static final double LEAST_EVENTS = 20_000;
    /** Some polls of the feed, of 50 ms each: by more than that a busy service is behind. */
    private static final double MOST_LATE_MILLIS = 250;

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private final BenchRun run;
    private final Connections connections;
    private final BesideOrders orders;
    private final List<Double> eventsPerSecond = new ArrayList<>();
    private final List<Measurement> followed = new ArrayList<>();
    private long last;
    private long behind;

    private FeedUnderLoad(BenchRun run, Connections connections, BesideOrders orders) {
        this.run = run;
        this.connections = connections;
        this.orders = orders;
    }

    static void measure(BenchRun run, MeasuredService service) {
        try (Connections connections = service.connections(CONNECTIONS);
                BesideOrders orders = BesideOrders.start(run, service)) {
            FeedUnderLoad feed = new FeedUnderLoad(run, connections, orders);
            feed.fill(service);
            orders.rehearse(feed::read);
            orders.rehearse(feed::follow);
            feed.measure();
        }
    }

    private void fill(MeasuredService service) {
        long started = System.nanoTime();
        try (Connection connection = service.database()) {
            last = Backlog.fill(connection, run.plan().repetitions().feedEvents());
        } catch (SQLException failed) {
            throw CommandException.failed("the feed can't be filled: " + failed.getMessage(), failed);
        }
        run.say("%,d events in the feed (%.1f s)", last, (System.nanoTime() - started) / 1e9);
    }

    private void measure() {
        eventsPerSecond.clear();
        orders.measure("backfill", "feed read from far behind", "it", this::read);
        run.add(Ratio.median(
                "feed read from far behind, events a second",
                eventsPerSecond.stream().mapToDouble(Double::doubleValue).toArray(),
                ">=",
                LEAST_EVENTS));
        followed.clear();
        int readers = run.plan().repetitions().followers();
        orders.measure("followed", "feed followed by " + readers, "it", this::follow);
        Measurement together = Measurement.together(followed);
        run.add(RowMaker.followed(together));
        run.add(new Ratio(
                "feed followed by " + readers + ", an event after its order was sent, p99 ms",
                together.median().p99(),
                "<=",
                MOST_LATE_MILLIS));
    }

    /** One reader gets its share of all events, from where the last one left off; at the end of what there was at the beginning, from the first one again. */
    private void read() {
        long share = run.plan().repetitions().feedEvents()
                / (run.plan().repetitions().disturbances() + 1);
        if (behind + share > last) {
            behind = 0;
        }
        long started = System.nanoTime();
        try (FeedReader reader = FeedReader.after(connections.channel(0), behind)) {
            await(reader, behind + share);
            eventsPerSecond.add((reader.through() - behind) / ((System.nanoTime() - started) / 1e9));
            behind = reader.through();
        }
    }

    private void await(FeedReader reader, long sequence) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (reader.through() < sequence) {
            reader.check();
            if (System.nanoTime() > deadline) {
                throw CommandException.failed("the feed was read up to " + reader.through() + " in "
                        + PATIENCE.toSeconds() + " s (expected: " + sequence + ")");
            }
            orders.pass(BETWEEN_LOOKS);
        }
    }

    /** Many follow for a window, and have all that there is in the end. One of them looks how late each event is. */
    private void follow() {
        Clock clock = run.clock();
        Arrivals arrivals = new Arrivals();
        List<FeedReader> readers = new ArrayList<>();
        try {
            readers.add(
                    FeedReader.now(connections.channel(0), happened -> arrivals.arrived(clock.millis() - happened)));
            while (readers.size() < run.plan().repetitions().followers()) {
                readers.add(FeedReader.now(connections.channel(readers.size())));
            }
            readers.forEach(reader -> await(reader, 0));
            followed.add(arrivals.during(() -> orders.pass(orders.window())));
            long end = readers.stream().mapToLong(FeedReader::end).max().orElseThrow();
            readers.forEach(reader -> await(reader, end));
        } finally {
            readers.forEach(FeedReader::close);
        }
    }
}
