package io.tradeline.tools.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.ForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.accounts.v1.CreditLimit;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.accounts.v1.UpsertRequest;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.Order;
import io.tradeline.proto.type.v1.Money;
import io.tradeline.tools.client.BearerCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Instances end and start again under load. */
@ExtendWith(SharedStack.class)
class RollingRestartIT {
    private static final int CLIENTS = 8;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static LocalStack.Replica one;
    private static LocalStack.Replica other;

    private final LocalStack stack = SharedStack.stack();
    private final BearerCredentials credentials =
            new BearerCredentials(() -> stack.tokens().issue("rolling", Duration.ofHours(1), "decide", "accounts"));
    private final AtomicInteger sent = new AtomicInteger();
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private final Queue<Decision> answered = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        one = SharedStack.stack().launchReplica();
        other = SharedStack.stack().launchReplica();
        one.service().awaitReady(LIMIT);
        other.service().awaitReady(LIMIT);
    }

    @AfterAll
    static void stop() {
        one.service().stop();
        other.service().stop();
    }

    @Test
    void twoReplicasRestartInTurnAndNoCallFailsForAClientSetUpAsTheDocsSay() throws Exception {
        FixedAddresses addresses = new FixedAddresses(List.of(one.grpcPort(), other.grpcPort()));
        NameResolverRegistry.getDefaultRegistry().register(addresses);
        ManagedChannel channel = NettyChannelBuilder.forTarget("fixed:///tradeline")
                .defaultServiceConfig(serviceConfig())
                .intercept(new Answering())
                .usePlaintext()
                .build();
        try {
            accounts(channel);
            whileOrdering(channel, failure -> false, () -> {
                for (LocalStack.Replica replica : List.of(one, other)) {
                    int before = answered.size();
                    replica.service().restart();
                    replica.service().awaitReady(LIMIT);
                    assertThat(answered.size()).as("orders during the restart").isGreaterThan(before);
                    // The next one may go when the clients have found back to this one.
                    awaitAnswerFrom(replica.grpcPort());
                }
                return null;
            });
        } finally {
            channel.shutdownNow();
            NameResolverRegistry.getDefaultRegistry().deregister(addresses);
        }
        assertAllOnDisk();
    }

    @Test
    void anInstanceThatEndsAnswersWhatItAcceptedAndRefusesTheRest() throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", one.grpcPort())
                .usePlaintext()
                .disableRetry()
                .build();
        AtomicInteger refused = new AtomicInteger();
        try {
            accounts(channel);
            whileOrdering(channel, failure -> isUnavailable(failure, refused), () -> {
                int before = answered.size();
                while (answered.size() < before + 20 * CLIENTS) {
                    Thread.onSpinWait();
                }
                one.service().stop();
                while (refused.get() < CLIENTS) {
                    Thread.onSpinWait();
                }
                return null;
            });
        } finally {
            channel.shutdownNow();
        }
        assertAllOnDisk();
        assertThat(answered.size()).isEqualTo(onDisk());
    }

    private void awaitAnswerFrom(int port) {
        ports.clear();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!ports.contains(port)) {
            assertThat(System.nanoTime()).as("answers come from " + ports).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** Notes from which port answers come. */
    private final class Answering implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    super.start(
                            new ForwardingClientCallListener.SimpleForwardingClientCallListener<>(listener) {
                                @Override
                                public void onMessage(A answer) {
                                    SocketAddress from = getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
                                    if (from instanceof InetSocketAddress address) {
                                        ports.add(address.getPort());
                                    }
                                    super.onMessage(answer);
                                }
                            },
                            headers);
                }
            };
        }
    }

    private interface Expected {
        boolean is(StatusRuntimeException failure);
    }

    private static boolean isUnavailable(StatusRuntimeException failure, AtomicInteger refused) {
        refused.incrementAndGet();
        return failure.getStatus().getCode() == Status.Code.UNAVAILABLE;
    }

    /** Clients order, one order after the other each, while something is done. A failure that is not expected ends it. */
    private void whileOrdering(ManagedChannel channel, Expected expected, Callable<?> work) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                String account = "rolling-" + client;
                clients.add(threads.submit(() -> {
                    while (!done.get()) {
                        order(channel, account, expected);
                    }
                }));
            }
            try {
                work.call();
            } finally {
                done.set(true);
            }
            for (Future<?> client : clients) {
                client.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void order(ManagedChannel channel, String account, Expected expected) {
        String id = "rolling-" + System.identityHashCode(this) + "-" + sent.incrementAndGet();
        try {
            answered.add(DecisionsGrpc.newBlockingStub(channel)
                    .withCallCredentials(credentials)
                    .authorize(AuthorizeRequest.newBuilder()
                            .setRequestId(id)
                            .setOrder(Order.newBuilder()
                                    .setOrderId(id)
                                    .setAccountId(account)
                                    .setBuyerId("bob")
                                    .setShipToId("dock")
                                    .setAmount(Money.newBuilder()
                                            .setCurrencyCode("EUR")
                                            .setAmountMinor(100)))
                            .build())
                    .getDecision());
        } catch (StatusRuntimeException failure) {
            if (!expected.is(failure)) {
                throw failure;
            }
        }
    }

    private void accounts(ManagedChannel channel) {
        UpsertRequest.Builder request = UpsertRequest.newBuilder();
        for (int client = 0; client < CLIENTS; client++) {
            request.addAccounts(Account.newBuilder()
                    .setAccountId("rolling-" + client)
                    .setVersion(1)
                    .setStatus(AccountStatus.ACCOUNT_STATUS_ACTIVE)
                    .setCreditMode(CreditMode.CREDIT_MODE_OWN)
                    .setCurrencyCode("EUR")
                    .setCountryCode("DE")
                    .setCreditLimit(CreditLimit.newBuilder().setSoftLimitMinor(1_000_000_00)));
        }
        AccountsGrpc.newBlockingStub(channel)
                .withCallCredentials(credentials)
                .upsert(request.build())
                .getResultsList()
                .forEach(result ->
                        assertThat(result.hasError()).as(result.toString()).isFalse());
    }

    /** As the contracts say that clients should be set up. */
    static Map<String, ?> serviceConfig() throws IOException {
        try (InputStream file = DecisionsGrpc.class.getResourceAsStream("/tradeline/service-config.json");
                Reader reader = new InputStreamReader(Objects.requireNonNull(file), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, new TypeToken<Map<String, ?>>() {});
        }
    }

    private void assertAllOnDisk() throws SQLException {
        assertThat(answered).isNotEmpty();
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*) FROM decision.decision WHERE decision_id = ANY (?)")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid",
                            answered.stream().map(Decision::getDecisionId).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(answered.size());
            }
        }
    }

    /** Effects of this test's own orders. */
    private int onDisk() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM decision.request WHERE request_id LIKE ?")) {
            statement.setString(1, "rolling-" + System.identityHashCode(this) + "-%");
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private Connection connect() throws SQLException {
        DatabaseAddress database = stack.database();
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }
}
