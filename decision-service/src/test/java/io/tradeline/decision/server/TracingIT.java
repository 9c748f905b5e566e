package io.tradeline.decision.server;

import static io.tradeline.decision.server.Sample.account;
import static io.tradeline.decision.server.Sample.authorize;
import static io.tradeline.decision.server.Sample.order;
import static io.tradeline.decision.server.Sample.store;
import static io.tradeline.decision.server.StreamClient.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.tradeline.decision.tracing.OtlpReceiver;
import io.tradeline.decision.tracing.ReceivedSpan;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.AuthorizeStreamRequest;
import io.tradeline.proto.decision.v1.AuthorizeStreamResponse;
import io.tradeline.proto.decision.v1.CaptureRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a collector is told of calls, and that nobody waits for it. */
@ExtendWith(SharedService.class)
class TracingIT {

    private static final String DECISIONS = "tradeline.decision.v1.Decisions/";
    private static final String AUTHORIZE = DECISIONS + "Authorize";
    private static final int CAPACITY = 100;

    private static OtlpReceiver collector;
    private static ServiceFixture.Instance traced;

    @BeforeAll
    static void start() throws Exception {
        collector = new OtlpReceiver();
        traced = SharedService.fixture().instance(new TracingSettings(collector.endpoint(), 1, CAPACITY));
    }

    @AfterAll
    static void stop() {
        traced.close();
        collector.close();
    }

    @Test
    void aCallContinuesItsCallersTraceAndTellsWhereItsTimeWent() throws Exception {
        // Its facts are in this instance's memory then, and its exposure is not.
        TestAccounts.store(traced, account("t-one"));
        String trace = "0af7651916cd43dd8448eb211c80319c";
        String caller = "b7ad6b7169203331";

        Decision decision = authorized(from(trace, caller, true), "t-one-1", "t-one");

        ReceivedSpan call = await(trace, AUTHORIZE);
        assertThat(call.parent()).isEqualTo(caller);
        assertThat(call.kind()).isEqualTo(ReceivedSpan.SERVER);
        assertThat(call.failed()).isFalse();
        assertThat(call.attributes())
                .containsAllEntriesOf(Map.of(
                        "rpc.system",
                        "grpc",
                        "rpc.service",
                        "tradeline.decision.v1.Decisions",
                        "rpc.method",
                        "Authorize",
                        "rpc.grpc.status_code",
                        0L,
                        "tradeline.decision.id",
                        decision.getDecisionId(),
                        "tradeline.decision.outcome",
                        "OUTCOME_APPROVED",
                        "tradeline.release.digest",
                        decision.getReleaseDigest()));
        List<ReceivedSpan> children = collector.trace(trace).stream()
                .filter(span -> span != call && !span.equals(call))
                .toList();
        assertThat(children)
                .allSatisfy(child -> {
                    assertThat(child.parent()).isEqualTo(call.id());
                    assertThat(child.startNanos()).isBetween(call.startNanos(), child.endNanos());
                    assertThat(child.endNanos()).isLessThanOrEqualTo(call.endNanos());
                })
                .extracting(ReceivedSpan::name)
                .contains("queue", "redis", "rules", "commit");
        ReceivedSpan commit = named("commit", children);
        assertThat(commit.attributes())
                .containsEntry("tradeline.batch.commands", 1L)
                .containsEntry("tradeline.committed", true);
        ReceivedSpan batch = await(commit.links().get(0));
        assertThat(batch.trace()).isNotEqualTo(trace);
        assertThat(batch.links()).containsExactly(call.id());
        assertThat(collector.trace(batch.trace()))
                .filteredOn(span -> span.parent().equals(batch.id()))
                .extracting(ReceivedSpan::name)
                .contains("redis", "commit");
    }

    @Test
    void aLaterStepWaitsForItsLock() throws Exception {
        store(account("t-step"));
        Decision decision = authorized(traced.decisions(), "t-step-1", "t-step");
        String trace = "11111111111111111111111111111111";

        from(trace, "2222222222222222", true)
                .capture(CaptureRequest.newBuilder()
                        .setRequestId("t-step-2")
                        .setAuthorizationId(decision.getAuthorizationId())
                        .setAmount(Sample.euro(1))
                        .setDocumentId("t-step-invoice")
                        .setClock(Sample.CLOCK)
                        .build());

        await(trace, DECISIONS + "Capture");
        assertThat(collector.trace(trace))
                .extracting(ReceivedSpan::name)
                .contains("queue", "lock", "commit")
                .doesNotContain("rules");
        assertThat(named("commit", collector.trace(trace)).attributes()).containsEntry("tradeline.commit.on", "lock");
    }

    @Test
    void whatOnlyReadsIsToldToo() throws Exception {
        store(account("t-look"));
        String trace = "33333333333333333333333333333333";

        from(trace, "4444444444444444", true)
                .evaluate(EvaluateRequest.newBuilder()
                        .setOrder(order("t-look", 1_00))
                        .setClock(Sample.CLOCK)
                        .build());

        await(trace, DECISIONS + "Evaluate");
        assertThat(collector.trace(trace)).extracting(ReceivedSpan::name).contains("queue", "rules");
    }

