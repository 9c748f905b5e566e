package io.tradeline.decision.server;

import com.google.protobuf.util.Timestamps;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.tradeline.decision.feed.FeedSettings;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.AuthorizeStreamRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamResponse;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.feed.v1.FeedGrpc;
import io.tradeline.proto.feed.v1.SubscribeRequest;
import io.tradeline.proto.feed.v1.SubscribeResponse;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Measures streams, service and clients in this process. Not a test: it prints what it finds. First argument: journal rows with 1 event each to fill in for the backfill; a second one: only the feed. */
public final class StreamMeasurement {

    private static final int IN_FLIGHT = 64;
    private static final int ACCOUNTS = 40;

    private final ServiceFixture fixture;
    private final ServiceFixture.Instance service;
    private final AtomicInteger requests = new AtomicInteger();

    private StreamMeasurement(ServiceFixture fixture, FeedSettings feed) throws Exception {
        this.fixture = fixture;
        StreamSettings usual = StreamSettings.USUAL;
        this.service = fixture.instance(
                Clock.systemUTC(),
                new StreamSettings(
                        usual.authorize(), usual.ordersUnderWay(), usual.watches(), usual.subscriptions(), feed));
    }

    public static void main(String[] arguments) throws Exception {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300_000;
        Path directory = Files.createTempDirectory("tradeline-measure-");
        try (ServiceFixture fixture = ServiceFixture.start(directory)) {
            // As application.properties has it.
            try (var dataSource = fixture.dataSource();
                    Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                for (String setting : List.of(
                        "plan_cache_mode = force_generic_plan",
                        "enable_seqscan = off",
                        "enable_hashjoin = off",
                        "enable_mergejoin = off")) {
                    statement.execute("ALTER DATABASE tradeline SET " + setting);
                }
            }
            FeedSettings usual = StreamSettings.USUAL.feed();
            StreamMeasurement measure = new StreamMeasurement(
                    fixture, new FeedSettings(usual.poll(), usual.ring(), 2, 10_000_000, usual.heartbeat()));
            measure.accounts();
            if (arguments.length < 2) {
                measure.decisions();
            }
            measure.backfill(rows);
            measure.manySubscribers();
        }
    }

