package io.tradeline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LocalPortsTest {
    @Test
    void tellsTakenFromFree() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(LocalPorts.loopback(), 0));
            port = taken.getLocalPort();
            assertThat(LocalPorts.isFree(port)).isFalse();
            assertThatExceptionOfType(PortInUseException.class)
                    .isThrownBy(() -> LocalPorts.requireFree(port, "Redis"))
                    .withMessage("port " + port + " on 127.0.0.1, wanted for Redis, is taken by another program;"
                            + " stop that one, or choose other ports with --port-offset")
                    .satisfies(thrown -> assertThat(thrown.port()).isEqualTo(port));
        }
        assertThat(LocalPorts.isFree(port)).isTrue();
    }

    @Test
    void findsBlocks() {
        int[] offsets = {0, 32, 90};
        int base = LocalPorts.findFreeBlock(100, offsets);
        for (int offset : offsets) {
            assertThat(LocalPorts.isFree(base + offset)).isTrue();
        }
        assertThat(base).isBetween(10_240, 32_000);
    }
}
