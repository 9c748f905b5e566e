package io.tradeline.tools.bench.calls;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A few connections to one server. */
public final class Connections implements AutoCloseable {
    private final List<ManagedChannel> connections = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();

    /**
     * @param count from 1
     * @param headers sent with each call
     */
    public Connections(int count, Client client, String host, int port, Metadata headers) {
        for (int i = 0; i < count; i++) {
            ManagedChannel connection = client.on(
                            NettyChannelBuilder.forAddress(host, port).usePlaintext())
                    .build();
            connections.add(connection);
            channels.add(
                    headers.keys().isEmpty()
                            ? connection
                            : ClientInterceptors.intercept(
                                    connection, MetadataUtils.newAttachHeadersInterceptor(headers)));
        }
    }

    /** Each in turn. */
    public Channel channel(long number) {
        return channels.get((int) (number % channels.size()));
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
