package io.tradeline.tools.bench;

/** Names of the processes in the report. */
final class Processes {
    /** The server that is measured: the floor server or the decision service. */
    static final String SERVER = "service";

    static final String POSTGRES = "postgresql";
    static final String REDIS = "redis";

    /** This process, which makes the load. */
    static final String CLIENT = "client";

    private Processes() {}
}
