package io.tradeline.tools.simulate;

import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.embedded.postgres.PostgresOptions;
import io.tradeline.embedded.process.Signal;
import io.tradeline.embedded.redis.EmbeddedRedis;
import io.tradeline.embedded.redis.RedisOptions;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.client.RenewedToken;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.client.Target;
import io.tradeline.tools.launch.DatabaseAddress;
import io.tradeline.tools.launch.LocalStack;
import io.tradeline.tools.launch.ServiceProcess;
import io.tradeline.tools.launch.StackOptions;
import io.tradeline.tools.launch.Started;
import io.tradeline.tools.token.LocalTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Several instances of the service on one PostgreSQL and one Redis, all real, all on this machine. PostgreSQL writes durably, to a disk of its own where that can be had. */
final class Cluster implements AutoCloseable {
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);

    private final Started started;
    private final SmallDisk disk;
    private final EmbeddedPostgres postgres;
    private final EmbeddedRedis redis;
    private final SlowLink link;
    private final LocalStack stack;
    private final List<Instance> instances = new ArrayList<>();

    /** One instance of the service. */
    record Instance(ServiceProcess process, ServiceClient client) {}

    private Cluster(
            Started started,
            SmallDisk disk,
            EmbeddedPostgres postgres,
            EmbeddedRedis redis,
            SlowLink link,
            LocalStack stack) {
        this.started = started;
        this.disk = disk;
        this.postgres = postgres;
        this.redis = redis;
        this.link = link;
        this.stack = stack;
        instances.add(instance(stack.decisionService(), stack.grpcPort()));
    }

    /**
     * Starts everything with one instance, and waits until it is ready.
     *
     * @param jvmOptions of the instances
     * @throws CommandException when something can't be started; what was started is stopped again
     */
    static Cluster start(Path directory, List<String> jvmOptions) {
        Started started = new Started();
        try {
            SmallDisk disk = started.add(SmallDisk.on(directory.resolve("disk")));
            keepLog(directory, disk.directory().resolve("postgres"));
            // Small logs of changes, so that they are written round and round on the small disk.
            EmbeddedPostgres postgres = started.add(
                    EmbeddedPostgres.start(PostgresOptions.in(disk.directory().resolve("postgres"))
                            .withSettings(
                                    "shared_buffers=64MB",
                                    "max_wal_size=128MB",
                                    "min_wal_size=32MB",
                                    "checkpoint_timeout=30s")));
            EmbeddedRedis redis = started.add(EmbeddedRedis.start(RedisOptions.in(directory.resolve("redis"))));
            SlowLink link = started.add(new SlowLink(redis::port));
            LocalStack stack = started.add(LocalStack.start(StackOptions.in(directory)
                    .withDatabase(
                            Optional.of(new DatabaseAddress(postgres.jdbcUrl(), postgres.user(), postgres.password())))
                    .withRedisUrl(Optional.of("redis://127.0.0.1:" + link.port()))
                    .withJvmOptions(jvmOptions)));
            return new Cluster(started, disk, postgres, redis, link, stack);
        } catch (IOException failed) {
            CommandException because =
                    CommandException.environment("the servers can't be started: " + failed.getMessage(), failed);
            started.closeBecause(because);
            throw because;
        } catch (RuntimeException failed) {
            started.closeBecause(failed);
            throw failed;
        }
    }

    /** What PostgreSQL says of its full disk is not to be lost for it. */
    private static void keepLog(Path directory, Path postgres) throws IOException {
        Path logs = Files.createDirectories(directory.resolve("logs"));
        Files.createDirectories(postgres);
        Files.createSymbolicLink(postgres.resolve("postgres.log"), logs.resolve("postgres.log"));
    }

    /** Starts further instances, until there are so many, and waits until they are ready. */
    void grow(int count) {
        List<LocalStack.Replica> coming = new ArrayList<>();
        while (instances.size() + coming.size() < count) {
            coming.add(stack.launchReplica());
        }
        for (LocalStack.Replica replica : coming) {
            replica.service().awaitReady(READY);
            instances.add(instance(replica.service(), replica.grpcPort()));
        }
    }

    private Instance instance(ServiceProcess process, int port) {
        RenewedToken tokens = new RenewedToken(
                Clock.systemUTC(),
                TOKEN_LIFE,
                life -> stack.tokens().issue("simulation", life, LocalTokens.SCOPES.toArray(String[]::new)));
        return new Instance(process, started.add(ServiceClient.of(new Target("127.0.0.1", port), tokens)));
    }

    List<Instance> instances() {
        return List.copyOf(instances);
    }

    List<ServiceClient> clients() {
        return instances.stream().map(Instance::client).toList();
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    EmbeddedRedis redis() {
        return redis;
    }

    SlowLink redisLink() {
        return link;
    }

    SmallDisk disk() {
        return disk;
    }

    DatabaseAddress database() {
        return new DatabaseAddress(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    BooksView books() {
        return new BooksView(this::database);
    }

    /** What was halted can't even be stopped in good order. */
    private void goOn() {
        ProcessHandle.of(redis.pid()).ifPresent(Signal.CONT::send);
        for (Instance instance : instances) {
            ProcessHandle.of(instance.process().pid()).ifPresent(Signal.CONT::send);
        }
    }

    /** Everything runs again and is ready, whatever was done to it. */
    void heal() throws IOException {
        link.delay(0);
        goOn();
        healPostgres();
        if (!redis.isRunning()) {
            redis.restart();
        }
        for (Instance instance : instances) {
            if (!instance.process().isRunning()) {
                instance.process().restart();
            }
        }
        for (Instance instance : instances) {
            instance.process().awaitReady(READY);
            instance.client().reconnect();
        }
    }

    /** PostgreSQL has room, and answers. */
    void healPostgres() throws IOException {
        disk.free();
        if (!postgres.isRunning() || !answers()) {
            postgres.restart();
        }
    }

    /** A server that has just crashed by itself comes back by itself. */
    private boolean answers() {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < end) {
            try (Connection connection = books().connect()) {
                return connection.isValid(5);
            } catch (SQLException notYet) {
                if (!postgres.isRunning()) {
                    return false;
                }
                LockSupport.parkNanos(100_000_000L);
            }
        }
        return false;
    }

    @Override
    public void close() {
        // Whoever asked us to end has interrupted this thread; stopping in good order takes waiting.
        Thread.interrupted();
        goOn();
        started.close();
    }
}
