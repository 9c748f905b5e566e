package io.tradeline.tools.client;

import io.tradeline.tools.CommandException;

/**
 * Where a decision service listens.
 *
 * @param port 1 to 65535
 */
public record Target(String host, int port) {

    /** The port of a decision service that was started without a port offset. */
    public static final int DEFAULT_PORT = 7400;

    /**
     * Reads {@code host:port}; an IPv6 host stands in brackets.
     *
     * @throws CommandException (wrong usage) when it is something else
     */
    public static Target parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw CommandException.usage("--target: " + text + " (expected: HOST:PORT, for example 127.0.0.1:7400)");
        }
        return new Target(host, port(text.substring(colon + 1)));
    }

    /** The default port on this machine, moved by an offset. */
    public static Target local(int portOffset) {
        int port = DEFAULT_PORT + portOffset;
        if (portOffset < 0 || port > 65535) {
            throw CommandException.usage(
                    "--port-offset: " + portOffset + " (expected: 0 to " + (65535 - DEFAULT_PORT) + ")");
        }
        return new Target("127.0.0.1", port);
    }

    private static int port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw CommandException.usage("--target: port " + text + " (expected: 1 to 65535)");
        }
        return port;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
