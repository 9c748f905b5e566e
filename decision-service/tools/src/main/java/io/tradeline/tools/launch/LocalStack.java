package io.tradeline.tools.launch;

import io.tradeline.embedded.EmbeddedServerException;
import io.tradeline.embedded.LocalPorts;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.embedded.postgres.PostgresOptions;
import io.tradeline.embedded.redis.EmbeddedRedis;
import io.tradeline.embedded.redis.RedisOptions;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.token.LocalTokens;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A decision service in a process of its own with the PostgreSQL and Redis that it needs, all on 127.0.0.1. For {@code start}, benchmarks and tests.
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.start(StackOptions.in(directory))) {
 *     String token = stack.tokens().issue("test", Duration.ofHours(1), "decide");
 *     ... call stack.grpcPort() ...
 * }
 * }</pre>
 */
public final class LocalStack implements AutoCloseable {
    private final StackOptions options;
    private final LocalTokens tokens;
    private final Optional<EmbeddedPostgres> postgres;
    private final Optional<EmbeddedRedis> redis;
    private final ServiceProcess decisionService;
    private final Started started;
    private int replicas;

    private LocalStack(
            StackOptions options,
            LocalTokens tokens,
            Optional<EmbeddedPostgres> postgres,
            Optional<EmbeddedRedis> redis,
            Started started) {
        this.options = options;
        this.tokens = tokens;
        this.postgres = postgres;
        this.redis = redis;
        this.started = started;
        this.decisionService = launch(
                "decision-service",
                options.ports().decisionGrpc(),
                options.ports().decisionHttp());
    }

    /**
     * Starts everything and waits until the decision service is ready. What was started is stopped again when a part of it fails.
     *
     * @throws CommandException when a part is not built or does not become ready
     * @throws EmbeddedServerException when an embedded server can't start; a taken port is a
     *     {@link io.tradeline.embedded.PortInUseException}
     */
    public static LocalStack start(StackOptions options) {
        TradelineHome.application("decision-service");
        LocalPorts.requireFree(options.ports().decisionGrpc(), "the decision service (gRPC)");
        LocalPorts.requireFree(options.ports().decisionHttp(), "the decision service (HTTP)");
        Started started = new Started();
        try {
            LocalTokens tokens = LocalTokens.open(options.directory());
            Optional<EmbeddedPostgres> postgres = startPostgres(options, started);
            Optional<EmbeddedRedis> redis = startRedis(options, started);
            LocalStack stack = new LocalStack(options, tokens, postgres, redis, started);
            stack.decisionService.awaitReady(options.readyLimit());
            return stack;
        } catch (RuntimeException failure) {
            started.closeBecause(failure);
            throw failure;
        }
    }

    private static Optional<EmbeddedPostgres> startPostgres(StackOptions options, Started started) {
        if (options.database().isPresent()) {
            return Optional.empty();
        }
        EmbeddedPostgres postgres =
                EmbeddedPostgres.start(PostgresOptions.in(options.directory().resolve("postgres"))
                        .withPort(options.ports().postgres())
                        .withDurability(options.durability())
                        .withSettings(options.postgresSettings().toArray(String[]::new)));
        started.add(postgres);
        return Optional.of(postgres);
    }

    private static Optional<EmbeddedRedis> startRedis(StackOptions options, Started started) {
        if (options.redisUrl().isPresent()) {
            return Optional.empty();
        }
        EmbeddedRedis redis =
                EmbeddedRedis.start(RedisOptions.in(options.directory().resolve("redis"))
                        .withPort(options.ports().redis()));
        started.add(redis);
        return Optional.of(redis);
    }

    private ServiceProcess launch(String name, int grpcPort, int httpPort) {
        Map<String, String> environment = new HashMap<>();
        DatabaseAddress database = database();
        environment.put("TRADELINE_DATABASE_URL", database.url());
        environment.put("TRADELINE_DATABASE_USER", database.user());
        environment.put("TRADELINE_DATABASE_PASSWORD", database.password());
        environment.put("TRADELINE_REDIS_URL", redisUrl());
        environment.put("TRADELINE_GRPC_HOST", "127.0.0.1");
        environment.put("TRADELINE_GRPC_PORT", Integer.toString(grpcPort));
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(httpPort));
        environment.put("TRADELINE_AUTH_JWKS", tokens.jwksFile().toString());
        environment.put("TRADELINE_AUTH_ISSUER", LocalTokens.ISSUER);
        // Here one caller is all there is: as many calls at once as a replay or a benchmark may ask for.
        environment.put("TRADELINE_CALLERS_CALLS", "20000");
        ServiceProcess service = ServiceProcess.start(new ServiceSpec(
                name,
                TradelineHome.application("decision-service"),
                options.jvmOptions(),
                environment,
                httpPort,
                logs(),
                pids()));
        started.add(service);
        return service;
    }

    /**
     * Starts one more decision service on the same PostgreSQL and Redis, on free ports, and waits until it is ready.
     */
    public Replica startReplica() {
        Replica replica = launchReplica();
        replica.service().awaitReady(options.readyLimit());
        return replica;
    }

    /** As {@link #startReplica()}, without waiting. */
    public synchronized Replica launchReplica() {
        replicas++;
        int grpcPort = LocalPorts.findFree();
        int httpPort = LocalPorts.findFree();
        return new Replica(launch("decision-service-" + (replicas + 1), grpcPort, httpPort), grpcPort);
    }

    /** Where logs are. */
    public Path logs() {
        return options.directory().resolve("logs");
    }

    /** Where running processes are noted. */
    public Path pids() {
        return options.directory().resolve("run");
    }

    /** The database that the decision service uses. */
    public DatabaseAddress database() {
        return postgres.map(server -> new DatabaseAddress(server.jdbcUrl(), server.user(), server.password()))
                .or(options::database)
                .orElseThrow();
    }

    /** The Redis that the decision service uses. */
    public String redisUrl() {
        return redis.map(EmbeddedRedis::url).or(options::redisUrl).orElseThrow();
    }

    /** The embedded PostgreSQL, unless another one is used. */
    public Optional<EmbeddedPostgres> postgres() {
        return postgres;
    }

    /** The embedded Redis, unless another one is used. */
    public Optional<EmbeddedRedis> redis() {
        return redis;
    }

    public ServiceProcess decisionService() {
        return decisionService;
    }

    /** The port of the decision service's calls on 127.0.0.1. */
    public int grpcPort() {
        return options.ports().decisionGrpc();
    }

    /** Makes tokens that the decision service accepts. */
    public LocalTokens tokens() {
        return tokens;
    }

    /** Stops everything that was started, the latest first. All is tried, even when a part fails. */
    @Override
    public void close() {
        started.close();
    }

    /**
     * A further decision service.
     *
     * @param service its process
     * @param grpcPort the port of its calls on 127.0.0.1
     */
    public record Replica(ServiceProcess service, int grpcPort) {}
}
