package io.tradeline.tools.launch;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/** A name that stands for several ports of this machine, as a name in DNS stands for several replicas. */
final class FixedAddresses extends NameResolverProvider {
    private final List<Integer> ports;

    FixedAddresses(List<Integer> ports) {
        this.ports = ports;
    }

    @Override
    public String getDefaultScheme() {
        return "fixed";
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return new NameResolver() {
            @Override
            public String getServiceAuthority() {
                return "tradeline";
            }

            @Override
            public void start(Listener2 listener) {
                listener.onResult(ResolutionResult.newBuilder()
                        .setAddressesOrError(StatusOr.fromValue(ports.stream()
                                .map(port -> new EquivalentAddressGroup(new InetSocketAddress("127.0.0.1", port)))
                                .toList()))
                        .build());
            }

            @Override
            public void shutdown() {
                // It holds nothing.
            }
        };
    }
}
