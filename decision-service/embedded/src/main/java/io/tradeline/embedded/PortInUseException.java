package io.tradeline.embedded;

/** Another program listens on the port that a server was to have. */
public final class PortInUseException extends EmbeddedServerException {
    private static final long serialVersionUID = 1L;

    private final int port;

    /**
     * @param port the taken port
     * @param server for whom it was wanted, for example {@code "PostgreSQL"}
     */
    public PortInUseException(int port, String server) {
        super("port " + port + " on 127.0.0.1, wanted for " + server
                + ", is taken by another program; stop that one, or choose other ports with --port-offset");
        this.port = port;
    }

    /** The taken port. */
    public int port() {
        return port;
    }
}
