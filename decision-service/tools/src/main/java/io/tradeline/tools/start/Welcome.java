package io.tradeline.tools.start;

import io.tradeline.tools.launch.LocalStack;
import io.tradeline.tools.launch.Ports;
import io.tradeline.tools.launch.TradelineHome;
import java.nio.file.Path;

/** What is said when everything runs: where it is, what to try, how to end it. */
final class Welcome {
    private Welcome() {}

    static String text(Path directory, Ports ports, LocalStack stack, Path order) {
        return text(directory, ports, stack.database().toString(), redis(stack), order);
    }

    private static String redis(LocalStack stack) {
        return stack.redis().isPresent() ? stack.redisUrl() : "as TRADELINE_REDIS_URL says";
    }

    private static String text(Path directory, Ports ports, String database, String redis, Path order) {
        String offset = ports.offset() == 0 ? "" : " --port-offset " + ports.offset();
        ShellPaths paths = ShellPaths.ofThisProcess();
        String data = directory.equals(TradelineHome.dataDirectory(null)) ? "" : " --data-dir " + paths.word(directory);
        return """

                Tradeline runs.

                  Decisions (gRPC)   127.0.0.1:%d
                  Health             http://127.0.0.1:%d/q/health
                  Pages              http://127.0.0.1:%d
                  PostgreSQL         %s
                  Redis              %s
                  Data, logs         %s

                A first decision, from another terminal:

                  %s decide%s%s %s

                The same as a what-if from any gRPC client:

                  grpcurl -plaintext -H "authorization: Bearer $(%s token%s)" \\
                    -d "$(cat %s)" 127.0.0.1:%d tradeline.decision.v1.Decisions/Evaluate

                Ctrl-C stops everything that was started here; the data stays.""".formatted(
                        ports.decisionGrpc(),
                        ports.decisionHttp(),
                        ports.adminHttp(),
                        database,
                        redis,
                        directory,
                        paths.script(),
                        offset,
                        data,
                        paths.word(order),
                        paths.script(),
                        data,
                        paths.word(order),
                        ports.decisionGrpc());
    }
}
