package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.authorize;
import static io.tradeline.decision.server.Sample.branch;
import static io.tradeline.decision.server.Sample.figures;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static io.tradeline.decision.server.StreamClient.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.tradeline.decision.authorize.AuthorizeStreams;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.decision.v1.AuthorizeAnswer;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamResponse;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.Outcome;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Orders on a stream: each as if it came alone, and never more of them than fit. */
@ExtendWith(SharedService.class)
class AuthorizeStreamIT {

    private static final int WINDOW = StreamSettings.USUAL.ordersUnderWay();
    private static final String SCOPES = "decide simulate";

    private final ServiceFixture fixture = SharedService.fixture();
    private final ServiceFixture.Instance service = SharedService.service();

    @Test
    void everyOrderIsAnsweredAsACallOfItsOwnWouldBe() throws Exception {
        store(account("s-one"));
        List<AuthorizeRequest> orders = List.of(
                authorize("s-one-1", order("s-one", 100_00)).build(),
                authorize("s-one-2", order("s-one", 99_000_00)).build(),
                authorize("s-one-3", order("s-nobody", 1_00)).build(),
                authorize("s-one-4", order("s-one", 0)).build(),
                authorize("s-one-5", order("s-one", 1_00).setBuyerId("not valid"))
                        .build());

        Map<String, AuthorizeAnswer> answers = answers(exchange(orders));

        assertThat(answers).hasSize(5);
        assertThat(answer(answers, "s-one-1").getResponse().getDecision().getOutcome())
                .isEqualTo(Outcome.OUTCOME_APPROVED);
        for (AuthorizeRequest repeated : orders.subList(0, 2)) {
            assertThat(answer(answers, repeated.getRequestId()).getResponse())
                    .as("the first answer")
                    .isEqualTo(service.decisions().authorize(repeated));
        }
        for (AuthorizeRequest refused : orders.subList(2, 5)) {
            assertThat(Refusal.of(answer(answers, refused.getRequestId()).getError()))
                    .isEqualTo(Refusal.of(() -> service.decisions().authorize(refused)));
        }
        assertThat(figures("s-one")).isEqualTo("10000/0/0/0");
    }

    @Test
    void aRequestIdHasOneEffectInAStreamToo() throws Exception {
        store(account("s-twice"));
        AuthorizeRequest order =
                authorize("s-twice-1", order("s-twice", 100_00)).build();
        AuthorizeRequest other =
                authorize("s-twice-1", order("s-twice", 200_00)).build();

        List<AuthorizeAnswer> answers = exchange(List.of(order, order, other));

        assertThat(answers).hasSize(3).allMatch(answer -> answer.getRequestId().equals("s-twice-1"));
        List<AuthorizeAnswer> decided =
                answers.stream().filter(AuthorizeAnswer::hasResponse).toList();
        assertThat(decided).hasSize(2);
        assertThat(decided.get(0)).isEqualTo(decided.get(1));
        Refusal.of(answers.stream()
                        .filter(AuthorizeAnswer::hasError)
                        .findAny()
                        .orElseThrow()
                        .getError())
                .isTaken(decided.get(0).getResponse().getDecision().getDecisionId());
        assertThat(figures("s-twice")).isEqualTo("10000/0/0/0");
    }

