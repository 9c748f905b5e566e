package io.tradeline.tools.bench.calls;

import io.grpc.netty.NettyChannelBuilder;
import java.util.Locale;

/** The load generator's side of every gRPC call, the same for all servers. It takes its share of the processors, and the less it takes the more an empty call gains. */
public enum Client {
    /** As gRPC makes clients by default, and as order systems have them: answers are handled on the channel's pool of threads. */
    PLAIN,
    /** As light as a client can be: answers are handled, and the next calls sent, on the connections' event loops. */
    LEAN;

    public NettyChannelBuilder on(NettyChannelBuilder channel) {
        return this == LEAN ? channel.directExecutor() : channel;
    }

    /** As it stands on the command line. */
    public String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
