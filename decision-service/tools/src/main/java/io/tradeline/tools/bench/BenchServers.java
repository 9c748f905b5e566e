package io.tradeline.tools.bench;

import com.sun.management.OperatingSystemMXBean;
import io.tradeline.embedded.EmbeddedServerException;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.embedded.postgres.PostgresOptions;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.bench.process.Processes;
import io.tradeline.tools.bench.process.WriteAheadLog;
import io.tradeline.tools.launch.LocalStack;
import io.tradeline.tools.launch.StackOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The databases and, where it is needed, the decision service, in a directory of the benchmark's own. PostgreSQL writes durably. */
final class BenchServers implements AutoCloseable {
    private static final long MEBIBYTE = 1 << 20;

    private final Path directory;
    private final @Nullable LocalStack stack;
    private final @Nullable EmbeddedPostgres postgres;

    private BenchServers(Path directory, @Nullable LocalStack stack, @Nullable EmbeddedPostgres postgres) {
        this.directory = directory;
        this.stack = stack;
        this.postgres = postgres;
    }

    /** @throws CommandException when they can't be started */
    static BenchServers start(BenchPlan plan, Path directory) {
        try {
            if (plan.needsService()) {
                LocalStack stack =
                        LocalStack.start(StackOptions.in(directory).withPostgresSettings(List.of(sharedBuffers())));
                return new BenchServers(directory, stack, stack.postgres().orElseThrow());
            }
            return new BenchServers(
                    directory,
                    null,
                    plan.needsDatabase()
                            ? EmbeddedPostgres.start(PostgresOptions.in(directory.resolve("postgres"))
                                    .withSettings(sharedBuffers()))
                            : null);
        } catch (EmbeddedServerException failed) {
            throw CommandException.environment(String.valueOf(failed.getMessage()), failed);
        }
    }

    /** What PostgreSQL's manual advises for a server: a quarter of the memory. At most 4 GB. */
    private static String sharedBuffers() {
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return "shared_buffers=" + Math.min(4_096, memory / 4 / MEBIBYTE) + "MB";
    }

    /** @throws IllegalStateException when the plan needs no decision service */
    MeasuredService service() {
        if (stack == null) {
            throw new IllegalStateException("decision service: none (expected: one that was started)");
        }
        return new MeasuredService(stack, postgres());
    }

    /**
     * Puts PostgreSQL into the state of one that has run for a while.
     *
     * @throws CommandException when it refuses
     */
    void prepare(int logFiles) {
        EmbeddedPostgres server = postgres;
        if (server != null) {
            try {
                WriteAheadLog.prepare(server, logFiles);
            } catch (SQLException failed) {
                throw CommandException.failed("PostgreSQL's log can't be prepared: " + failed.getMessage(), failed);
            }
        }
    }

    /** Where further servers may put their data. */
    Path directory() {
        return directory;
    }

    /** @throws IllegalStateException when the plan needs no database */
    EmbeddedPostgres postgres() {
        if (postgres == null) {
            throw new IllegalStateException("PostgreSQL: none (expected: one that was started)");
        }
        return postgres;
    }

    /** Process ids of the databases. */
    Map<String, Long> databases() {
        Map<String, Long> pids = new LinkedHashMap<>();
        if (postgres != null) {
            pids.put(Processes.POSTGRES, postgres.pid());
        }
        if (stack != null) {
            stack.redis().ifPresent(redis -> pids.put(Processes.REDIS, redis.pid()));
        }
        return pids;
    }

    @Override
    public void close() {
        // Whoever asked us to end has interrupted this thread; stopping in good order takes waiting.
        Thread.interrupted();
        if (stack != null) {
            stack.close();
        } else if (postgres != null) {
            postgres.close();
        }
    }
}
