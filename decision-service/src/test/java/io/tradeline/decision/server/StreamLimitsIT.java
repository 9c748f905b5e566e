package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.authorize;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.type.Date;
import io.tradeline.proto.decision.v1.AuthorizeAnswer;
import io.tradeline.proto.decision.v1.AuthorizeStreamRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamResponse;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.Payment;
import io.tradeline.proto.decision.v1.PostReceivablesRequest;
import io.tradeline.proto.decision.v1.Posting;
import io.tradeline.proto.type.v1.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a caller may ask for counts on streams and in lists as it does in calls. */
@ExtendWith(SharedService.class)
class StreamLimitsIT {

    private final ServiceFixture fixture = SharedService.fixture();

    @Test
    void ordersOfAStreamCountInTheRate() throws Exception {
        store(account("s-rate"));
        int burst = 5;
        try (ServiceFixture.Instance service =
                fixture.instance(ServiceFixture.connections(null), fixture.access(1, burst, 100))) {
            StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client = open(service);
            int orders = 4 * burst;
            for (int i = 0; i < orders; i++) {
                send(client, "s-rate-" + i, "s-rate");
            }
            client.call().onCompleted();
            client.awaitEnd();

            List<AuthorizeAnswer> answers = answers(client.messages());
            assertThat(answers).hasSize(orders);
            List<AuthorizeAnswer> refused =
                    answers.stream().filter(AuthorizeAnswer::hasError).toList();
            // The call that opened the stream counts too, and a second or two may pass meanwhile.
            assertThat(orders - refused.size()).isBetween(burst - 1, 2 * burst);
            assertThat(refused)
                    .allSatisfy(answer -> Refusal.of(answer.getError()).is(Code.RESOURCE_EXHAUSTED, "RATE_LIMITED"))
                    .allMatch(answer -> Refusal.of(answer.getError()).retry());
            assertThat(service.server().accessMeters().tooOftenCalls()).isEqualTo(refused.size());
        }
    }

    @Test
    void ordersOfAStreamCountAsCallsUnderWay() throws Exception {
        store(account("s-room"));
        int most = 2;
        try (ServiceFixture.Instance service =
                fixture.instance(ServiceFixture.connections(null), fixture.access(0, 1, most))) {
            StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client = open(service);
            try (Connection other = service.dataSource().getConnection()) {
                other.setAutoCommit(false);
                hold(other, "s-room");
                for (int i = 0; i <= most; i++) {
                    send(client, "s-room-" + i, "s-room");
                }
                AuthorizeAnswer first =
                        answers(client.await(messages -> !messages.isEmpty())).get(0);
                assertThat(first.getRequestId()).isEqualTo("s-room-" + most);
                Refusal.of(first.getError()).is(Code.RESOURCE_EXHAUSTED, "OVERLOADED");
                other.rollback();
            }
            client.await(messages -> answers(messages).size() == most + 1);
            assertThat(answers(client.messages()).stream().filter(AuthorizeAnswer::hasResponse))
                    .hasSize(most);

            send(client, "s-room-again", "s-room");
            client.call().onCompleted();
            client.awaitEnd();

            AuthorizeAnswer last = answers(client.messages()).get(most + 1);
            assertThat(last.hasResponse()).as("room was given back").isTrue();
        }
    }

    @Test
    void entriesOfAListCountInTheRate() throws Exception {
        store(account("s-list"));
        try (ServiceFixture.Instance service =
                fixture.instance(ServiceFixture.connections(null), fixture.access(1, 3, 100))) {
            PostReceivablesRequest.Builder list = PostReceivablesRequest.newBuilder();
            for (int i = 0; i < 100; i++) {
                list.addPostings(Posting.newBuilder()
                        .setPostingId("s-list-" + i)
                        .setAccountId("s-list")
                        .setPayment(Payment.newBuilder()
                                .setAmount(Money.newBuilder()
                                        .setCurrencyCode("EUR")
                                        .setAmountMinor(1_00))
                                .setReceivedOn(Date.newBuilder()
                                        .setYear(2026)
                                        .setMonth(3)
                                        .setDay(4))));
            }

            assertThat(service.exposures().postReceivables(list.build()).getResultsList())
                    .as("a list that is let in is done as a whole")
                    .hasSize(100)
                    .noneMatch(result -> result.hasError());
            Refusal.of(() -> service.exposures().postReceivables(list.build()))
                    .is(Code.RESOURCE_EXHAUSTED, "RATE_LIMITED");
        }
    }

    private StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> open(ServiceFixture.Instance service) {
        StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client = StreamClient.reading();
        DecisionsGrpc.newStub(service.channel())
                .withInterceptors(fixture.bearer("decide simulate"))
                .authorizeStream(client);
        return client;
    }

    private static void send(
            StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client, String requestId, String accountId) {
        client.call()
                .onNext(AuthorizeStreamRequest.newBuilder()
                        .setOrder(authorize(requestId, order(accountId, 1_00)))
                        .build());
    }

    private static List<AuthorizeAnswer> answers(List<AuthorizeStreamResponse> messages) {
        List<AuthorizeAnswer> answers = new ArrayList<>();
        messages.forEach(message -> answers.addAll(message.getAnswersList()));
        return answers;
    }

    private static void hold(Connection connection, String accountId) throws Exception {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT FROM account WHERE account_id = ? FOR UPDATE")) {
            statement.setString(1, accountId);
            statement.executeQuery().close();
        }
    }
}
