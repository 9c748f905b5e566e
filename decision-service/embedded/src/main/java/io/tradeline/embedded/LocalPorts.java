package io.tradeline.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Looks at ports of the loopback address. What it says may change the next moment: a server that binds a port is the only judge. */
public final class LocalPorts {
    /** Below the ranges from which Linux and macOS give ports to outgoing connections, so that none of those takes a port in between. */
    private static final int LOWEST = 10_240;

    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private LocalPorts() {}

    /** The IPv4 loopback address. */
    public static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether a server could bind the port now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do, so that connections that are closing don't count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /**
     * Makes sure that a server could bind the port now.
     *
     * @throws PortInUseException when it is taken
     */
    public static void requireFree(int port, String server) {
        if (!isFree(port)) {
            throw new PortInUseException(port, server);
        }
    }

    /** A port that is free now. */
    public static int findFree() {
        return findFreeBlock(1, new int[] {0});
    }

    /**
     * A base so that the ports {@code base + offset} are all free now.
     *
     * @param span how far apart two bases are at least, so that two callers seldom choose overlapping blocks; from 1
     * @param offsets what to add to the base, from 0
     */
    public static int findFreeBlock(int span, int[] offsets) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int steps = (HIGHEST - LOWEST) / span;
            int base = LOWEST + ThreadLocalRandom.current().nextInt(steps) * span;
            if (allFree(base, offsets)) {
                return base;
            }
        }
        throw new EmbeddedServerException("no free port found between " + LOWEST + " and " + HIGHEST);
    }

    private static boolean allFree(int base, int[] offsets) {
        for (int offset : offsets) {
            if (!isFree(base + offset)) {
                return false;
            }
        }
        return true;
    }
}
