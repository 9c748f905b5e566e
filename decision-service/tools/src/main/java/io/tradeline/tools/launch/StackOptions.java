package io.tradeline.tools.launch;

import io.tradeline.embedded.postgres.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link LocalStack} is made of.
 *
 * @param directory for data, logs, key and notes; made when it is missing, kept at the end
 * @param ports where everything listens
 * @param durability of embedded PostgreSQL
 * @param postgresSettings of embedded PostgreSQL, as {@code name=value}; they win over its defaults
 * @param database a running database to use in the place of embedded PostgreSQL
 * @param redisUrl a running Redis to use in the place of the embedded one
 * @param readyLimit how long the decision service may take
 * @param jvmOptions of the decision service's Java
 */
public record StackOptions(
        Path directory,
        Ports ports,
        Durability durability,
        List<String> postgresSettings,
        Optional<DatabaseAddress> database,
        Optional<String> redisUrl,
        Duration readyLimit,
        List<String> jvmOptions) {
    /**
     * What suits a service that shares few processors with its databases: no concurrent collector beside the work; compilers that give way to it (-XX:CompilerThreadPriority is a nice value on Linux); a
     * heap for 150,000 accounts in memory, and as much again.
     */
    public static final List<String> SERVICE_JVM = List.of(
            "-Xmx448m",
            "-XX:+UseParallelGC",
            "-XX:+UseTransparentHugePages",
            "-XX:ThreadPriorityPolicy=1",
            "-XX:CompilerThreadPriority=5");

    public StackOptions {
        directory = directory.toAbsolutePath().normalize();
        postgresSettings = List.copyOf(postgresSettings);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** Embedded servers with full durability, on free ports. */
    public static StackOptions in(Path directory) {
        return new StackOptions(
                directory,
                Ports.free(),
                Durability.FULL,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(2),
                SERVICE_JVM);
    }

    public StackOptions withPorts(Ports value) {
        return new StackOptions(
                directory, value, durability, postgresSettings, database, redisUrl, readyLimit, jvmOptions);
    }

    public StackOptions withDurability(Durability value) {
        return new StackOptions(directory, ports, value, postgresSettings, database, redisUrl, readyLimit, jvmOptions);
    }

    public StackOptions withPostgresSettings(List<String> value) {
        return new StackOptions(directory, ports, durability, value, database, redisUrl, readyLimit, jvmOptions);
    }

    public StackOptions withDatabase(Optional<DatabaseAddress> value) {
        return new StackOptions(
                directory, ports, durability, postgresSettings, value, redisUrl, readyLimit, jvmOptions);
    }

    public StackOptions withRedisUrl(Optional<String> value) {
        return new StackOptions(
                directory, ports, durability, postgresSettings, database, value, readyLimit, jvmOptions);
    }

    public StackOptions withJvmOptions(List<String> value) {
        return new StackOptions(directory, ports, durability, postgresSettings, database, redisUrl, readyLimit, value);
    }
}
