package io.tradeline.decision.server;

import static io.tradeline.decision.server.StreamClient.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.tradeline.decision.audit.Audit;
import io.tradeline.proto.feed.v1.FeedGrpc;
import io.tradeline.proto.feed.v1.SequencedEvent;
import io.tradeline.proto.feed.v1.SubscribeRequest;
import io.tradeline.proto.feed.v1.SubscribeResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A feed with a past: what was written before there were sequences gets them too, and where the oldest are gone, readers are told. */
class FeedRetentionIT {

    @Test
    void oldEventsGetTheirSequencesAndReadersAreToldWhatIsGone(@TempDir Path directory) throws Exception {
        try (ServiceFixture fixture = ServiceFixture.start(directory)) {
            execute(fixture, """
                    INSERT INTO journal (events) SELECT '{}'::bytea[] FROM generate_series(1, 2500);
                    INSERT INTO journal (events)
                    SELECT array_fill('\\x0805'::bytea, ARRAY[1 + n % 3]) FROM generate_series(1, 3000) n;
                    -- As after a restore from a dump: ids of transactions of another server, and one that was never used.
                    UPDATE journal SET transaction_id = '9000000000'::xid8 WHERE journal_id > 4000;
                    UPDATE feed_end SET gap_from = '{-5}', gap_to = '{-3}', gap_transaction = '{9000000000}'""");
            ServiceFixture.Instance service = fixture.instance();
            // Those, and that the shipped release became active.
            long last = 6_001;
            until("every event has its sequence", () -> service.server().feed().end() == last);
            until("no gap is left", () -> number(fixture, "SELECT cardinality(gap_from) FROM feed_end") == 0);

            StreamClient<SubscribeRequest, SubscribeResponse> all =
                    subscribe(fixture, service, startAt(SubscribeRequest.Start.START_OLDEST));
            List<SubscribeResponse> messages = all.await(got ->
                    got.stream().mapToInt(SubscribeResponse::getEventsCount).sum() == last);
            List<Long> sequences = messages.stream()
                    .flatMap(message -> message.getEventsList().stream())
                    .map(SequencedEvent::getSequence)
                    .toList();
            assertThat(sequences)
                    .doesNotHaveDuplicates()
                    .isSorted()
                    .startsWith(1L)
                    .endsWith(last);
            all.cancel();
            assertThat(audited(fixture)).isEmpty();

            execute(fixture, "DELETE FROM feed_block WHERE last_sequence <= 2100");
            long oldest = number(fixture, "SELECT min(first_sequence) FROM feed_block");
            assertThat(oldest).isBetween(1_002L, 2_101L);
            Refusal gone = subscribe(fixture, service, after(oldest - 2))
                    .awaitRefusal()
                    .is(Code.OUT_OF_RANGE, "FEED_PAST_RETENTION");
            assertThat(gone.metadata()).containsEntry("oldest_sequence", String.valueOf(oldest));
            StreamClient<SubscribeRequest, SubscribeResponse> rest =
                    subscribe(fixture, service, startAt(SubscribeRequest.Start.START_OLDEST));
            rest.await(got -> got.stream().anyMatch(message -> message.getEventsCount() > 0));
            assertThat(rest.messages().get(0).getThroughSequence()).isEqualTo(oldest - 1);
            StreamClient<SubscribeRequest, SubscribeResponse> lastOne = subscribe(fixture, service, after(last - 1));
            lastOne.await(got -> got.stream().anyMatch(message -> message.getEventsCount() == 1));
            rest.cancel();
            lastOne.cancel();
            assertThat(audited(fixture)).isEmpty();
            execute(fixture, "UPDATE feed_block SET journal_ids = journal_ids[2:] WHERE first_sequence > 4000");
            assertThat(audited(fixture)).anyMatch(problem -> problem.startsWith("the feed counts "));
        }
    }

    private static List<String> audited(ServiceFixture fixture) throws Exception {
        try (var dataSource = fixture.dataSource()) {
            return new Audit(dataSource).run(0).problems();
        }
    }

    private static SubscribeRequest after(long sequence) {
        return SubscribeRequest.newBuilder().setAfterSequence(sequence).build();
    }

    private static SubscribeRequest startAt(SubscribeRequest.Start start) {
        return SubscribeRequest.newBuilder().setStartAt(start).build();
    }

    private static StreamClient<SubscribeRequest, SubscribeResponse> subscribe(
            ServiceFixture fixture, ServiceFixture.Instance instance, SubscribeRequest request) {
        StreamClient<SubscribeRequest, SubscribeResponse> client = StreamClient.reading();
        FeedGrpc.newStub(instance.channel())
                .withInterceptors(fixture.bearer("feed"))
                .subscribe(request, client);
        return client;
    }

    private static void execute(ServiceFixture fixture, String sql) throws SQLException {
        try (var dataSource = fixture.dataSource();
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(ServiceFixture fixture, String sql) {
        try (var dataSource = fixture.dataSource();
                Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
