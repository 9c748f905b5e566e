package io.tradeline.decision.server;

import java.time.Duration;

/**
 * Who may call, and how often.
 *
 * @param jwks path or URL of the key set
 * @param jwksPlainHttp whether an http URL of another machine will do
 * @param jwksRefresh between two reads of the key set
 * @param issuer of tokens
 * @param rate calls of one caller in a second, over time; 0: any number
 * @param burst calls of one caller at once, when there were none for a while
 * @param calls of one caller under way
 * @param streams of one caller under way
 * @param remembered callers that are told apart, and tokens that need not be verified again
 */
record AccessSettings(
        String jwks,
        boolean jwksPlainHttp,
        Duration jwksRefresh,
        String issuer,
        int rate,
        int burst,
        int calls,
        int streams,
        int remembered) {

    AccessSettings {
        Settings.within("tradeline.auth.jwks-refresh", jwksRefresh, Duration.ofSeconds(1), Duration.ofDays(1));
        Settings.within("tradeline.callers.rate", rate, 0, 1_000_000);
        Settings.within("tradeline.callers.burst", burst, 1, 1_000_000);
        Settings.within("tradeline.callers.calls", calls, 1, 100_000);
        Settings.within("tradeline.callers.streams", streams, 1, 100_000);
        Settings.within("tradeline.callers.remembered", remembered, 1, 1_000_000);
    }
}
