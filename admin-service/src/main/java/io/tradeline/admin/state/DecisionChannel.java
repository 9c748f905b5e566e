package io.tradeline.admin.state;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** The one connection to the decision service, opened with the first call and closed with the application. */
final class DecisionChannel {
    private static final int CLOSE_SECONDS = 3;

    @Produces
    @Singleton
    static ManagedChannel open(DecisionSettings settings) {
        // No retries: the next page load asks again, and a service in trouble needs no echo of each question.
        return NettyChannelBuilder.forTarget(settings.target())
                .usePlaintext()
                .disableRetry()
                .build();
    }

    static void close(@Disposes ManagedChannel channel) throws InterruptedException {
        channel.shutdown();
        if (!channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            channel.shutdownNow();
        }
    }
}
