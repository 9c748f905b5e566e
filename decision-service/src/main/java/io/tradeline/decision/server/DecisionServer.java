package io.tradeline.decision.server;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import io.tradeline.decision.access.AccessInterceptor;
import io.tradeline.decision.access.AccessMeters;
import io.tradeline.decision.access.CallerLimits;
import io.tradeline.decision.access.KeySource;
import io.tradeline.decision.access.SigningKeys;
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
import io.tradeline.decision.operations.LogLevels;
import io.tradeline.decision.operations.OperationsGrpcService;
import io.tradeline.decision.receivables.ExposureWatches;
import io.tradeline.decision.receivables.ExposuresGrpcService;
import io.tradeline.decision.recount.BooksCalls;
import io.tradeline.decision.recount.Recounter;
import io.tradeline.decision.releases.ActiveRelease;
import io.tradeline.decision.releases.BuilderProcess;
import io.tradeline.decision.releases.Compilation;
import io.tradeline.decision.releases.ReleaseRegistry;
import io.tradeline.decision.releases.ReleasesGrpcService;
import io.tradeline.decision.rpc.CallMeters;
import io.tradeline.decision.rpc.Calls;
import io.tradeline.decision.rpc.Streams;
import io.tradeline.decision.tracing.OtlpTracing;
import io.tradeline.decision.tracing.Tracing;
import io.tradeline.decision.validation.BoundedRequests;
import io.tradeline.decision.validation.MessageLimits;
import io.tradeline.decision.validation.ValidationInterceptor;
import io.tradeline.rules.release.ReleaseCompiler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decision service, put together: what it takes from outside is a database with our schema and the settings. It serves gRPC on plain grpc-netty, whose
 * event loops hand each call on to a lane or a pool at once and never block.
 */
