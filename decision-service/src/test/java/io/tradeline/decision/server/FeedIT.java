package io.tradeline.decision.server;

import static io.tradeline.decision.server.OrderSteps.capture;
import static io.tradeline.decision.server.OrderSteps.release;
import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.authorize;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.decided;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static io.tradeline.decision.server.StreamClient.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.tradeline.decision.feed.Feed;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.decision.v1.AuthorizeAnswer;
import io.tradeline.proto.decision.v1.AuthorizeStreamRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamResponse;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.feed.v1.Event;
import io.tradeline.proto.feed.v1.FeedGrpc;
import io.tradeline.proto.feed.v1.SequencedEvent;
import io.tradeline.proto.feed.v1.SubscribeRequest;
import io.tradeline.proto.feed.v1.SubscribeResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The feed as its readers see it: every event once, in one order, whoever commits and whoever reads. */
@ExtendWith(SharedService.class)
class FeedIT {

    private final ServiceFixture fixture = SharedService.fixture();
    private final ServiceFixture.Instance service = SharedService.service();

    @Test
    void allReadersSeeTheSameSequenceWhateverIsCommittedInParallel() throws Exception {
        for (int i = 0; i < 12; i++) {
            store(account("f-par-" + i).setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(10_000_000_00)));
        }
        for (int i = 0; i < 12; i++) {
            String probe = "f-probe-" + i;
            store(account(probe));
            // Another test has ended the sessions of the lanes.
            until("the service is connected", () -> isServed(probe));
        }
        try (ServiceFixture.Instance other = fixture.instance()) {
            long start = end(service);
            StreamClient<SubscribeRequest, SubscribeResponse> first = subscribe(service, after(start));
            StreamClient<SubscribeRequest, SubscribeResponse> second = subscribe(other, after(start));
            List<StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse>> orders = new ArrayList<>();
            for (ServiceFixture.Instance instance : List.of(service, other, service, other)) {
                orders.add(orders(instance, "f-par-" + orders.size() + "-", "f-par-", 12, 1_500));
            }
            first.await(messages -> events(messages).size() > 100);
            long middle = first.messages().get(first.messages().size() - 1).getThroughSequence();
            StreamClient<SubscribeRequest, SubscribeResponse> third = subscribe(other, after(middle));
            StreamClient<SubscribeRequest, SubscribeResponse> fourth = subscribe(service, after(start + 7));
            StreamClient<SubscribeRequest, SubscribeResponse> fifth =
                    subscribe(other, startAt(SubscribeRequest.Start.START_NOW));
            for (StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> stream : orders) {
                stream.awaitEnd();
                assertThat(stream.messages())
                        .flatExtracting(AuthorizeStreamResponse::getAnswersList)
                        .hasSize(1_500)
                        .allMatch(AuthorizeAnswer::hasResponse);
            }

            long decided = 6_000;
            List<SequencedEvent> all = events(first.await(messages -> decidedOf(messages, "f-par-") == decided));
            long last = all.get(all.size() - 1).getSequence();
            assertThat(all).extracting(SequencedEvent::getSequence).isEqualTo(from(start + 1, last));
            assertThat(events(second.await(through(last)))).isEqualTo(all);
            assertThat(events(third.await(through(last)))).isEqualTo(tail(all, middle + 1));
            assertThat(events(fourth.await(through(last)))).isEqualTo(tail(all, start + 8));
            List<SequencedEvent> late = events(fifth.await(through(last)));
            assertThat(late).isEqualTo(tail(all, fifth.messages().get(0).getThroughSequence() + 1));
            assertThat(inOrderOfEachAccountsLog(all)).isEqualTo(decided);
            for (StreamClient<SubscribeRequest, SubscribeResponse> client :
                    List.of(first, second, third, fourth, fifth)) {
                client.cancel();
            }
            until("no subscriptions", () -> other.server().feed().open() == 0);
        }
    }

    /** The id of its journal row is taken, others commit, and then it commits as well. */
    @Test
    void aTransactionThatStaysOpenDelaysItsOwnEventsOnly() throws Exception {
        store(account("f-open"));
        long start = end(service);
        StreamClient<SubscribeRequest, SubscribeResponse> client = subscribe(service, after(start));
        try (Connection late = SharedService.dataSource().getConnection();
                Connection never = SharedService.dataSource().getConnection()) {
            late.setAutoCommit(false);
            never.setAutoCommit(false);
            journal(late, "f-open-late");
            journal(never, "f-open-never");
            approved("f-open-1", order("f-open", 1_00));
            approved("f-open-2", order("f-open", 1_00));
            client.await(messages -> events(messages).size() == 2);
            never.rollback();
            approved("f-open-3", order("f-open", 1_00));
            client.await(messages -> events(messages).size() == 3);
            assertThat(gaps()).isPositive();

            late.commit();
        }

        List<SequencedEvent> all =
                events(client.await(messages -> events(messages).size() == 4));
        assertThat(all).extracting(SequencedEvent::getSequence).isEqualTo(from(start + 1, start + 4));
        assertThat(all.get(3).getEvent().getSubject()).isEqualTo("f-open-late");
        assertThat(all.subList(0, 3))
                .extracting(event -> event.getEvent().getAccountId())
                .containsOnly("f-open");
        until("the ids of rolled back rows are given up", () -> gaps() == 0);
        client.cancel();
    }

    @Test
    void aReaderResumesWhereItWasOnAnyInstance() throws Exception {
        store(account("f-resume"));
        long start = end(service);
        StreamClient<SubscribeRequest, SubscribeResponse> client = subscribe(service, after(start));
        List<SequencedEvent> seen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            approved("f-resume-" + i, order("f-resume", 1_00));
        }
        client.await(messages -> events(messages).size() >= 3);
        client.cancel();
        seen.addAll(events(client.messages()));
        long through = client.messages().get(client.messages().size() - 1).getThroughSequence();
        assertThat(through).isEqualTo(seen.get(seen.size() - 1).getSequence());
        approved("f-resume-5", order("f-resume", 1_00));

        try (ServiceFixture.Instance other = fixture.instance()) {
            StreamClient<SubscribeRequest, SubscribeResponse> resumed = subscribe(other, after(through));
            seen.addAll(events(resumed.await(messages -> events(messages).size() + seen.size() == 6)));
            resumed.cancel();
        }
        assertThat(seen).extracting(SequencedEvent::getSequence).isEqualTo(from(start + 1, start + 6));
        assertThat(seen).extracting(event -> event.getEvent().getSubject()).doesNotHaveDuplicates();
    }

    @Test
    void anEventSaysWhatCameOfItAndWhatItIsAbout() throws Exception {
        store(account("f-what").setPurchasing(Sample.managerAbove(500_00)));
        long start = end(service);
        Decision good = approved("f-what-1", order("f-what", 100_00));
        Decision held = decided(Outcome.OUTCOME_APPROVAL_REQUIRED, "f-what-2", order("f-what", 600_00));
        Decision amended = service.decisions()
                .amend(OrderSteps.amend("f-what-3", good, order("f-what", 200_00))
                        .build())
                .getDecision();
        service.decisions().capture(capture("f-what-4", good, "INV-1").build());
        service.decisions().release(release("f-what-5", held).build());
        store(account("f-what").setVersion(2));
        StreamClient<SubscribeRequest, SubscribeResponse> client = subscribe(service, after(start));

        List<SequencedEvent> events =
                events(client.await(messages -> events(messages).size() == 7));

        assertThat(events)
                .extracting(SequencedEvent::getEvent)
                .extracting(event -> event.getKind() + " " + event.getSubject() + " " + event.getOutcome() + " "
                        + event.getAuthorizationId())
                .containsExactly(
                        "KIND_DECIDED " + good.getDecisionId() + " OUTCOME_APPROVED " + good.getDecisionId(),
                        "KIND_DECIDED " + held.getDecisionId() + " OUTCOME_APPROVAL_REQUIRED " + held.getDecisionId(),
                        "KIND_HELD " + held.getDecisionId() + " OUTCOME_APPROVAL_REQUIRED " + held.getDecisionId(),
                        "KIND_DECIDED " + amended.getDecisionId() + " OUTCOME_APPROVED " + good.getDecisionId(),
                        "KIND_CAPTURED " + good.getDecisionId() + " OUTCOME_UNSPECIFIED " + good.getDecisionId(),
                        "KIND_RELEASED " + held.getDecisionId() + " OUTCOME_UNSPECIFIED " + held.getDecisionId(),
                        "KIND_ACCOUNT_CHANGED 2 OUTCOME_UNSPECIFIED ");
        client.cancel();
    }

    @Test
    void aSubscriptionMayBeToSomeKindsAndToAPartOfTheAccounts() throws Exception {
        store(account("f-tree"), account("f-else"));
        store(branch("f-tree-a", "f-tree"));
        store(branch("f-tree-a-b", "f-tree-a"));
        // Where the feed ends is told with each heartbeat.
        ServiceFixture.Instance own =
                fixture.instance(Clock.systemUTC(), feed(200, 1_000, java.time.Duration.ofMillis(100)));
        long start = end(own);
        SubscribeRequest request = after(start).toBuilder()
                .addKinds(Event.Kind.KIND_DECIDED)
                .addAccountIds("f-tree-a")
                .build();
        StreamClient<SubscribeRequest, SubscribeResponse> closely = subscribe(own, request);
        approved("f-tree-1", order("f-tree", 1_00));
        approved("f-tree-2", order("f-tree-a", 1_00));
        approved("f-tree-3", order("f-else", 1_00));
        approved("f-tree-4", order("f-tree-a-b", 1_00));
        service.decisions()
                .release(release("f-tree-5", approved("f-tree-6", order("f-tree-a", 1_00)))
                        .build());
        // No longer below, from now on.
        store(branch("f-tree-a-b", "f-tree").setVersion(2));
        approved("f-tree-7", order("f-tree-a-b", 1_00));
        StreamClient<SubscribeRequest, SubscribeResponse> afterwards = subscribe(own, request);

        closely.await(messages -> last(messages).getThroughSequence() == start + 8);
        assertThat(events(closely.messages()))
                .extracting(event -> event.getEvent().getAccountId() + " " + (event.getSequence() - start))
                .containsSubsequence("f-tree-a 2", "f-tree-a 5")
                .doesNotContain("f-tree-a-b 8");
        afterwards.await(messages -> last(messages).getThroughSequence() == start + 8);
        assertThat(events(afterwards.messages()))
                .extracting(event -> event.getEvent().getAccountId() + " " + (event.getSequence() - start))
                .containsSubsequence("f-tree-a 2", "f-tree-a 5")
                .doesNotContain("f-tree-a-b 8", "f-tree 1", "f-else 3");
        closely.cancel();
        afterwards.cancel();
        own.close();
    }

    @Test
    void aReaderThatReadsNothingCostsNothingAndHoldsNobodyUp() throws Exception {
        store(account("f-slow").setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(10_000_000_00)));
        long start = end(service);
        ServiceFixture.Instance own =
                fixture.instance(Clock.systemUTC(), feed(200, 1_000, java.time.Duration.ofSeconds(5)));
        StreamClient<SubscribeRequest, SubscribeResponse> slow = StreamClient.holdingBack();
        // What fits between the two ends of a connection would take tens of thousands of events otherwise.
        ManagedChannel narrow = NettyChannelBuilder.forAddress(
                        "127.0.0.1", own.server().port())
                .usePlaintext()
                .flowControlWindow(64 * 1024)
                .build();
        FeedGrpc.newStub(narrow).withInterceptors(fixture.bearer("feed")).subscribe(after(start), slow);
        StreamClient<SubscribeRequest, SubscribeResponse> quick = subscribe(own, after(start));
        Feed feed = own.server().feed();
        int many = 6_000;

        orders(own, "f-slow-", "f-slow", 0, many).awaitEnd();
        List<SequencedEvent> all =
                events(quick.await(messages -> events(messages).size() == many));

        assertThat(all).extracting(SequencedEvent::getSequence).isEqualTo(from(start + 1, start + many));
        StreamClient.untilSteady("events that are sent", () -> feed.meters().sent());
        // What fits between the two ends of the connection was sent, and nothing waits behind that.
        assertThat(feed.largestLag()).isGreaterThan(many / 10);
        assertThat(feed.backfills().waiting()).isZero();
        slow.read(Integer.MAX_VALUE);
        assertThat(events(slow.await(through(start + many)))).isEqualTo(all);
        assertThat(feed.meters().backfilled())
                .as("it had fallen behind the ring")
                .isPositive();
        slow.cancel();
        quick.cancel();
        narrow.shutdownNow();
        own.close();
    }

    @Test
    void anIdleReaderHearsWhereTheFeedEnds() throws Exception {
        try (ServiceFixture.Instance own =
                fixture.instance(Clock.systemUTC(), feed(1, 1_000, java.time.Duration.ofMillis(100)))) {
            StreamClient<SubscribeRequest, SubscribeResponse> client =
                    subscribe(own, startAt(SubscribeRequest.Start.START_NOW));
            List<SubscribeResponse> messages = client.await(got -> got.size() >= 4);

            assertThat(messages)
                    .allMatch(message ->
                            message.getEventsCount() == 0 && message.getThroughSequence() == message.getEndSequence());
            assertThat(com.google.protobuf.util.Timestamps.compare(
                            messages.get(3).getEndReadAt(), messages.get(1).getEndReadAt()))
                    .isPositive();
            Refusal refusal = subscribe(own, startAt(SubscribeRequest.Start.START_NOW))
                    .awaitRefusal()
                    .is(Code.RESOURCE_EXHAUSTED, "OVERLOADED");
            assertThat(refusal.retry()).isTrue();
            assertThat(own.server().feed().refused()).isEqualTo(1);

            own.server().close();
            assertThat(client.awaitRefusal().is(Code.UNAVAILABLE, "UNAVAILABLE").retry())
                    .isTrue();
        }
    }

    @Test
    void theFeedGoesOnAfterPostgresqlWasGone() throws Exception {
        store(account("f-gone"));
        long start = end(service);
        StreamClient<SubscribeRequest, SubscribeResponse> client = subscribe(service, after(start));
        client.await(messages -> !messages.isEmpty());
        try (Connection connection = SharedService.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
        until("a decision", () -> {
            try {
                approved("f-gone-1", order("f-gone", 1_00));
                return true;
            } catch (io.grpc.StatusRuntimeException notYet) {
                return false;
            }
        });

        assertThat(events(client.await(messages -> !events(messages).isEmpty())))
                .extracting(SequencedEvent::getSequence)
                .containsExactly(start + 1);
        client.cancel();
    }

    @Test
    void theStreamEndsWithItsToken() throws Exception {
        String token = fixture.token("feed", claims -> claims.setExpirationTimeMinutesInTheFuture(1));
        StepClock clock = StepClock.now();
        try (ServiceFixture.Instance own = fixture.instance(clock)) {
            StreamClient<SubscribeRequest, SubscribeResponse> client = StreamClient.reading();
            FeedGrpc.newStub(own.channel())
                    .withInterceptors(ServiceFixture.bearerOf(token))
                    .subscribe(startAt(SubscribeRequest.Start.START_NOW), client);
            client.await(messages -> !messages.isEmpty());
            clock.step(java.time.Duration.ofMinutes(2));

            client.awaitRefusal().is(Code.UNAUTHENTICATED, "UNAUTHENTICATED");
        }
    }

    @Test
    void aPositionThatTheFeedHasNotReachedIsRefused() throws Exception {
        StreamClient<SubscribeRequest, SubscribeResponse> client = subscribe(service, after(end(service)));
        store(account("f-ahead"));
        client.await(messages -> !events(messages).isEmpty());
        client.cancel();

        Refusal ahead = subscribe(service, after(1_000_000_000)).awaitRefusal().is(Code.OUT_OF_RANGE, "FEED_AHEAD");

        assertThat(Long.parseLong(ahead.metadata().getOrDefault("end_sequence", "0")))
                .isBetween(1L, 999_999_999L);
        subscribe(service, SubscribeRequest.getDefaultInstance()).awaitRefusal().isInvalid("start");
        subscribe(service, after(-1)).awaitRefusal().isInvalid("after_sequence");
    }

    private static StreamSettings feed(int subscriptions, int ring, java.time.Duration heartbeat) {
        StreamSettings usual = StreamSettings.USUAL;
        return new StreamSettings(
                usual.authorize(),
                usual.ordersUnderWay(),
                usual.watches(),
                subscriptions,
                new io.tradeline.decision.feed.FeedSettings(usual.feed().poll(), ring, 1, 1_000_000, heartbeat));
    }

    private static SubscribeRequest after(long sequence) {
        return SubscribeRequest.newBuilder().setAfterSequence(sequence).build();
    }

    private static SubscribeRequest startAt(SubscribeRequest.Start start) {
        return SubscribeRequest.newBuilder().setStartAt(start).build();
    }

    private StreamClient<SubscribeRequest, SubscribeResponse> subscribe(
            ServiceFixture.Instance instance, SubscribeRequest request) {
        return subscribe(instance, request, StreamClient.reading());
    }

    private StreamClient<SubscribeRequest, SubscribeResponse> subscribe(
            ServiceFixture.Instance instance,
            SubscribeRequest request,
            StreamClient<SubscribeRequest, SubscribeResponse> client) {
        FeedGrpc.newStub(instance.channel())
                .withInterceptors(fixture.bearer("feed"))
                .subscribe(request, client);
        return client;
    }

    /** Everything that has happened has its sequence, and this is the last one. */
    private long end(ServiceFixture.Instance instance) throws Exception {
        until("every event has its sequence", () -> {
            try (Connection connection = SharedService.dataSource().getConnection()) {
                return number(connection, "SELECT sum(cardinality(events)) FROM journal")
                        == number(connection, "SELECT last_sequence FROM feed_end");
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        });
        try (Connection connection = SharedService.dataSource().getConnection()) {
            long end = number(connection, "SELECT last_sequence FROM feed_end");
            until("the instance knows", () -> instance.server().feed().end() == end);
            return end;
        }
    }

    private static int gaps() {
        try (Connection connection = SharedService.dataSource().getConnection()) {
            return (int) number(connection, "SELECT cardinality(gap_from) FROM feed_end");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A journal row of its own, not committed. */
    private boolean isServed(String account) {
        try {
            service.decisions()
                    .authorize(Sample.authorize("f-served-" + java.util.UUID.randomUUID(), order(account, 1_00))
                            .build());
            return true;
        } catch (StatusRuntimeException unavailable) {
            return false;
        }
    }

    private static void journal(Connection connection, String subject) throws SQLException {
        Event event = Event.newBuilder()
                .setKind(Event.Kind.KIND_POSTED)
                .setSubject(subject)
                .build();
        try (java.sql.PreparedStatement statement =
                connection.prepareStatement("INSERT INTO journal (events) VALUES (ARRAY[?])")) {
            statement.setBytes(1, event.toByteArray());
            statement.executeUpdate();
        }
    }

    /** Orders on a stream, on some accounts by turns. */
    private StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> orders(
            ServiceFixture.Instance instance, String requestId, String account, int accounts, int count) {
        StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client = StreamClient.reading();
        DecisionsGrpc.newStub(instance.channel())
                .withInterceptors(fixture.bearer("decide simulate"))
                .authorizeStream(client);
        for (int i = 0; i < count; i++) {
            String id = accounts == 0 ? account : account + i % accounts;
            client.call()
                    .onNext(AuthorizeStreamRequest.newBuilder()
                            .setOrder(authorize(requestId + i, order(id, 1_00)))
                            .build());
        }
        client.call().onCompleted();
        return client;
    }

    private static List<SequencedEvent> events(List<SubscribeResponse> messages) {
        return messages.stream()
                .flatMap(message -> message.getEventsList().stream())
                .toList();
    }

    private static SubscribeResponse last(List<SubscribeResponse> messages) {
        return messages.isEmpty() ? SubscribeResponse.getDefaultInstance() : messages.get(messages.size() - 1);
    }

    private static java.util.function.Predicate<List<SubscribeResponse>> through(long sequence) {
        return messages -> last(messages).getThroughSequence() >= sequence;
    }

    private static long decidedOf(List<SubscribeResponse> messages, String account) {
        return events(messages).stream()
                .map(SequencedEvent::getEvent)
                .filter(event -> event.getKind() == Event.Kind.KIND_DECIDED
                        && event.getAccountId().startsWith(account))
                .count();
    }

    private static List<SequencedEvent> tail(List<SequencedEvent> events, long from) {
        return events.stream().filter(event -> event.getSequence() >= from).toList();
    }

    private static List<Long> from(long first, long last) {
        return java.util.stream.LongStream.rangeClosed(first, last).boxed().toList();
    }

    /** Checks that decisions of each account come in the order of its log; gives how many there are. */
    private static long inOrderOfEachAccountsLog(List<SequencedEvent> events) throws SQLException {
        Map<String, Long> places = new HashMap<>();
        try (Connection connection = SharedService.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT decision_id::text, log_sequence FROM decision WHERE account_id LIKE 'f-par-%'")) {
            while (rows.next()) {
                places.put(rows.getString(1), rows.getLong(2));
            }
        }
        Map<String, Long> reached = new HashMap<>();
        long count = 0;
        for (SequencedEvent sequenced : events) {
            Event event = sequenced.getEvent();
            if (event.getKind() == Event.Kind.KIND_DECIDED
                    && event.getAccountId().startsWith("f-par-")) {
                long before = reached.getOrDefault(event.getAccountId(), 0L);
                assertThat(places).as("decisions of f-par").containsEntry(event.getSubject(), before + 1);
                reached.put(event.getAccountId(), before + 1);
                count++;
            }
        }
        return count;
    }
}
