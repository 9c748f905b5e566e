package io.tradeline.tools.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

/** A token that is issued anew when half of its life is over, so that a long run never carries an expired one. */
public final class RenewedToken implements Supplier<String> {
    private final Clock clock;
    private final Duration life;
    private final Function<Duration, String> issuer;
    private volatile Issued issued;

    /**
     * @param life for how long each token holds
     * @param issuer makes a token that holds for a given time
     */
    public RenewedToken(Clock clock, Duration life, Function<Duration, String> issuer) {
        this.clock = clock;
        this.life = life;
        this.issuer = issuer;
        this.issued = issue();
    }

    @Override
    public String get() {
        Issued current = issued;
        if (clock.instant().isBefore(current.renewAt())) {
            return current.token();
        }
        return renew(current).token();
    }

    private synchronized Issued renew(Issued stale) {
        if (issued.renewAt().equals(stale.renewAt())) {
            issued = issue();
        }
        return issued;
    }

    private Issued issue() {
        return new Issued(issuer.apply(life), clock.instant().plus(life.dividedBy(2)));
    }

    private record Issued(String token, Instant renewAt) {}
}
