package io.tradeline.tools.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.tradeline.embedded.LocalPorts;
import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.Tradeline;
import io.tradeline.tools.launch.Ports;
import io.tradeline.tools.token.LocalTokens;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Starts everything for real. Needs both services built. */
class StartIT {
    @TempDir
    private Path temp;

    private final Ports ports = Ports.free();

    private StartedTradeline start(String... options) throws IOException {
        return StartedTradeline.start(temp.resolve("data"), ports.offset(), options);
    }

    /** Asks for the example order; a repeated request id gets the first answer. */
    private Decision decide(String requestId) throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", ports.decisionGrpc())
                .usePlaintext()
                .build();
        try {
            AuthorizeRequest.Builder request = AuthorizeRequest.newBuilder();
            JsonFormat.parser().merge(Files.readString(temp.resolve("data/examples/first-order.json")), request);
            Metadata bearer = new Metadata();
            bearer.put(
                    Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                    "Bearer "
                            + LocalTokens.open(temp.resolve("data"))
                                    .issue("start-it", Duration.ofMinutes(5), "decide"));
            return DecisionsGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer))
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .authorize(request.setRequestId(requestId).build())
                    .getDecision();
        } finally {
            channel.shutdownNow();
        }
    }

    /** What a command says to what was started here. */
    private String said(String command, String operand) {
        StringWriter out = new StringWriter();
        CommandLine commandLine = Tradeline.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        int code = commandLine.execute(
                command,
                "--port-offset",
                Integer.toString(ports.offset()),
                "--data-dir",
                temp.resolve("data").toString(),
                operand);
        assertThat(code).as(out.toString()).isEqualTo(ExitCodes.OK);
        return out.toString();
    }

    /** Whether the service decides; while it has no database it says that it is unavailable. */
    private boolean decides(String requestId) {
        try {
            return decide(requestId).getOutcome() != Outcome.OUTCOME_UNSPECIFIED;
        } catch (StatusRuntimeException failure) {
            assertThat(failure.getStatus().getCode())
                    .as(failure.toString())
                    .isIn(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);
            return false;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static int status(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void anEmptyStartDecidesAndTheNextOneRemembers() throws IOException, InterruptedException {
        Decision first;
        try (StartedTradeline tradeline = start()) {
            tradeline.awaitRunning();
            assertThat(tradeline.output())
                    .contains("40 companies with 120 accounts")
                    .contains("127.0.0.1:" + ports.decisionGrpc())
                    .contains("http://127.0.0.1:" + ports.adminHttp())
                    .contains("decide --port-offset " + ports.offset() + " --data-dir ")
                    .contains("grpcurl ");
            // The first call that the welcome offers.
            assertThat(said(
                            "decide",
                            temp.resolve("data/examples/first-order.json").toString()))
                    .contains("APPROVED");
            first = decide("first");
            assertThat(first.getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
            assertThat(said("explain", first.getDecisionId()))
                    .startsWith("APPROVED  order " + first.getOrderId())
                    .contains("Accounts, as they were", "Rules that fired, in order", "credit-terms/");
            assertThat(status(ports.decisionHttp(), "/q/health/ready")).isEqualTo(200);
            assertThat(status(ports.adminHttp(), "/")).isEqualTo(200);

            StartedTradeline second = start();
            assertThat(second.awaitExit()).isEqualTo(ExitCodes.ENVIRONMENT);
            assertThat(second.output()).contains("another start already runs on " + temp.resolve("data"));

            // Nothing is left even of a start that could not clean up.
            List<ProcessHandle> children = tradeline.children();
            assertThat(children).hasSize(4);
            tradeline.kill();
            tradeline.awaitGone(children);
        }
        try (StartedTradeline again = start()) {
            again.awaitRunning();
            assertThat(again.output()).doesNotContain("Loaded a demonstration");
            assertThat(decide("first").getDecisionId()).isEqualTo(first.getDecisionId());

            List<ProcessHandle> children = again.children();
            assertThat(children).hasSize(4);
            assertThat(again.terminate()).isEqualTo(ExitCodes.OK);
            assertThat(again.output()).contains("Stopping ...");
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        }
    }

    @Test
    void serversThatDieComeBackAndAServiceThatDiesEndsTheRun() throws IOException {
        try (StartedTradeline tradeline = start()) {
            tradeline.awaitRunning();
            Decision before = decide("before");

            tradeline.child("redis/redis.pid").destroyForcibly();
            assertThat(decide("without-redis").getOutcome()).isEqualTo(Outcome.OUTCOME_APPROVED);
            tradeline.awaitOutput("Redis runs again.");

            tradeline.child("postgres/postgres.pid").destroyForcibly();
            tradeline.awaitOutput("PostgreSQL runs again.");
            tradeline.await("decisions after the return of PostgreSQL", () -> decides("after"));
            assertThat(decide("before").getDecisionId()).isEqualTo(before.getDecisionId());
            tradeline.await("readiness after the return of PostgreSQL", this::isReady);

            List<ProcessHandle> children = tradeline.children();
            tradeline.child("run/decision-service.pid").destroyForcibly();
            assertThat(tradeline.awaitExit()).isEqualTo(ExitCodes.FAILED);
            assertThat(tradeline.output())
                    .contains("decision-service has ended by itself")
                    .contains("logs/decision-service.log, ends with:");
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        }
    }

    private boolean isReady() {
        try {
            return status(ports.decisionHttp(), "/q/health/ready") == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void aTakenPortIsNamedAndNothingIsLeftRunning() throws IOException {
        for (int port : new int[] {
            ports.postgres(), ports.redis(), ports.decisionGrpc(), ports.decisionHttp(), ports.adminHttp()
        }) {
            try (ServerSocket taken = new ServerSocket()) {
                taken.bind(new InetSocketAddress(LocalPorts.loopback(), port));
                StartedTradeline tradeline = start();
                assertThat(tradeline.awaitExit()).as(tradeline.output()).isEqualTo(ExitCodes.ENVIRONMENT);
                assertThat(tradeline.output())
                        .contains("port " + port + " on 127.0.0.1")
                        .contains("--port-offset");
                assertThat(tradeline.children()).isEmpty();
            }
        }
    }

    @Test
    void aDamagedDataDirectoryIsAnErrorAndStays() throws IOException {
        Path data = temp.resolve("data");
        Files.createDirectories(data);
        Path key = Files.writeString(data.resolve("signing-key.json"), "not a key");
        assertRefused("signing-key.json is damaged");
        assertThat(key).hasContent("not a key");
        Files.delete(key);

        Path base = Files.createDirectories(data.resolve("postgres/data/base/1"));
        Path table = Files.writeString(base.resolve("16384"), "rows");
        assertRefused("PG_VERSION is missing");
        assertThat(table).hasContent("rows");
    }

    private void assertRefused(String message) throws IOException {
        StartedTradeline tradeline = start();
        assertThat(tradeline.awaitExit()).as(tradeline.output()).isEqualTo(ExitCodes.ENVIRONMENT);
        assertThat(tradeline.output()).contains(message).doesNotContain("\tat ");
        assertThat(tradeline.children()).isEmpty();
    }
}
