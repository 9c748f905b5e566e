package io.tradeline.tools.bench.floor;

import com.google.protobuf.Empty;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A plain gRPC server with its default executor and one empty call, in a process of its own. It prints its port on one line, and ends when its standard
 * input does: with the process that started it.
 */
public final class FloorServer {
    private FloorServer() {}

    public static void main(String[] args) throws IOException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder(FloorMethod.SERVICE)
                        .addMethod(FloorMethod.CALL, ServerCalls.<Empty, Empty>asyncUnaryCall((request, observer) -> {
                            observer.onNext(Empty.getDefaultInstance());
                            observer.onCompleted();
                        }))
                        .build())
                .build()
                .start();
        System.out.println(server.getPort());
        System.out.flush();
        while (System.in.read() >= 0) {
            // Whatever is sent means nothing; only the end counts.
        }
        server.shutdownNow();
    }
}
