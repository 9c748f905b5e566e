package io.tradeline.tools.bench.feed;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** A few connections that readers of the feed share, apart from those of the orders. */
public final class FeedConnections implements AutoCloseable {
    private static final int CONNECTIONS = 4;

    private final List<ManagedChannel> connections = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private int next;

    /** @param headers sent with each subscription */
    public FeedConnections(String host, int port, Metadata headers) {
        for (int i = 0; i < CONNECTIONS; i++) {
            ManagedChannel connection = NettyChannelBuilder.forAddress(host, port)
                    .usePlaintext()
                    .directExecutor()
                    .build();
            connections.add(connection);
            channels.add(ClientInterceptors.intercept(connection, MetadataUtils.newAttachHeadersInterceptor(headers)));
        }
    }

    /** One who begins after a sequence. */
    public FeedReader after(long sequence) {
        return FeedReader.after(channel(), sequence);
    }

    /** One who begins now. */
    public FeedReader now() {
        return FeedReader.now(channel(), null);
    }

    /**
     * One who begins now.
     *
     * @param times told when each event happened, in milliseconds by the clock of its order
     */
    public FeedReader now(LongConsumer times) {
        return FeedReader.now(channel(), times);
    }

    private Channel channel() {
        return channels.get(next++ % CONNECTIONS);
    }

    @Override
    public void close() {
        connections.forEach(ManagedChannel::shutdownNow);
        try {
            for (ManagedChannel connection : connections) {
                connection.awaitTermination(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
