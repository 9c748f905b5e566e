package io.tradeline.decision.server;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.tradeline.decision.access.AccessInterceptor;
import io.tradeline.decision.access.TokenVerifier;
import io.tradeline.decision.accounts.AccountsGrpcService;
import io.tradeline.decision.authorize.AuthorizeStreams;
import io.tradeline.decision.authorize.DecisionsGrpcService;
import io.tradeline.decision.directory.AccountDirectory;
import io.tradeline.decision.exposure.ExposureCache;
import io.tradeline.decision.exposure.RedisExposureCache;
import io.tradeline.decision.feed.Feed;
import io.tradeline.decision.feed.FeedGrpcService;
import io.tradeline.decision.ledger.CacheRefresh;
import io.tradeline.decision.ledger.Ledger;
import io.tradeline.decision.ledger.LedgerReader;
import io.tradeline.decision.receivables.ExposureWatches;
import io.tradeline.decision.receivables.ExposuresGrpcService;
import io.tradeline.decision.releases.ActiveRelease;
import io.tradeline.decision.releases.ReleaseRegistry;
import io.tradeline.decision.releases.ReleasesGrpcService;
import io.tradeline.decision.rpc.Calls;
import io.tradeline.decision.rpc.Streams;
import io.tradeline.decision.validation.ValidationInterceptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decision service, put together: what it takes from outside is a database with our schema and the settings. It serves gRPC on plain grpc-netty, whose
 * event loops hand each call on to a lane or a pool at once and never block.
 */
public final class DecisionServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionServer.class);
    private static final int LARGEST_MESSAGE = 10 * 1024 * 1024;
    private static final int LARGEST_HEADERS = 16 * 1024;
    private static final int CALLS_PER_CONNECTION = 1000;

    /** For what the drain has left under way: the ledger's lanes, calls that read, connections. */
    private static final Duration LAST_STEPS = Duration.ofSeconds(10);

    private final Settings settings;
    private final ActiveRelease active = new ActiveRelease();
    private final ExposureCache cache;
    private final Ledger ledger;
    private final Calls calls;
    private final ReleaseRegistry releases;
    private final Housekeeping housekeeping;
    private final Streams streams;
    private final AuthorizeStreams authorizeStreams;
    private final Feed feed;
    private final ExposureWatches watches;
    private final HealthStatusManager health = new HealthStatusManager();
    private final Server grpc;

    public DecisionServer(Settings settings, DataSource dataSource, Clock clock) {
        this.settings = settings;
        this.cache = new RedisExposureCache(
                settings.redisUrl(), settings.redisTimeout(), settings.ledger().lanes() + settings.readers());
        AccountDirectory directory = new AccountDirectory(settings.accountsInMemory());
        this.calls = new Calls(settings.readers(), settings.readersQueue());
        this.releases = new ReleaseRegistry(dataSource, active, clock);
        this.ledger = new Ledger(dataSource, directory, cache, active, settings.ledger());
        LedgerReader reader = new LedgerReader(dataSource, directory, cache);
        this.housekeeping = new Housekeeping(dataSource, ledger, clock, settings.retentionMonths());
        this.streams = new Streams(clock);
        this.authorizeStreams = new AuthorizeStreams(
                streams, settings.streams().authorize(), settings.streams().ordersUnderWay());
        this.feed = new Feed(
                dataSource,
                directory,
                streams,
                settings.streams().subscriptions(),
                settings.streams().feed(),
                clock);
        this.watches = new ExposureWatches(
                feed, reader, active, streams, settings.streams().watches(), clock);
        AccessInterceptor access =
                new AccessInterceptor(new TokenVerifier(settings.keySet(), settings.issuer(), clock));
        ValidationInterceptor validation = new ValidationInterceptor();
        this.grpc = NettyServerBuilder.forAddress(new InetSocketAddress(settings.grpcHost(), settings.grpcPort()))
                // Services hand every call on at once: an executor between them and the event loop would only cost a
                // switch.
                .directExecutor()
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .maxInboundMetadataSize(LARGEST_HEADERS)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(ServerInterceptors.intercept(
                        AuthorizeStreams.bind(new DecisionsGrpcService(
                                ledger, reader, active, releases, clock, calls, authorizeStreams)),
                        validation,
                        access))
                .addService(ServerInterceptors.intercept(
                        new ExposuresGrpcService(ledger, reader, active, clock, calls, watches), validation, access))
                .addService(ServerInterceptors.intercept(
                        new AccountsGrpcService(
                                dataSource, directory, new CacheRefresh(dataSource, directory, cache), clock, calls),
                        validation,
                        access))
                .addService(ServerInterceptors.intercept(
                        new ReleasesGrpcService(releases, clock, calls), validation, access))
                .addService(ServerInterceptors.intercept(new FeedGrpcService(feed), validation, access))
                .addService(ServerInterceptors.intercept(ProtoReflectionServiceV1.newInstance(), access))
                .addService(health.getHealthService())
                .build();
    }

    /**
     * Compiles the active release and opens the port.
     *
     * @throws IOException when the port can't be had
     */
    public void start() throws Exception {
        releases.start();
        housekeeping.start();
        feed.start();
        grpc.start();
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
        LOG.info("decisions are served at {}:{}", settings.grpcHost(), grpc.getPort());
    }

    /** The port in use. */
    public int port() {
        return grpc.getPort();
    }

    /** Whether a release is compiled and the port open. */
    public boolean isServing() {
        return active.orNull() != null && !grpc.isShutdown();
    }

    /** What is served, with every method. */
    public List<ServerServiceDefinition> services() {
        return grpc.getServices();
    }

    public Ledger ledger() {
        return ledger;
    }

    public Feed feed() {
        return feed;
    }

    public ExposureWatches watches() {
        return watches;
    }

    public AuthorizeStreams authorizeStreams() {
        return authorizeStreams;
    }

    /**
     * Ends: new calls are refused, accepted ones are answered, then everything is let go. It takes the drain and {@link #LAST_STEPS} at most: whoever ends this process by
     * force should wait longer (ServiceProcess in the tools, terminationGracePeriodSeconds in k8s).
     */
    @Override
    public void close() {
        health.enterTerminalState();
        grpc.shutdown();
        streams.drain();
        housekeeping.close();
        try {
            if (!grpc.awaitTermination(settings.drain().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("some calls did not end within {}", settings.drain());
            }
            long deadline = System.nanoTime() + LAST_STEPS.toNanos();
            ledger.close(LAST_STEPS.dividedBy(2));
            calls.close(left(deadline));
            feed.close(left(deadline));
            if (!grpc.shutdownNow().awaitTermination(left(deadline).toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("the gRPC server did not end in time");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            grpc.shutdownNow();
        }
        streams.close();
        releases.close();
        cache.close();
    }

    private static Duration left(long deadlineNanos) {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }
}