public final class DecisionServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionServer.class);

    /** For what the drain has left under way: the ledger's lanes, calls that read, connections. */
    private static final Duration LAST_STEPS = Duration.ofSeconds(10);

    private final Settings settings;
    private final Tracing tracing;
    private final ActiveRelease active = new ActiveRelease();
    private final ExposureCache cache;
    private final Ledger ledger;
    private final Calls calls;
    private final ReleaseRegistry releases;
    private final Housekeeping housekeeping;
    private final Recounter recounter;
    private final LogLevels logLevels;
    private final Streams streams;
    private final AuthorizeStreams authorizeStreams;
    private final Feed feed;
    private final ExposureWatches watches;
    private final HealthStatusManager health = new HealthStatusManager();
    private final AccessMeters accessMeters = new AccessMeters();
    private final TlsMeters tlsMeters = new TlsMeters();
    private final MessageLimits messages;
    private final ConnectionCount connections;
    private final @Nullable ServerTls tls;
    private final SigningKeys keys;
    private final TokenVerifier tokens;
    private final CallerLimits callerLimits;
    private final Server grpc;

    /** @param meters where it counts what it does */
    public DecisionServer(Settings settings, DataSource dataSource, Clock clock, MeterRegistry meters) {
        this(settings, dataSource, clock, meters, ReleaseCompiler::compile, BuilderProcess.beside());
    }

    /**
     * With other ways to compile releases.
     *
     * @param atOnce before there are orders
     * @param beside while there are
     */
    DecisionServer(
            Settings settings,
            DataSource dataSource,
            Clock clock,
            MeterRegistry meters,
            Compilation atOnce,
            Compilation beside) {
        this.settings = settings;
        // What is of no use is found out before anything runs.
        AccessSettings callers = settings.access();
        ConnectionSettings limits = settings.connections();
        this.keys = new SigningKeys(
                KeySource.of(callers.jwks(), callers.jwksPlainHttp()),
                callers.jwksRefresh(),
                SigningKeys.APART,
                accessMeters);
        this.tls = limits.tls() == null ? null : new ServerTls(limits.tls(), tlsMeters);
        this.tracing = tracing(settings.tracing(), clock, meters);
        this.cache = new RedisExposureCache(
                settings.redisUrl(), settings.redisTimeout(), settings.ledger().lanes() + settings.readers(), meters);
        AccountDirectory directory = new AccountDirectory(settings.accountsInMemory());
        this.calls = new Calls(settings.readers(), settings.readersQueue(), meters);
        this.releases = new ReleaseRegistry(dataSource, active, clock, meters, atOnce, beside);
        this.ledger = new Ledger(dataSource, directory, cache, active, settings.ledger(), meters, tracing);
        LedgerReader reader = new LedgerReader(dataSource, directory, cache);
        this.housekeeping = new Housekeeping(dataSource, ledger, clock, settings.retentionMonths(), meters);
        this.recounter =
                new Recounter(dataSource, settings.recount(), UUID.randomUUID().toString());
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
        this.logLevels = new LogLevels(clock);
        this.tokens = new TokenVerifier(keys, callers.issuer(), clock, callers.remembered());
        this.callerLimits = new CallerLimits(
                callers.rate(),
                callers.burst(),
                callers.calls(),
                callers.streams(),
                callers.remembered(),
                accessMeters);
        AccessInterceptor access = new AccessInterceptor(tokens, callerLimits, accessMeters);
        ValidationInterceptor validation = new ValidationInterceptor();
        this.messages = new MessageLimits(limits.maxMessage(), limits.maxBatch());
        this.connections = new ConnectionCount(limits.maxConnections());
        MetricCollectingServerInterceptor callMeters = CallMeters.interceptor(meters);
        OwnWords words = new OwnWords();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(settings.grpcHost(), settings.grpcPort()))
                // Services hand every call on at once: an executor between them and the event loop would only cost a
                // switch.
                .directExecutor()
                // One byte over the largest request gets an answer of our own; gRPC itself would cut the call off.
                .maxInboundMessageSize(2 * messages.largest())
                .addTransportFilter(connections)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .intercept(callMeters);
        tracing.intercept(builder);
        ConnectionLimits.apply(limits, tls, builder);
        CacheRefresh copies = new CacheRefresh(dataSource, directory, cache);
        for (BindableService service : List.of(
                new DecisionsGrpcService(ledger, reader, active, releases, clock, calls, authorizeStreams),
                new ExposuresGrpcService(ledger, reader, active, clock, calls, watches),
                new AccountsGrpcService(dataSource, directory, copies, clock, calls),
                new ReleasesGrpcService(releases, clock, calls),
                new FeedGrpcService(feed),
                new OperationsGrpcService(logLevels, new BooksCalls(dataSource, directory, copies, clock), calls),
                ProtoReflectionServiceV1.newInstance(),
                health.getHealthService())) {
            builder.addService(ServerInterceptors.intercept(
                    BoundedRequests.of(service, messages), validation, access, connections, words));
        }
        this.grpc = builder.build();
        // A rate can only be told of what was there before the first call.
        grpc.getServices().forEach(callMeters::preregisterService);
        meter(new ServerMeters(meters), directory);
    }

    private static Tracing tracing(@Nullable TracingSettings settings, Clock clock, MeterRegistry meters) {
        return settings == null
                ? Tracing.OFF
                : new OtlpTracing(settings.endpoint(), settings.ratio(), settings.queueCapacity(), clock, meters);
    }

    private void meter(ServerMeters meters, AccountDirectory directory) {
        meters.gauge(
                "tradeline.accounts.in.memory",
                "Accounts whose facts are in memory, about",
                directory,
                AccountDirectory::size);
        meters.gauge(
                "tradeline.accounts.in.memory.limit",
                "Accounts that may be in memory: tradeline.accounts-in-memory",
                settings,
                Settings::accountsInMemory);
        meters.gauge(
                "tradeline.callers.remembered",
                "Callers that are told apart, about; the limit is tradeline.callers.remembered",
                callerLimits,
                CallerLimits::remembered);
        meters.gauge(
                "tradeline.tokens.remembered", "Verified tokens in memory, about", tokens, TokenVerifier::remembered);
        meters.door(accessMeters, messages, tlsMeters);
        meters.connections(connections, settings.connections());
        meters.recount(recounter.meters());
        meters.streams(authorizeStreams, watches, feed, settings.streams());
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
        recounter.start();
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

    /** What happened at the door. */
    public AccessMeters accessMeters() {
        return accessMeters;
    }

    /** Tokens that need not be verified again. */
    public TokenVerifier tokens() {
        return tokens;
    }

    /** Callers that are told apart. */
    public CallerLimits callers() {
        return callerLimits;
    }

    public TlsMeters tlsMeters() {
        return tlsMeters;
    }

    /** Requests refused for their form. */
    public MessageLimits messages() {
        return messages;
    }

    /** Connections that are open, and calls refused because there are too many. */
    public ConnectionCount connections() {
        return connections;
    }

    public Recounter recounter() {
        return recounter;
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
            recounter.close(left(deadline));
            feed.close(left(deadline));
            if (!grpc.shutdownNow().awaitTermination(left(deadline).toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("the gRPC server did not end in time");
            }
            tracing.close(left(deadline));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            grpc.shutdownNow();
        }
        streams.close();
        releases.close();
        logLevels.close();
        cache.close();
        keys.close();
        if (tls != null) {
            tls.close();
        }
    }

    private static Duration left(long deadlineNanos) {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }
}
