package io.tradeline.tools.launch;

import io.tradeline.embedded.LocalPorts;
import io.tradeline.tools.CommandException;

/**
 * The ports of one set of servers, all on 127.0.0.1.
 *
 * @param decisionGrpc the decision service's calls
 * @param decisionHttp its health
 * @param adminHttp the admin service's pages
 * @param postgres embedded PostgreSQL
 * @param redis embedded Redis
 */
public record Ports(int decisionGrpc, int decisionHttp, int adminHttp, int postgres, int redis) {
    private static final int DECISION_GRPC = 7400;
    private static final int DECISION_HTTP = 7480;
    private static final int ADMIN_HTTP = 7490;
    private static final int POSTGRES = 7432;
    private static final int REDIS = 7479;
    private static final int HIGHEST = ADMIN_HTTP;
    private static final int SPAN = 100;

    /**
     * The usual ports, each moved up.
     *
     * @throws CommandException (wrong usage) when that is no port
     */
    public static Ports offset(int offset) {
        int most = 65_535 - HIGHEST;
        if (offset < 0 || offset > most) {
            throw CommandException.usage("--port-offset: " + offset + " (expected: 0 to " + most + ")");
        }
        return new Ports(
                DECISION_GRPC + offset, DECISION_HTTP + offset, ADMIN_HTTP + offset, POSTGRES + offset, REDIS + offset);
    }

    /** Ports that are free now, the usual ones moved up together: {@link #offset()} gives the number. */
    public static Ports free() {
        int base = LocalPorts.findFreeBlock(SPAN, new int[] {
            0,
            POSTGRES - DECISION_GRPC,
            REDIS - DECISION_GRPC,
            DECISION_HTTP - DECISION_GRPC,
            ADMIN_HTTP - DECISION_GRPC
        });
        return offset(base - DECISION_GRPC);
    }

    /** How far the ports are moved up. */
    public int offset() {
        return decisionGrpc - DECISION_GRPC;
    }
}
