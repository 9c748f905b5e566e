package io.tradeline.decision.server;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tradeline.decision.ledger.LedgerSettings;
import io.tradeline.decision.recount.RecountSettings;
import io.tradeline.decision.releases.CompiledOnce;
import io.tradeline.embedded.postgres.Durability;
import io.tradeline.embedded.postgres.EmbeddedPostgres;
import io.tradeline.embedded.postgres.PostgresOptions;
import io.tradeline.embedded.redis.EmbeddedRedis;
import io.tradeline.embedded.redis.RedisOptions;
import io.tradeline.proto.accounts.v1.AccountsGrpc;
import io.tradeline.proto.decision.v1.DecisionsGrpc;
import io.tradeline.proto.decision.v1.ExposuresGrpc;
import io.tradeline.proto.releases.v1.ReleasesGrpc;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Real PostgreSQL and Redis, and any number of instances of the service on them, in this process. */
public final class ServiceFixture implements AutoCloseable {

    private static final String ALL = "decide resolve read accounts receivables feed releases operate simulate";

    private final Path directory;
    private final EmbeddedPostgres postgres;
    private final EmbeddedRedis redis;
    private final EllipticCurveJsonWebKey key;
    private final List<Instance> instances = new ArrayList<>();

    /** One running instance of the service. */
    public final class Instance implements AutoCloseable {
        private final AgroalDataSource dataSource;
        private final MeterRegistry meters;
        private final DecisionServer server;
        private final ManagedChannel channel;

        Instance(Settings settings, Clock clock) throws Exception {
            dataSource = ServiceFixture.this.dataSource();
            meters = new SimpleMeterRegistry();
            server = new DecisionServer(
                    settings, dataSource, clock, meters, CompiledOnce::compile, CompiledOnce::compile);
            server.start();
            channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
        }

        /** The channel of a caller who may everything, with these accounts and what lies below them. */
        public Channel channelFor(String... accountIds) {
            return ClientInterceptors.intercept(
                    channel, bearerOf(token(ALL, claims -> claims.setClaim("accounts", List.of(accountIds)))));
        }

        /** The instance's own connections. */
        public AgroalDataSource dataSource() {
            return dataSource;
        }

        /** What the instance has counted. */
        public MeterRegistry meters() {
            return meters;
        }

        public DecisionServer server() {
            return server;
        }

        public ManagedChannel channel() {
            return channel;
        }

        public DecisionsGrpc.DecisionsBlockingStub decisions() {
            return decisions(ALL);
        }

        public DecisionsGrpc.DecisionsBlockingStub decisions(String scope) {
            return DecisionsGrpc.newBlockingStub(channel).withInterceptors(bearer(scope));
        }

        public ExposuresGrpc.ExposuresBlockingStub exposures() {
            return ExposuresGrpc.newBlockingStub(channel).withInterceptors(bearer(ALL));
        }

        public AccountsGrpc.AccountsBlockingStub accounts() {
            return AccountsGrpc.newBlockingStub(channel).withInterceptors(bearer(ALL));
        }

        public ReleasesGrpc.ReleasesBlockingStub releases() {
            return ReleasesGrpc.newBlockingStub(channel).withInterceptors(bearer(ALL));
        }

        @Override
        public void close() {
            instances.remove(this);
            channel.shutdownNow();
            server.close();
            dataSource.close();
        }
    }

    private ServiceFixture(Path directory) throws JoseException, IOException {
        this.directory = directory;
        this.key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId("test");
        writeKeySet(directory, key);
        this.postgres = EmbeddedPostgres.start(PostgresOptions.in(directory.resolve("postgres"))
                .withDatabase("tradeline")
                .withDurability(Durability.NONE));
        this.redis = EmbeddedRedis.start(RedisOptions.in(directory.resolve("redis")));
        try (AgroalDataSource dataSource = dataSource()) {
            Flyway.configure()
                    .dataSource(dataSource)
                    .schemas("decision")
                    .createSchemas(true)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        }
    }