    @Test
    void callsThatAreCommittedTogetherAreLinkedAndEachCanBeReadAlone() throws Exception {
        store(account("t-many"));
        DecisionsGrpc.DecisionsFutureStub stub = DecisionsGrpc.newFutureStub(traced.channel())
                .withInterceptors(SharedService.fixture().bearer("decide simulate"));
        ReceivedSpan commit = null;
        for (int round = 0; commit == null; round++) {
            List<ListenableFuture<AuthorizeResponse>> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                answers.add(stub.authorize(authorize("t-many-" + round + "-" + i, order("t-many", 1))
                        .build()));
            }
            Set<Object> decisions = new HashSet<>();
            for (ListenableFuture<AuthorizeResponse> answer : answers) {
                decisions.add(answer.get().getDecision().getDecisionId());
            }
            until("the round's spans", () -> decisionsTold().containsAll(decisions));
            Set<String> calls = collector.spans().stream()
                    .filter(span ->
                            decisions.contains(String.valueOf(span.attributes().get("tradeline.decision.id"))))
                    .map(ReceivedSpan::id)
                    .collect(Collectors.toSet());
            commit = collector.spans().stream()
                    .filter(span -> span.name().equals("commit") && calls.contains(span.parent()) && commands(span) > 1)
                    .findAny()
                    .orElse(null);
        }
        ReceivedSpan batch = await(commit.links().get(0));

