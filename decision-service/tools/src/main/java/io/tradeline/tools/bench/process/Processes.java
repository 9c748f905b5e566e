package io.tradeline.tools.bench.process;

/** Names of the processes in the report. */
public final class Processes {
    /** The server that is measured: the floor server or the decision service. */
    public static final String SERVER = "service";

    public static final String POSTGRES = "postgresql";
    public static final String REDIS = "redis";

    /** This process, which makes the load. */
    public static final String CLIENT = "client";

    private Processes() {}
}
