package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.approved;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.tradeline.proto.decision.v1.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/**
 * Every method, sent what no client sends. Each call ends with a proper status; what was planted in requests and metadata is in no refusal and in no line of the log;
 * afterwards the service works, and the books hold, as the extension checks. Another seed: {@code -Dtradeline.fuzz.seed=N}.
 */
@ExtendWith(SharedService.class)
class FuzzIT {

    private static final long SEED = Long.getLong("tradeline.fuzz.seed", 20250304L);
    private static final int ROUNDS = 150;
    private static final long NANOS_PER_METHOD = TimeUnit.MILLISECONDS.toNanos(600);

    /** What a service says that has lost its way; and UNIMPLEMENTED, as all of these methods are there. */
    private static final Set<io.grpc.Status.Code> IMPROPER = Set.of(
            io.grpc.Status.Code.UNKNOWN,
            io.grpc.Status.Code.INTERNAL,
            io.grpc.Status.Code.DATA_LOSS,
            io.grpc.Status.Code.UNIMPLEMENTED);

    private static final String NAME = "Erika Mustermann";
    private static final String TAX_ID = "DE 811 907 980";
    private static final String KEY = "f-capture-check";

    private static String token;
    private static List<String> planted;
    private static Map<String, String> known;
    private static CapturedLog log;
    private static ManagedChannel channel;

    private final ServiceFixture.Instance service = SharedService.service();

    @BeforeAll
    static void plant() {
        log = new CapturedLog();
        token = SharedService.fixture()
                .token("decide resolve read accounts receivables releases simulate", claims -> claims.setSubject(NAME));
        planted = List.of(NAME, TAX_ID, token, NAME + "\u0000", "\t" + TAX_ID + "\n");
        store(account("f-fuzz"));
        Decision decision = approved("f-fuzz-1", order("f-fuzz", 1_00));
        known = Map.of(
                "account_id", "f-fuzz",
                "under_account_id", "f-fuzz",
                "decision_id", decision.getDecisionId(),
                "authorization_id", decision.getAuthorizationId(),
                "currency_code", "EUR",
                "buyer_id", "bob");
        channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", SharedService.service().server().port())
                .usePlaintext()
                .maxInboundMetadataSize(1024 * 1024)
                .build();
    }

    @AfterAll
    static void worksAndHasToldNothing() {
        channel.shutdownNow();
        store(account("f-after"));
        approved("f-after-1", order("f-after", 1_00));
        assertThat(Sample.figures("f-after")).isEqualTo("100/0/0/0");
        LoggerFactory.getLogger("io.tradeline.decision").info("{}", KEY);
        List<String> lines = log.lines();
        log.close();
        assertThat(lines).as("what is logged is captured").anyMatch(line -> line.contains(KEY));
        assertThat(lines).noneMatch(FuzzIT::tells);
    }

    @TestFactory
    Stream<DynamicTest> everyMethod() {
        return service.server().services().stream()
                .flatMap(definition -> definition.getMethods().stream())
                .<MethodDescriptor<?, ?>>map(ServerMethodDefinition::getMethodDescriptor)
                .map(method -> DynamicTest.dynamicTest(method.getFullMethodName(), () -> fuzz(method)));
    }

    private void fuzz(MethodDescriptor<?, ?> method) {
        Message prototype = (Message)
                Objects.requireNonNull(((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype());
        long until = System.nanoTime() + NANOS_PER_METHOD;
        List<String> wrong = new ArrayList<>();
        for (int round = 0; round < ROUNDS && (round < 8 || System.nanoTime() < until); round++) {
            Random random = new Random(
                    SEED + 1_000L * round + method.getFullMethodName().hashCode());
            byte[] request = new FuzzedRequests(prototype, random, planted, known).next();
            AnyCall call = AnyCall.of(channel, method, request, metadata(random));
            String problem = problem(call);
            if (!problem.isEmpty()) {
                wrong.add("seed " + SEED + ", round " + round + ", " + request.length + " bytes: " + problem);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Metadata metadata(Random random) {
        Metadata headers = new Metadata();
        Metadata.Key<String> authorization = key("authorization");
        switch (random.nextInt(12)) {
            case 0 -> headers.put(authorization, "Bearer " + token.substring(0, token.length() - 9));
            case 1 -> headers.put(authorization, token);
            case 2 -> {
                headers.put(authorization, "Bearer " + token);
                headers.put(key("x-customer"), NAME + " " + TAX_ID);
                headers.put(key("grpc-accept-encoding"), "br, " + TAX_ID);
            }
            case 3 -> {
                headers.put(authorization, "Bearer " + token);
                byte[] noise = new byte[random.nextInt(4_000)];
                random.nextBytes(noise);
                headers.put(Metadata.Key.of("x-noise-bin", Metadata.BINARY_BYTE_MARSHALLER), noise);
            }
            default -> headers.put(authorization, "Bearer " + token);
        }
        return headers;
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static String problem(AnyCall call) {
        if (IMPROPER.contains(call.code())) {
            return "status " + call.status();
        }
        if (!call.status().isOk() && tells(String.valueOf(StatusProto.fromThrowable(call.refusal())))) {
            return "the refusal tells what was planted: " + call.text();
        }
        for (Message message : call.messages()) {
            String error = error(message);
            if (!error.isEmpty()) {
                return error;
            }
        }
        return "";
    }

    /** The refusals of single items. */
    private static String error(Message message) {
        if (message instanceof Status item) {
            boolean improper = IMPROPER.contains(
                    io.grpc.Status.fromCodeValue(item.getCode()).getCode());
            return improper || tells(item.toString()) ? "an item's error: " + item : "";
        }
        for (Object value : message.getAllFields().values()) {
            for (Object item : value instanceof List<?> list ? list : List.of(value)) {
                String found = item instanceof Message nested ? error(nested) : "";
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return "";
    }

    private static boolean tells(String text) {
        return text.contains(NAME) || text.contains(TAX_ID) || text.contains(token.substring(0, 60));
    }
}
