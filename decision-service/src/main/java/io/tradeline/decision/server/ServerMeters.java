package io.tradeline.decision.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tradeline.decision.access.AccessMeters;
import io.tradeline.decision.authorize.AuthorizeStreams;
import io.tradeline.decision.feed.Feed;
import io.tradeline.decision.receivables.ExposureWatches;
import io.tradeline.decision.recount.RecountMeters;
import io.tradeline.decision.validation.MessageLimits;
import java.util.function.ToDoubleFunction;

/** Hands what the parts of the server count to the registry, each under its name. */
final class ServerMeters {

    private final MeterRegistry registry;

    ServerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void door(AccessMeters door, MessageLimits messages, TlsMeters tls) {
        refused("unauthenticated", door, AccessMeters::unauthenticated);
        refused("denied", door, AccessMeters::denied);
        refused("rate", door, AccessMeters::tooOftenCalls);
        refused("calls", door, AccessMeters::tooManyCalls);
        refused("streams", door, AccessMeters::tooManyStreams);
        refused("malformed", messages, MessageLimits::malformedRequests);
        refused("too_large", messages, MessageLimits::tooLargeRequests);
        gauge("tradeline.access.keys", "Public keys by which tokens are verified", door, AccessMeters::keys);
        counter(
                "tradeline.access.key.failures",
                "Reads of the key set that failed; the last good one stays",
                door,
                AccessMeters::keyReadFailures);
        counter(
                "tradeline.tls.failures",
                "New certificates that were of no use; the last good ones stay",
                tls,
                TlsMeters::loadFailures);
        gauge(
                "tradeline.tls.expires.timestamp.seconds",
                "When the service's certificate ends, in seconds of the epoch; 0 without TLS",
                tls,
                meters -> meters.expiresAt().getEpochSecond());
    }

    void connections(ConnectionCount connections, ConnectionSettings settings) {
        gauge("tradeline.connections.open", "Connections of callers", connections, ConnectionCount::open);
        gauge(
                "tradeline.connections.open.limit",
                "Connections that are served: tradeline.grpc.max-connections",
                settings,
                ConnectionSettings::maxConnections);
        refused("connections", connections, ConnectionCount::refusedCalls);
    }

    void streams(AuthorizeStreams orders, ExposureWatches watches, Feed feed, StreamSettings settings) {
        open("authorize", orders, streams -> streams.meters().open());
        open("watch", watches, ExposureWatches::open);
        open("feed", feed, Feed::open);
        limit("authorize", settings, StreamSettings::authorize);
        limit("watch", settings, StreamSettings::watches);
        limit("feed", settings, StreamSettings::subscriptions);
        refusedStreams("authorize", orders, streams -> streams.meters().refused());
        refusedStreams("watch", watches, ExposureWatches::refused);
        refusedStreams("feed", feed, Feed::refused);
        gauge(
                "tradeline.streams.orders",
                "Orders of streams that were read and whose answers no connection has taken yet",
                orders,
                streams -> streams.meters().underWay());
        gauge("tradeline.feed.end", "The last sequence that this instance has seen", feed, Feed::end);
        gauge("tradeline.feed.lag", "Events that the last of the subscriptions is behind", feed, Feed::largestLag);
        gauge("tradeline.feed.in.memory", "Newest events that are in memory", feed, Feed::inMemory);
        gauge(
                "tradeline.feed.in.memory.limit",
                "Newest events that may be in memory: tradeline.feed.ring",
                settings,
                all -> all.feed().ring());
        counter(
                "tradeline.feed.sent",
                "Events that were handed to connections",
                feed,
                all -> all.meters().sent());
        counter(
                "tradeline.feed.failures",
                "Looks into the feed that PostgreSQL failed",
                feed,
                all -> all.meters().failures());
    }

    void recount(RecountMeters recount) {
        gauge(
                "tradeline.recount.drift",
                "Accounts whose rows are not what the journal comes to; the same for all instances",
                recount,
                RecountMeters::drift);
        gauge(
                "tradeline.recount.behind",
                "Journal rows that are not counted yet, about; the same for all instances",
                recount,
                RecountMeters::behind);
        gauge(
                "tradeline.recount.compared.timestamp.seconds",
                "When accounts were compared with the journal last, in seconds of the epoch; the same for all instances",
                recount,
                RecountMeters::comparedAtSeconds);
        gauge(
                "tradeline.recount.pass.timestamp.seconds",
                "When all accounts had been compared once more, in seconds of the epoch; 0 before the first time; the same for all instances",
                recount,
                RecountMeters::passEndedAtSeconds);
        counter(
                "tradeline.recount.compared",
                "Accounts that this instance has compared",
                recount,
                RecountMeters::compared);
        counter(
                "tradeline.recount.counted",
                "Entries of the journal that this instance has counted, once for each account that they change",
                recount,
                RecountMeters::counted);
        counter(
                "tradeline.recount.failures",
                "Turns of the recount that PostgreSQL failed",
                recount,
                RecountMeters::failures);
    }

    <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(description).register(registry);
    }

    private <T> void counter(String name, String description, T of, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, of, count).description(description).register(registry);
    }

    private <T> void refused(String why, T of, ToDoubleFunction<T> count) {
        FunctionCounter.builder("tradeline.access.refused", of, count)
                .description(
                        "Calls that were refused at the door: without a good token, without its scope, too many, or of a wrong form")
                .tag("why", why)
                .register(registry);
    }

    private <T> void open(String kind, T of, ToDoubleFunction<T> count) {
        Gauge.builder("tradeline.streams.open", of, count)
                .description("Streams that are open")
                .tag("kind", kind)
                .register(registry);
    }

    private <T> void limit(String kind, T of, ToDoubleFunction<T> count) {
        Gauge.builder("tradeline.streams.open.limit", of, count)
                .description("Streams that may be open: tradeline.streams.*")
                .tag("kind", kind)
                .register(registry);
    }

    private <T> void refusedStreams(String kind, T of, ToDoubleFunction<T> count) {
        FunctionCounter.builder("tradeline.streams.refused", of, count)
                .description("Streams that were refused as too many were open")
                .tag("kind", kind)
                .register(registry);
    }
}