    @Test
    void anAnswerThatComesTooLateForItsOrderIsNotBegun() throws Exception {
        store(account("s-late"));
        StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client = open(service, SCOPES);

        client.call()
                .onNext(message(authorize("s-late-1", order("s-late", 100_00)))
                        .setTimeoutMillis(0)
                        .build());
        client.call()
                .onNext(message(authorize("s-late-2", order("s-late", 200_00)))
                        .setTimeoutMillis(60_000)
                        .build());
        client.call()
                .onNext(message(authorize("s-late-3", order("s-late", 400_00)))
                        .setTimeoutMillis(3_600_001)
                        .build());
        client.call().onCompleted();
        client.awaitEnd();

        Map<String, AuthorizeAnswer> answers = answers(all(client));
        Refusal.of(answer(answers, "s-late-1").getError()).is(Code.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED");
        assertThat(answer(answers, "s-late-2").hasResponse()).isTrue();
        Refusal.of(answer(answers, "s-late-3").getError()).isInvalid("timeout_millis");
        assertThat(figures("s-late")).isEqualTo("20000/0/0/0");
    }

    @Test
    void whatNamesNoOrderEndsTheStreamAfterTheAnswers() throws Exception {
        store(account("s-bad"));
        StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client = open(service, SCOPES);

        client.call()
                .onNext(message(authorize("s-bad-1", order("s-bad", 100_00))).build());
        client.call().onNext(message(authorize("", order("s-bad", 200_00))).build());
        client.call()
                .onNext(message(authorize("s-bad-2", order("s-bad", 400_00))).build());

        client.awaitRefusal().isInvalid("order.request_id");
        assertThat(answers(all(client))).containsOnlyKeys("s-bad-1");
        assertThat(figures("s-bad")).isEqualTo("10000/0/0/0");
    }

    @Test
    void bytesThatAreNoRequestEndTheStream() throws Exception {
        MethodDescriptor<byte[], AuthorizeStreamResponse> raw = DecisionsGrpc.getAuthorizeStreamMethod().toBuilder(
                        new Bytes(), DecisionsGrpc.getAuthorizeStreamMethod().getResponseMarshaller())
                .build();
        StreamClient<byte[], AuthorizeStreamResponse> client = StreamClient.reading();
        ClientCalls.asyncBidiStreamingCall(
                ClientInterceptors.intercept(service.channel(), fixture.bearer(SCOPES))
                        .newCall(raw, CallOptions.DEFAULT),
                client);

        client.call().onNext(new byte[] {10, 100, 1});

        client.awaitRefusal().is(Code.INVALID_ARGUMENT, "MALFORMED");
    }

    @Test
    void thousandsOfOrdersOfBranchesThatShareTheirCreditAddUp() throws Exception {
        store(account("s-head").setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(300_000_00)));
        for (int i = 0; i < 10; i++) {
            store(branch("s-branch-" + i, "s-head"));
        }
        List<StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse>> clients =
                List.of(open(service, SCOPES), open(service, SCOPES), open(service, SCOPES));
        for (int i = 0; i < 4_000; i++) {
            clients.get(i % 3)
                    .call()
                    .onNext(message(authorize("s-many-" + i, order("s-branch-" + i % 10, 100_00)))
                            .build());
        }
        clients.forEach(client -> client.call().onCompleted());

        List<AuthorizeAnswer> answers = new ArrayList<>();
        long messages = 0;
        for (StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client : clients) {
            client.awaitEnd();
            answers.addAll(all(client));
            messages += client.messages().size();
        }

        assertThat(answers(answers)).hasSize(4_000);
        long approved = answers.stream()
                .filter(answer -> answer.getResponse().getDecision().getOutcome() == Outcome.OUTCOME_APPROVED)
                .count();
        // The limit, and the tolerance of the rules above it.
        assertThat(approved).isBetween(3_000L, 3_200L);
        assertThat(figures("s-head")).isEqualTo(approved * 100_00 + "/0/0/0");
        assertThat(messages).as("many answers to a message").isLessThan(2_000);
    }

    @Test
    void aClientThatReadsNothingIsNotReadFromEitherAndHoldsNobodyUp() throws Exception {
        store(account("s-slow"), account("s-quick"));
        try (ServiceFixture.Instance own = fixture.instance()) {
            AuthorizeStreams.Meters meters = own.server().authorizeStreams().meters();
            StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> slow = StreamClient.holdingBack();
            open(own, SCOPES, slow);
            int many = 10_000;
            for (int i = 0; i < many; i++) {
                slow.call()
                        .onNext(message(authorize("s-slow-" + i, order("s-slow", 1)))
                                .build());
            }
            // All that may be under way is answered, and nobody takes it.
            StreamClient.untilSteady("orders that were read", meters::orders);
            long read = meters.orders();
            assertThat(meters.underWay()).isEqualTo(WINDOW);
            assertThat(read).isLessThan(many / 2);

            StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> quick = open(own, SCOPES);
            for (int i = 0; i < 500; i++) {
                quick.call()
                        .onNext(message(authorize("s-quick-" + i, order("s-quick", 1)))
                                .build());
            }
            quick.call().onCompleted();
            quick.awaitEnd();
            assertThat(answers(all(quick))).hasSize(500);
            assertThat(meters.orders()).as("not one more of the slow one's").isEqualTo(read + 500);
            assertThat(meters.underWay()).isEqualTo(WINDOW);

            slow.read(Integer.MAX_VALUE);
            slow.call().onCompleted();
            slow.awaitEnd();
            assertThat(answers(all(slow))).hasSize(many);
            assertThat(meters.answers()).isEqualTo(many + 500);
            assertThat(meters.underWay()).isZero();
            assertThat(meters.open()).isZero();
        }
    }