    private static void writeKeySet(Path directory, EllipticCurveJsonWebKey key) throws IOException {
        Files.writeString(
                directory.resolve("jwks.json"),
                "{\"keys\":[" + key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY) + "]}");
    }

    public static ServiceFixture start(Path directory) throws Exception {
        return new ServiceFixture(directory);
    }

    /** What the service would serve, put together without any database behind it. */
    public static List<ServerServiceDefinition> servicesWithoutDatabase(Path directory) throws Exception {
        writeKeySet(directory, EcJwkGenerator.generateJwk(EllipticCurves.P256));
        PGSimpleDataSource nothing = new PGSimpleDataSource();
        nothing.setURL("jdbc:postgresql://127.0.0.1:1/none");
        try (DecisionServer server = new DecisionServer(
                With.usual(directory).settings(URI.create("redis://127.0.0.1:1")),
                nothing,
                Clock.systemUTC(),
                new SimpleMeterRegistry())) {
            return server.services();
        }
    }

    public Instance instance() throws Exception {
        return instance(Clock.systemUTC());
    }

    public Instance instance(Clock clock) throws Exception {
        return instance(clock, With.usual(directory));
    }

    /** @param retentionMonths as in {@link Settings} */
    public Instance instance(Clock clock, int retentionMonths) throws Exception {
        With usual = With.usual(directory);
        return instance(clock, new With(usual.ledger, retentionMonths, usual.streams, usual.connections, usual.access));
    }

    /** @param ledger as in {@link Settings} */
    public Instance instance(LedgerSettings ledger) throws Exception {
        With usual = With.usual(directory);
        return instance(
                Clock.systemUTC(),
                new With(ledger, usual.retentionMonths, usual.streams, usual.connections, usual.access));
    }

    /** @param streams as in {@link Settings} */
    public Instance instance(Clock clock, StreamSettings streams) throws Exception {
        With usual = With.usual(directory);
        return instance(clock, new With(usual.ledger, usual.retentionMonths, streams, usual.connections, usual.access));
    }

    /** An instance for which these are not the usual ones. */
    Instance instance(ConnectionSettings connections, AccessSettings access) throws Exception {
        With usual = With.usual(directory);
        return instance(
                Clock.systemUTC(), new With(usual.ledger, usual.retentionMonths, usual.streams, connections, access));
    }

    /** An instance that tells of its calls. */
    Instance instance(TracingSettings tracing) throws Exception {
        return instance(Clock.systemUTC(), With.usual(directory).settings(URI.create(redis.url()), tracing));
    }

    private Instance instance(Clock clock, With with) throws Exception {
        return instance(clock, with.settings(URI.create(redis.url())));
    }

    private Instance instance(Clock clock, Settings settings) throws Exception {
        Instance instance = new Instance(settings, clock);
        instances.add(instance);
        return instance;
    }

    static ConnectionSettings connections(@Nullable TlsSettings tls) {
        return new ConnectionSettings(
                tls, 1024 * 1024, 10 * 1024 * 1024, 16 * 1024, 1000, 1000, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /** The usual ones, with these bounds for each caller. */
    AccessSettings access(int rate, int burst, int calls) {
        return access(directory, rate, burst, calls);
    }

    private static AccessSettings access(Path directory, int rate, int burst, int calls) {
        return new AccessSettings(
                directory.resolve("jwks.json").toString(),
                false,
                Duration.ofMinutes(5),
                "tradeline-local",
                rate,
                burst,
                calls,
                100,
                1000);
    }

    /** The settings that tests choose. */
    private record With(
            LedgerSettings ledger,
            int retentionMonths,
            StreamSettings streams,
            ConnectionSettings connections,
            AccessSettings access) {

        static With usual(Path directory) {
            return new With(
                    new LedgerSettings(3, 5000, 256, Duration.ofMillis(1)),
                    0,
                    StreamSettings.USUAL,
                    ServiceFixture.connections(null),
                    ServiceFixture.access(directory, 0, 1, 5000));
        }

        Settings settings(URI redis) {
            return settings(redis, null);
        }

        Settings settings(URI redis, @Nullable TracingSettings tracing) {
            return new Settings(
                    redis,
                    Duration.ofMillis(200),
                    "127.0.0.1",
                    0,
                    connections,
                    access,
                    ledger,
                    10_000,
                    4,
                    1000,
                    retentionMonths,
                    streams,
                    tracing,
                    new RecountSettings(Duration.ofMillis(200), 100_000, 10_000, Duration.ofDays(1)),
                    Duration.ofSeconds(10));
        }
    }

    public EmbeddedPostgres postgres() {
        return postgres;
    }

    public EmbeddedRedis redis() {
        return redis;
    }

    public AgroalDataSource dataSource() {
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(20)
                            .acquisitionTimeout(Duration.ofSeconds(5))
                            // As Quarkus does it: a connection that PostgreSQL has ended is not handed out again.
                            .exceptionSorter(new PostgreSQLExceptionSorter())
                            .connectionValidator(ConnectionValidator.defaultValidator())
                            .validateOnBorrow(true)
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(
                                            postgres.jdbcUrl()
                                                    + "?options=-c%20search_path=decision%20-c%20lock_timeout=2s&prepareThreshold=1")
                                    .principal(new NamePrincipal(postgres.user()))
                                    .credential(new SimplePassword(postgres.password())))));
        } catch (java.sql.SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** A token with these scopes. */
    public String token(String scope) {
        return token(scope, claims -> {});
    }

    /** A token with these scopes and whatever is changed of it. */
    public String token(String scope, Consumer<JwtClaims> change) {
        try {
            JwtClaims claims = new JwtClaims();
            claims.setIssuer("tradeline-local");
            claims.setAudience("tradeline");
            claims.setSubject("test");
            claims.setIssuedAtToNow();
            // Longer than tests put clocks forward.
            claims.setExpirationTimeMinutesInTheFuture(600);
            claims.setStringClaim("scope", scope);
            change.accept(claims);
            JsonWebSignature signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setKey(key.getPrivateKey());
            signature.setKeyIdHeaderValue("test");
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            return signature.getCompactSerialization();
        } catch (JoseException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public io.grpc.ClientInterceptor bearer(String scope) {
        return bearerOf(token(scope));
    }

    public static io.grpc.ClientInterceptor bearerOf(String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    @Override
    public void close() {
        List.copyOf(instances).forEach(Instance::close);
        redis.close();
        postgres.close();
    }
}