    private void accounts() {
        UpsertRequest.Builder accounts = UpsertRequest.newBuilder();
        for (int i = 0; i < ACCOUNTS; i++) {
            accounts.addAccounts(Sample.account("m-" + i)
                    .setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(100_000_000_000L)));
        }
        service.accounts().upsert(accounts.build());
    }

    private void decisions() throws Exception {
        for (int round = 0; round < 3; round++) {
            report("unary, 64 in flight", this::unary, 20_000);
            report("2 streams, 32 in flight each", count -> streamed(2, count), 20_000);
        }
    }

    private interface Load {
        void run(int orders) throws Exception;
    }

    private static void report(String what, Load load, int orders) throws Exception {
        long cpu = cpu();
        long start = System.nanoTime();
        load.run(orders);
        long nanos = System.nanoTime() - start;
        System.out.printf(
                "%-32s %,8d orders/s, %5d microseconds of processor for each (service and client, without PostgreSQL)%n",
                what, orders * 1_000_000_000L / nanos, (cpu() - cpu) / 1000 / orders);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private AuthorizeRequest order() {
        int n = requests.incrementAndGet();
        return Sample.authorize("m-request-" + n, Sample.order("m-" + n % ACCOUNTS, 1_00))
                .build();
    }

    private void unary(int orders) throws InterruptedException {
        Semaphore inFlight = new Semaphore(IN_FLIGHT);
        DecisionsGrpc.DecisionsStub stub =
                DecisionsGrpc.newStub(service.channel()).withInterceptors(fixture.bearer("decide simulate"));
        for (int i = 0; i < orders; i++) {
            inFlight.acquire();
            stub.authorize(order(), new StreamObserver<AuthorizeResponse>() {
                @Override
                public void onNext(AuthorizeResponse answer) {}

                @Override
                public void onError(Throwable failed) {
                    failed.printStackTrace();
                    inFlight.release();
                }

                @Override
                public void onCompleted() {
                    inFlight.release();
                }
            });
        }
        inFlight.acquire(IN_FLIGHT);
    }

    private void streamed(int streams, int orders) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            Thread thread = new Thread(() -> stream(IN_FLIGHT / streams, orders / streams));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void stream(int window, int orders) {
        Semaphore inFlight = new Semaphore(window);
        StreamObserver<AuthorizeStreamRequest> out = DecisionsGrpc.newStub(service.channel())
                .withInterceptors(fixture.bearer("decide simulate"))
                .authorizeStream(new StreamObserver<AuthorizeStreamResponse>() {
                    @Override
                    public void onNext(AuthorizeStreamResponse message) {
                        inFlight.release(message.getAnswersCount());
                    }

                    @Override
                    public void onError(Throwable failed) {
                        failed.printStackTrace();
                    }

                    @Override
                    public void onCompleted() {}
                });
        for (int i = 0; i < orders; i++) {
            inFlight.acquireUninterruptibly();
            out.onNext(AuthorizeStreamRequest.newBuilder().setOrder(order()).build());
        }
        inFlight.acquireUninterruptibly(window);
        out.onCompleted();
    }

    private void backfill(int rows) throws Exception {
        execute("""
                INSERT INTO journal (events)
                SELECT ARRAY[event] FROM generate_series(1, %d), (SELECT events[1] AS event FROM journal ORDER BY journal_id DESC LIMIT 1) one
                """.formatted(rows));
        execute("ANALYZE journal");
        long start = System.nanoTime();
        long all = number("SELECT sum(cardinality(events)) FROM journal");
        while (service.server().feed().end() < all) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        System.out.printf(
                "sequences for %,d rows written at once: %,d a second%n",
                rows, rows * 1_000_000_000L / (System.nanoTime() - start));
        plans();
        for (int round = 0; round < 3; round++) {
            long began = System.nanoTime();
            long pages = service.server().feed().meters().backfillPages();
            CountDownLatch done = new CountDownLatch(1);
            subscribe(service.channel(), 0, message -> {
                if (message.getThroughSequence() >= all) {
                    done.countDown();
                }
            });
            done.await();
            System.out.printf(
                    "backfill of %,d events by one subscriber: %,d events/s, %,d pages%n",
                    all,
                    all * 1_000_000_000L / (System.nanoTime() - began),
                    service.server().feed().meters().backfillPages() - pages);
        }
        report("2 streams, nobody behind", count -> streamed(2, count), 20_000);
        Thread behind = new Thread(() -> {
            AtomicLong received = new AtomicLong();
            subscribe(service.channel(), 0, message -> received.addAndGet(message.getEventsCount()));
        });
        behind.start();
        report("2 streams, beside a backfill", count -> streamed(2, count), 20_000);
    }

    private void plans() throws SQLException {
        try (Connection connection = service.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off");
            statement.execute(
                    "PREPARE blocks (bigint) AS SELECT first_sequence, last_sequence, journal_ids FROM feed_block"
                            + " WHERE last_sequence > $1 AND last_sequence <= greatest($1 + 1000,"
                            + " (SELECT min(last_sequence) FROM feed_block WHERE last_sequence > $1)) ORDER BY last_sequence LIMIT 256");
            statement.execute(
                    "PREPARE events (bigint[]) AS SELECT journal_id, events FROM journal WHERE journal_id = ANY ($1)");
            statement.execute(
                    "PREPARE look (bigint[], bigint[], bigint) AS SELECT journal_id, cardinality(events) FROM ("
                            + "SELECT j.journal_id, j.events FROM unnest($1, $2) gap (low, high) JOIN journal j ON j.journal_id BETWEEN low AND high"
                            + " UNION ALL (SELECT journal_id, events FROM journal WHERE journal_id > $3 ORDER BY journal_id LIMIT 1000)) found ORDER BY journal_id");
            for (String execute : List.of(
                    "blocks (150000)",
                    "events ('{"
                            + java.util.stream.LongStream.range(200_000, 201_000)
                                    .mapToObj(String::valueOf)
                                    .collect(java.util.stream.Collectors.joining(","))
                            + "}')",
                    "look ('{150000,200000}', '{150001,200003}', 250000)")) {
                System.out.println("-- " + execute.substring(0, Math.min(60, execute.length())));
                try (ResultSet plan =
                        statement.executeQuery("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) EXECUTE " + execute)) {
                    while (plan.next()) {
                        String line = plan.getString(1);
                        System.out.println("   " + (line.length() > 160 ? line.substring(0, 160) + "..." : line));
                    }
                }
            }
        }
    }

    private void manySubscribers() throws Exception {
        List<ManagedChannel> channels = new ArrayList<>();
        AtomicLong received = new AtomicLong();
        AtomicLong latest = new AtomicLong();
        for (int i = 0; i < 4; i++) {
            channels.add(
                    NettyChannelBuilder.forAddress("127.0.0.1", service.server().port())
                            .usePlaintext()
                            .build());
        }
        long end = service.server().feed().end();
        for (int i = 0; i < 100; i++) {
            subscribe(channels.get(i % 4), end, message -> {
                received.addAndGet(message.getEventsCount());
                if (message.getEventsCount() > 0) {
                    latest.accumulateAndGet(Timestamps.toMillis(message.getEndReadAt()), Math::max);
                }
            });
        }
        report("2 streams, 100 subscribers", count -> streamed(2, count), 20_000);
        long start = System.nanoTime();
        while (received.get() < 100 * 20_000L && System.nanoTime() - start < 60_000_000_000L) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        System.out.printf(
                "all 100 had all 20,000 events %d ms after the last answer (%,d received)%n",
                (System.nanoTime() - start) / 1_000_000, received.get());
        channels.forEach(ManagedChannel::shutdownNow);
    }

    private interface Each {
        void message(SubscribeResponse message);
    }

    private void subscribe(ManagedChannel channel, long after, Each each) {
        FeedGrpc.newStub(channel)
                .withInterceptors(fixture.bearer("feed"))
                .subscribe(
                        SubscribeRequest.newBuilder().setAfterSequence(after).build(),
                        new StreamObserver<SubscribeResponse>() {
                            @Override
                            public void onNext(SubscribeResponse message) {
                                each.message(message);
                            }

                            @Override
                            public void onError(Throwable ended) {}

                            @Override
                            public void onCompleted() {}
                        });
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = service.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = service.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