    @Test
    void theStreamEndsWithItsToken() throws Exception {
        store(account("s-token"));
        String token = fixture.token(SCOPES, claims -> claims.setExpirationTimeMinutesInTheFuture(1));
        StepClock clock = StepClock.now();
        try (ServiceFixture.Instance own = fixture.instance(clock)) {
            StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client = StreamClient.reading();
            DecisionsGrpc.newStub(own.channel())
                    .withInterceptors(ServiceFixture.bearerOf(token))
                    .authorizeStream(client);
            client.call()
                    .onNext(message(authorize("s-token-1", order("s-token", 100_00)))
                            .build());
            client.await(messages -> !messages.isEmpty());
            clock.step(Duration.ofMinutes(2));

            client.awaitRefusal().is(Code.UNAUTHENTICATED, "UNAUTHENTICATED");
            assertThat(answers(all(client))).containsOnlyKeys("s-token-1");
        }
    }

    @Test
    void onlySoManyStreamsAreOpen() throws Exception {
        try (ServiceFixture.Instance own = fixture.instance(Clock.systemUTC(), streams(1, 8))) {
            StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> first = open(own, SCOPES);
            until(
                    "the first stream",
                    () -> own.server().authorizeStreams().meters().open() == 1);

            Refusal refusal = open(own, SCOPES).awaitRefusal().is(Code.RESOURCE_EXHAUSTED, "OVERLOADED");

            assertThat(refusal.retry()).isTrue();
            assertThat(own.server().authorizeStreams().meters().refused()).isEqualTo(1);
            first.cancel();
            until("room", () -> own.server().authorizeStreams().meters().open() == 0);
            StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> next = open(own, SCOPES);
            next.call().onCompleted();
            next.awaitEnd();
        }
    }

    @Test
    void anInstanceThatEndsAnswersWhatItAcceptedAndSendsTheClientAway() throws Exception {
        store(account("s-drain"));
        StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client;
        try (ServiceFixture.Instance own = fixture.instance(Clock.systemUTC(), streams(10, 64))) {
            client = open(own, SCOPES);
            for (int i = 0; i < 3_000; i++) {
                client.call()
                        .onNext(message(authorize("s-drain-" + i, order("s-drain", 1)))
                                .build());
            }
            client.await(messages -> !messages.isEmpty());
            own.server().close();
            Refusal refusal = client.awaitRefusal().is(Code.UNAVAILABLE, "UNAVAILABLE");
            assertThat(refusal.retry()).isTrue();
        }

        Map<String, AuthorizeAnswer> answers = answers(all(client));
        long approved = answers.values().stream()
                .filter(answer -> answer.getResponse().getDecision().getOutcome() == Outcome.OUTCOME_APPROVED)
                .count();
        assertThat(answers).hasSizeLessThan(3_000);
        assertThat(approved).isEqualTo(answers.size());
        assertThat(figures("s-drain"))
                .as("nothing was decided without an answer")
                .isEqualTo(approved + "/0/0/0");
    }

    private static StreamSettings streams(int authorize, int window) {
        StreamSettings usual = StreamSettings.USUAL;
        return new StreamSettings(authorize, window, usual.watches(), usual.subscriptions(), usual.feed());
    }

    private StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> open(
            ServiceFixture.Instance instance, String scope) {
        return open(instance, scope, StreamClient.reading());
    }

    private StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> open(
            ServiceFixture.Instance instance,
            String scope,
            StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client) {
        DecisionsGrpc.newStub(instance.channel())
                .withInterceptors(fixture.bearer(scope))
                .authorizeStream(client);
        return client;
    }

    private List<AuthorizeAnswer> exchange(List<AuthorizeRequest> orders) throws InterruptedException {
        StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client = open(service, SCOPES);
        orders.forEach(order -> client.call()
                .onNext(AuthorizeStreamRequest.newBuilder().setOrder(order).build()));
        client.call().onCompleted();
        client.awaitEnd();
        return all(client);
    }

    private static AuthorizeStreamRequest.Builder message(AuthorizeRequest.Builder order) {
        return AuthorizeStreamRequest.newBuilder().setOrder(order);
    }

    private static List<AuthorizeAnswer> all(StreamClient<?, AuthorizeStreamResponse> client) {
        return client.messages().stream()
                .flatMap(message -> message.getAnswersList().stream())
                .toList();
    }

    /** By request id, each of which has one. */
    private static Map<String, AuthorizeAnswer> answers(List<AuthorizeAnswer> answers) {
        return answers.stream().collect(Collectors.toMap(AuthorizeAnswer::getRequestId, Function.identity()));
    }

    private static AuthorizeAnswer answer(Map<String, AuthorizeAnswer> answers, String requestId) {
        return Objects.requireNonNull(answers.get(requestId));
    }

    private record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("only sent");
        }
    }
}