        assertThat(batch.links()).hasSize(commands(batch));
        for (String linked : batch.links()) {
            ReceivedSpan call = await(linked);
            assertThat(collector.trace(call.trace()))
                    .extracting(ReceivedSpan::name)
                    .contains(AUTHORIZE, "queue", "rules", "commit");
            assertThat(named("commit", collector.trace(call.trace())).links()).containsExactly(batch.id());
        }
    }

    @Test
    void eachOrderOfAStreamHasATraceThatNamesTheStreams() throws Exception {
        store(account("t-stream"));
        String trace = "55555555555555555555555555555555";
        StreamClient<AuthorizeStreamRequest, AuthorizeStreamResponse> client = StreamClient.reading();
        DecisionsGrpc.newStub(traced.channel())
                .withInterceptors(
                        SharedService.fixture().bearer("decide simulate"), caller(trace, "6666666666666666", true))
                .authorizeStream(client);
        for (int i = 0; i < 3; i++) {
            client.call()
                    .onNext(AuthorizeStreamRequest.newBuilder()
                            .setOrder(authorize("t-stream-" + i, order("t-stream", 1_00)))
                            .build());
        }
        client.call().onCompleted();
        client.awaitEnd();

        ReceivedSpan stream = await(trace, DECISIONS + "AuthorizeStream");
        assertThat(collector.trace(trace)).as("a stream lasts long").containsExactly(stream);
        until("the orders' spans", () -> ordersOf(stream).size() == 3);
        assertThat(ordersOf(stream)).allSatisfy(order -> {
            assertThat(order.kind()).isEqualTo(ReceivedSpan.SERVER);
            assertThat(order.parent()).isEmpty();
            assertThat(order.attributes()).containsKeys("tradeline.decision.id", "tradeline.decision.outcome");
            assertThat(collector.trace(order.trace()))
                    .extracting(ReceivedSpan::name)
                    .contains("queue", "rules", "commit");
        });
    }

    @Test
    void whatItsCallerDoesNotRecordIsNotRecordedHereButLinesOfTheLogNameIt() throws Exception {
        store(account("t-not"));
        String trace = "77777777777777777777777777777777";
        Decision decision;
        try (Lines lines = new Lines()) {
            decision = authorized(from(trace, "8888888888888888", false), "t-not-1", "t-not");

            until(
                    "the decision's line",
                    () -> lines.traces.stream()
                            .anyMatch(line -> line.equals(Map.of(
                                    "decisionId",
                                    decision.getDecisionId(),
                                    "requestId",
                                    "t-not-1",
                                    "traceId",
                                    trace))));
        }
        Decision later = authorized(traced.decisions(), "t-not-2", "t-not");
        until("a later call's spans", () -> decisionsTold().contains(later.getDecisionId()));
        assertThat(collector.trace(trace)).isEmpty();
        assertThat(decisionsTold()).doesNotContain(decision.getDecisionId());
    }

    @Test
    void aCallThatFailsIsToldWithItsCodeAndNothingSecretIs() throws Exception {
        String trace = "99999999999999999999999999999999";
        String token = SharedService.fixture().token("read", claims -> claims.setSubject("carla-the-caller"));

        Throwable denied = catchThrowable(() -> DecisionsGrpc.newBlockingStub(traced.channel())
                .withInterceptors(ServiceFixture.bearerOf(token), caller(trace, "aaaaaaaaaaaaaaaa", true))
                .authorize(
                        authorize("t-denied", order("t-secret-account", 1_00)).build()));

        assertThat(denied).hasMessageContaining("PERMISSION_DENIED");
        ReceivedSpan call = await(trace, AUTHORIZE);
        assertThat(call.attributes()).containsEntry("rpc.grpc.status_code", 7L);
        assertThat(call.failed()).as("not a fault of ours").isFalse();
        assertThat(collector.everything()).doesNotContain(token, "carla", "t-secret-account", "bob");
    }

    @Test
    void decisionsGoOnWhileNoSpansAreTakenAndWhatIsDroppedIsCounted() throws Exception {
        store(account("t-away"));
        try (CapturedLog log = new CapturedLog()) {
            double before = dropped("endpoint");
            collector.answerWith(503);
            for (int i = 0; dropped("endpoint") < before + 30; i++) {
                authorized(traced.decisions(), "t-away-" + i, "t-away");
            }
            collector.answerWith(200);
            double full = dropped("queue");
            collector.stall();
            for (int i = 0; dropped("queue") == full; i++) {
                authorized(traced.decisions(), "t-stall-" + i, "t-away");
            }
            assertThat(traced.meters()
                            .get("tradeline.trace.spans.waiting")
                            .gauge()
                            .value())
                    .isLessThanOrEqualTo(CAPACITY);
            collector.goOn();

            Decision after = authorized(traced.decisions(), "t-back", "t-away");
            for (int i = 0; !decisionsTold().contains(after.getDecisionId()); i++) {
                after = authorized(traced.decisions(), "t-back-" + i, "t-away");
                String id = after.getDecisionId();
                double lost = dropped("queue") + dropped("endpoint");
                until("its spans", () -> decisionsTold().contains(id) || dropped("queue") + dropped("endpoint") > lost);
            }
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("spans are dropped"))
                    .as("told once for each time")
                    .hasSizeBetween(1, 2);
        } finally {
            collector.answerWith(200);
            collector.goOn();
        }
        assertThat(traced.meters()
                        .get("tradeline.trace.spans.sent")
                        .functionCounter()
                        .count())
                .isPositive();
    }

    @Test
    void withoutAnEndpointNothingIsThere() {
        assertThat(SharedService.service().meters().getMeters())
                .extracting(meter -> meter.getId().getName())
                .noneMatch(name -> name.startsWith("tradeline.trace"));
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.equals("traces")))
                .as("the one of the instance that tells")
                .hasSize(1);
    }

    private static Decision authorized(DecisionsGrpc.DecisionsBlockingStub stub, String requestId, String account) {
        return stub.authorize(authorize(requestId, order(account, 1)).build()).getDecision();
    }

    private static DecisionsGrpc.DecisionsBlockingStub from(String trace, String span, boolean recorded) {
        return traced.decisions().withInterceptors(caller(trace, span, recorded));
    }

    private static io.grpc.ClientInterceptor caller(String trace, String span, boolean recorded) {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER),
                "00-" + trace + "-" + span + (recorded ? "-01" : "-00"));
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    private static ReceivedSpan await(String trace, String name) throws InterruptedException {
        until(
                name,
                () -> collector.trace(trace).stream()
                        .anyMatch(span -> span.name().equals(name)));
        return named(name, collector.trace(trace));
    }

    private static ReceivedSpan await(String id) throws InterruptedException {
        until(
                "span " + id,
                () -> collector.spans().stream().anyMatch(span -> span.id().equals(id)));
        return collector.spans().stream()
                .filter(span -> span.id().equals(id))
                .findAny()
                .orElseThrow();
    }

    private static ReceivedSpan named(String name, List<ReceivedSpan> spans) {
        return spans.stream().filter(span -> span.name().equals(name)).findAny().orElseThrow();
    }

    private static int commands(ReceivedSpan span) {
        return ((Number) Objects.requireNonNull(span.attributes().get("tradeline.batch.commands"))).intValue();
    }

    private static List<ReceivedSpan> ordersOf(ReceivedSpan stream) {
        return collector.spans().stream()
                .filter(span -> span.name().endsWith(" order") && span.links().equals(List.of(stream.id())))
                .toList();
    }

    private static Set<Object> decisionsTold() {
        return collector.spans().stream()
                .filter(span -> span.attributes().containsKey("tradeline.decision.id"))
                .map(span -> span.attributes().get("tradeline.decision.id"))
                .collect(Collectors.toSet());
    }

    private static double dropped(String why) {
        return traced.meters()
                .get("tradeline.trace.spans.dropped")
                .tag("why", why)
                .functionCounter()
                .count();
    }

    /** The fields of the lines that tell of decisions. */
    private static final class Lines extends Handler implements AutoCloseable {
        private final Queue<Map<String, String>> traces = new ConcurrentLinkedQueue<>();
        private final Logger logger = Logger.getLogger("decisions");

        Lines() {
            logger.setLevel(Level.FINE);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            traces.add(((ExtLogRecord) line).getMdcCopy());
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setLevel(null);
        }
    }
}
