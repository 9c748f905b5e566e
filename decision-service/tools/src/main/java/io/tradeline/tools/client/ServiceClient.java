package io.tradeline.tools.client;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.feed.v1.FeedGrpc;
import io.tradeline.proto.operations.v1.OperationsGrpc;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to one decision service. Answers of the asynchronous stubs arrive on the connection's own thread, which must not be kept busy.
 */
public final class ServiceClient implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

    private final Target target;
    private final ManagedChannel channel;
    private final BearerCredentials credentials;

    private ServiceClient(Target target, ManagedChannel channel, BearerCredentials credentials) {
        this.target = target;
        this.channel = channel;
        this.credentials = credentials;
    }

    /** Opens nothing yet: the connection is made with the first call. */
    public static ServiceClient of(Target target, Supplier<String> token) {
        return of(target, null, token);
    }

    /**
     * The same with TLS.
     *
     * @param tls null: without
     * @throws io.tradeline.tools.CommandException (wrong usage) when its files are of no use
     */
    public static ServiceClient of(Target target, @Nullable ClientTls tls, Supplier<String> token) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(target.host(), target.port())
                .directExecutor()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES);
        ManagedChannel channel = (tls == null ? builder.usePlaintext() : builder.sslContext(tls.context())).build();
        return new ServiceClient(target, channel, new BearerCredentials(token));
    }

    public Target target() {
        return target;
    }

    public DecisionsGrpc.DecisionsStub decisions() {
        return DecisionsGrpc.newStub(channel).withCallCredentials(credentials);
    }

    public ExposuresGrpc.ExposuresStub exposures() {
        return ExposuresGrpc.newStub(channel).withCallCredentials(credentials);
    }

    public AccountsGrpc.AccountsStub accounts() {
        return AccountsGrpc.newStub(channel).withCallCredentials(credentials);
    }

    /** For calls that are waited for; give them a deadline. */
    public DecisionsGrpc.DecisionsBlockingStub decisionsBlocking() {
        return DecisionsGrpc.newBlockingStub(channel).withCallCredentials(credentials);
    }

    /** For streams that are read as they come; give them a deadline. */
    public FeedGrpc.FeedBlockingStub feedBlocking() {
        return FeedGrpc.newBlockingStub(channel).withCallCredentials(credentials);
    }

    /** For calls that are waited for; give them a deadline. */
    public OperationsGrpc.OperationsBlockingStub operationsBlocking() {
        return OperationsGrpc.newBlockingStub(channel).withCallCredentials(credentials);
    }

    /** A call of any method that is answered with one message. Cancelling the future cancels the call, whose effect is then unknown. */
    public <Q, R> ListenableFuture<R> call(MethodDescriptor<Q, R> method, Q request, Duration deadline) {
        return ClientCalls.futureUnaryCall(channel.newCall(method, options(deadline)), request);
    }

    /**
     * The same, waited for.
     *
     * @throws io.tradeline.tools.CommandException when it fails
     */
    public <Q, R> R await(MethodDescriptor<Q, R> method, Q request, Duration deadline) {
        try {
            return ClientCalls.blockingUnaryCall(channel, method, options(deadline), request);
        } catch (StatusRuntimeException failed) {
            throw RpcErrors.explain(failed, target);
        }
    }

    private CallOptions options(Duration deadline) {
        return CallOptions.DEFAULT
                .withCallCredentials(credentials)
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Connects at once with the next call, however long the service could not be reached. */
    public void reconnect() {
        channel.resetConnectBackoff();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
