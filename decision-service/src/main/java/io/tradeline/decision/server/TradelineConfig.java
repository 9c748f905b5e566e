package io.tradeline.decision.server;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings that can be given from outside: `tradeline.grpc.port` as a property, `TRADELINE_GRPC_PORT` in the environment. */
@ConfigMapping(prefix = "tradeline")
public interface TradelineConfig {

    /** The database; taken up by `quarkus.datasource`. */
    Database database();

    Redis redis();

    Grpc grpc();

    Auth auth();

    Callers callers();

    LedgerConfig ledger();

    Readers readers();

    StreamsConfig streams();

    FeedConfig feed();

    TracingConfig tracing();

    RecountConfig recount();

    /** Accounts whose facts are kept in memory, at most. */
    @WithDefault("150000")
    int accountsInMemory();

    /** Whole months of decisions that are kept beside the present one; 0: all. */
    @WithDefault("0")
    int retentionMonths();

    /** How long calls may take to end when the service ends. */
    @WithDefault("30s")
    Duration drain();

    /** PostgreSQL. */
    interface Database {
        /** jdbc:postgresql://host:port/database. */
        @WithDefault("jdbc:postgresql://127.0.0.1:7432/tradeline")
        String url();

        @WithDefault("tradeline")
        String user();

        Optional<String> password();
    }

    /** Redis. */
    interface Redis {
        /** redis://[user:password@]host:port, or rediss:// for TLS. */
        @WithDefault("redis://127.0.0.1:7479")
        URI url();

        /** For connecting and for each round trip. */
        @WithDefault("50ms")
        Duration timeout();
    }

    /** The port of the services. */
    interface Grpc {
        @WithDefault("127.0.0.1")
        String host();

        @WithDefault("7400")
        int port();

        Tls tls();

        /** Bytes of a request about one thing, at most. */
        @WithDefault("1048576")
        int maxMessage();

        /** Bytes of a request that is a list, at most. */
        @WithDefault("10485760")
        int maxBatch();

        /** Bytes of a call's metadata, at most. */
        @WithDefault("16384")
        int maxMetadata();

        /** Calls under way on one connection, at most. */
        @WithDefault("1000")
        int callsPerConnection();

        /** Connections that are served at the same time, at most. */
        @WithDefault("10000")
        int maxConnections();

        /** After that long a connection is ended and made anew by its client; 0: never. */
        @WithDefault("1h")
        Duration maxConnectionAge();

        /** How long calls on a connection that has come of age may take. */
        @WithDefault("1m")
        Duration maxConnectionAgeGrace();

        /** A connection without a call for that long is ended; 0: never. */
        @WithDefault("30m")
        Duration maxConnectionIdle();
    }

    /** TLS of the port. */
    interface Tls {
        /** PEM file with the certificate and those between it and its issuer. Unset: no TLS. */
        Optional<Path> certificate();

        /** PEM file with the certificate's private key, PKCS #8. */
        Optional<Path> key();

        /** PEM file with the certificates of those who issue clients' certificates. Unset: clients are not asked for one. */
        Optional<Path> clientCa();

        /** Whether a client without a certificate is turned away. */
        @WithDefault("true")
        boolean clientRequired();

        /** How often the files are looked at. */
        @WithDefault("10s")
        Duration reload();
    }

    /** Bounds for each caller: the subject of a token. */
    interface Callers {
        /** Calls in a second, at most, over time; 0: any number. */
        @WithDefault("0")
        int rate();

        /** Calls at once, when there were none for a while. */
        @WithDefault("1000")
        int burst();

        /** Calls under way, at most. */
        @WithDefault("500")
        int calls();

        /** Streams under way, at most. */
        @WithDefault("100")
        int streams();

        /** Callers that are told apart, and tokens that need not be verified again, at most. */
        @WithDefault("10000")
        int remembered();
    }

    /** Who may call. */
    interface Auth {
        /** File, or https URL, with the JSON Web Key Set of those who issue tokens. Required. */
        String jwks();

        /** Whether an http URL of another machine will do. */
        @WithDefault("false")
        boolean jwksPlainHttp();

        /** How often the key set is read again; a file every 10 seconds at least. */
        @WithDefault("5m")
        Duration jwksRefresh();

        /** Who issues tokens. */
        @WithDefault("tradeline-local")
        String issuer();
    }

    /** The lanes that commit. */
    interface LedgerConfig {
        /** Threads, each with a connection. */
        @WithDefault("2")
        int lanes();

        /** Commands that may wait for a lane. */
        @WithDefault("5000")
        int queueCapacity();

        /** Commands in one transaction, at most. */
        @WithDefault("256")
        int batchSize();

        /** How long a lane may wait for a batch as large as its recent load promises; 0: it never waits. */
        @WithDefault("2ms")
        Duration linger();
    }

    /** Streams that may be open. */
    interface StreamsConfig {
        /** Streams of orders at once. */
        @WithDefault("1000")
        int authorize();

        /** Orders of one such stream that may be under way. */
        @WithDefault("256")
        int ordersUnderWay();

        /** Streams of exposures at once. */
        @WithDefault("500")
        int watches();

        /** Subscriptions of the feed at once. */
        @WithDefault("200")
        int subscriptions();
    }

    /** The feed of all that happened. */
    interface FeedConfig {
        /** Between two looks for what is new. */
        @WithDefault("50ms")
        Duration poll();

        /** Newest events that are kept in memory. */
        @WithDefault("20000")
        int ring();

        /** Threads, each with a connection while it works, that read for those who are behind. */
        @WithDefault("2")
        int backfills();

        /** Events that are read a second for all of those together, at most. */
        @WithDefault("25000")
        int backfillRate();

        /** How long a subscriber hears nothing, at most. */
        @WithDefault("5s")
        Duration heartbeat();
    }

    /** Traces of calls. */
    interface TracingConfig {
        /** http or https address of a collector that takes OTLP over HTTP; traces go to v1/traces below it. Unset: no traces. */
        Optional<String> endpoint();

        /** How the collector is spoken to. */
        @WithDefault("http/protobuf")
        String protocol();

        /** Share of the calls that are traced when their callers say nothing about it. */
        @WithDefault("0.01")
        double ratio();

        /** Spans that may wait to be sent. */
        @WithDefault("8192")
        int queueCapacity();
    }

    /** The running recount of the books. */
    interface RecountConfig {
        /** Between two turns. */
        @WithDefault("250ms")
        Duration interval();

        /** Entries of the journal that are counted a second, at most. */
        @WithDefault("2000")
        int entriesPerSecond();

        /** Accounts that are compared a second, at most. */
        @WithDefault("1000")
        int accountsPerSecond();

        /** How long after one count of the whole journal has begun the next one does. */
        @WithDefault("24h")
        Duration afresh();
    }

    /** The pool for calls that read. */
    interface Readers {
        @WithDefault("4")
        int threads();

        /** Calls that may wait. */
        @WithDefault("1000")
        int queueCapacity();
    }
}
