package io.tradeline.admin.state;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real gRPC server on a port of its own, which accepts one bearer token. Tests stop it and start it again. */
public final class FakeDecisionService implements QuarkusTestResourceLifecycleManager {
    static final String TOKEN = "test.read.token";
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final FakeReleases releases = new FakeReleases();
    private @Nullable Server server;
    private @Nullable Path tokenFile;
    private int port;

    @Override
    public Map<String, String> start() {
        run();
        try {
            tokenFile = Files.createTempFile("tradeline-token", ".jwt");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        writeToken(TOKEN);
        return Map.of(
                "tradeline.decision.target",
                "127.0.0.1:" + port,
                "tradeline.decision.token-file",
                tokenFile().toString());
    }

    @Override
    public void stop() {
        halt();
        try {
            Files.deleteIfExists(tokenFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, field -> field.getType() == FakeDecisionService.class);
    }

    FakeReleases releases() {
        return releases;
    }

    /** Starts listening, on the same port each time; does nothing while it listens already. */
    void run() {
        if (server != null) {
            return;
        }
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .addService(releases)
                    .intercept(new TokenCheck())
                    .build()
                    .start();
            port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops listening and drops its connections. */
    void halt() {
        Server running = server;
        server = null;
        if (running == null) {
            return;
        }
        try {
            if (!running.shutdownNow().awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("fake decision service still runs after 5 s (expected: stopped)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Replaces the token that the service under test reads. */
    void writeToken(String token) {
        try {
            Files.writeString(tokenFile(), token + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path tokenFile() {
        if (tokenFile == null) {
            throw new IllegalStateException("tokenFile: null (expected: start() was called)");
        }
        return tokenFile;
    }

    private static final class TokenCheck implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            if (("Bearer " + TOKEN).equals(headers.get(AUTHORIZATION))) {
                return next.startCall(call, headers);
            }
            call.close(Status.UNAUTHENTICATED, new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }
}
