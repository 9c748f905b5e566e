package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.authorize;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static io.tradeline.decision.server.StreamClient.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.decision.v1.WatchExposuresRequest;
import io.tradeline.proto.decision.v1.WatchExposuresResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exposures as they change: the latest state of each account, wherever it was changed. */
@ExtendWith(SharedService.class)
class ExposureWatchIT {

    private final ServiceFixture fixture = SharedService.fixture();
    private final ServiceFixture.Instance service = SharedService.service();

    @Test
    void firstTheStateAndThenEachLaterOneWhereverItWasMade() throws Exception {
        store(account("w-head"), account("w-else"));
        store(branch("w-branch", "w-head"));
        approved("w-1", order("w-branch", 100_00));
        // On the clock of the orders: by now they have lapsed.
        try (ServiceFixture.Instance other = fixture.instance(new StepClock(Sample.NOW))) {
            StreamClient<WatchExposuresRequest, WatchExposuresResponse> client =
                    watch(other, "w-head", "w-branch", "w-else");
            client.await(messages -> latest(messages).size() == 3);
            assertThat(client.messages()).hasSize(1);
            assertThat(reserved(client)).containsEntry("w-head", 100_00L).containsEntry("w-else", 0L);

            approved("w-2", order("w-branch", 50_00));
            client.await(messages -> position(messages, "w-head").getReservedMinor() == 150_00
                    && position(messages, "w-branch").getReservedMinor() == 150_00);
            other.decisions().authorize(authorize("w-3", order("w-else", 7_00)).build());
            client.await(messages -> position(messages, "w-else").getReservedMinor() == 7_00);
            store(account("w-head")
                    .setVersion(2)
                    .setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(77_000_00)));
            client.await(messages -> position(messages, "w-head").getLimitMinor() == 77_000_00);

            assertThat(Map.copyOf(latest(client.messages())))
                    .extractingByKeys("w-head", "w-branch", "w-else")
                    .containsExactly(
                            Sample.positions("w-head", Sample.NOW).get(0),
                            Sample.positions("w-branch", Sample.NOW).get(0),
                            Sample.positions("w-else", Sample.NOW).get(0));
            client.cancel();
            until("no watch", () -> other.server().watches().open() == 0);
        }
    }

    @Test
    void whoReadsSlowlyGetsTheLatestAndNothingPilesUp() throws Exception {
        store(account("w-busy").setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(10_000_000_00)));
        ServiceFixture.Instance own = fixture.instance(new StepClock(Sample.NOW));
        StreamClient<WatchExposuresRequest, WatchExposuresResponse> client = StreamClient.holdingBack();
        ExposuresGrpc.newStub(own.channel())
                .withInterceptors(fixture.bearer("read"))
                .watch(request("w-busy"), client);
        StreamClient<WatchExposuresRequest, WatchExposuresResponse> other = watch(own, "w-busy");
        for (int i = 1; i <= 400; i++) {
            approved("w-busy-" + i, order("w-busy", 1_00));
        }
        other.await(messages -> position(messages, "w-busy").getReservedMinor() == 400_00);
        assertThat(other.messages()).as("changes that follow quickly are one").hasSizeLessThan(200);

        client.read(Integer.MAX_VALUE);
        List<WatchExposuresResponse> messages =
                client.await(got -> position(got, "w-busy").getReservedMinor() == 400_00);

        assertThat(messages)
                .extracting(message -> message.getPositions(0).getVersion())
                .isSorted()
                .doesNotHaveDuplicates();
        client.cancel();
        other.cancel();
        own.close();
    }

    @Test
    void anAccountThatIsNotKnownEndsTheWatch() throws Exception {
        store(account("w-known"));

        watch(service, "w-known", "w-unknown").awaitRefusal().is(Code.NOT_FOUND, "NOT_FOUND");
        watch(service).awaitRefusal().isInvalid("account_ids");
        watch(service, "not valid").awaitRefusal().isInvalid("account_ids[0]");
    }

    @Test
    void itEndsWithItsTokenAndWithItsInstance() throws Exception {
        store(account("w-end"));
        StepClock clock = StepClock.now();
        try (ServiceFixture.Instance own = fixture.instance(clock, oneWatch())) {
            String token = fixture.token("read", claims -> claims.setExpirationTimeMinutesInTheFuture(1));
            StreamClient<WatchExposuresRequest, WatchExposuresResponse> first = StreamClient.reading();
            ExposuresGrpc.newStub(own.channel())
                    .withInterceptors(ServiceFixture.bearerOf(token))
                    .watch(request("w-end"), first);
            first.await(messages -> !messages.isEmpty());
            watch(own, "w-end").awaitRefusal().is(Code.RESOURCE_EXHAUSTED, "OVERLOADED");
            assertThat(own.server().watches().refused()).isEqualTo(1);

            clock.step(Duration.ofMinutes(2));
            first.awaitRefusal().is(Code.UNAUTHENTICATED, "UNAUTHENTICATED");
            StreamClient<WatchExposuresRequest, WatchExposuresResponse> second = watch(own, "w-end");
            second.await(messages -> !messages.isEmpty());
            own.server().close();
            assertThat(second.awaitRefusal().is(Code.UNAVAILABLE, "UNAVAILABLE").retry())
                    .isTrue();
        }
    }

    private static StreamSettings oneWatch() {
        StreamSettings usual = StreamSettings.USUAL;
        return new StreamSettings(usual.authorize(), usual.ordersUnderWay(), 1, usual.subscriptions(), usual.feed());
    }

    private static WatchExposuresRequest request(String... accounts) {
        return WatchExposuresRequest.newBuilder()
                .addAllAccountIds(List.of(accounts))
                .build();
    }

    private StreamClient<WatchExposuresRequest, WatchExposuresResponse> watch(
            ServiceFixture.Instance instance, String... accounts) {
        StreamClient<WatchExposuresRequest, WatchExposuresResponse> client = StreamClient.reading();
        ExposuresGrpc.newStub(instance.channel())
                .withInterceptors(fixture.bearer("read"))
                .watch(request(accounts), client);
        return client;
    }

    private static Map<String, CreditPosition> latest(List<WatchExposuresResponse> messages) {
        Map<String, CreditPosition> latest = new HashMap<>();
        messages.forEach(message ->
                message.getPositionsList().forEach(position -> latest.put(position.getAccountId(), position)));
        return latest;
    }

    private static CreditPosition position(List<WatchExposuresResponse> messages, String account) {
        return latest(messages).getOrDefault(account, CreditPosition.getDefaultInstance());
    }

    private static Map<String, Long> reserved(StreamClient<?, WatchExposuresResponse> client) {
        Map<String, Long> reserved = new HashMap<>();
        latest(client.messages()).forEach((account, position) -> reserved.put(account, position.getReservedMinor()));
        return reserved;
    }
}
