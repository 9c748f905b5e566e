package io.tradeline.tools.token;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.launch.TradelineHome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Makes bearer tokens with the signing key of a data directory. A decision service accepts them when it was given {@link #jwksFile()}. Safe for several threads. */
public final class LocalTokens {
    /** All that a token can allow. */
    public static final List<String> SCOPES =
            List.of("decide", "resolve", "read", "accounts", "receivables", "feed", "releases", "operate", "simulate");

    /** Who issues the tokens, if the service is not told another name. */
    public static final String ISSUER = "tradeline-local";

    /** For whom the tokens are. */
    public static final String AUDIENCE = "tradeline";

    /** Longest life of a token: a year. */
    public static final Duration MAX_LIFE = Duration.ofDays(366);

    private static final int MAX_ACCOUNTS = 100;

    private final SigningKey key;
    private final Clock clock;

    private LocalTokens(SigningKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * With the key of a data directory, which is made when it has none.
     *
     * @param dataDirectory null for {@code .tradeline} in the root of the repository
     * @throws CommandException when the key can't be read or made
     */
    public static LocalTokens open(@Nullable Path dataDirectory) {
        return open(dataDirectory, Clock.systemUTC());
    }

    /** As {@link #open(Path)}, with a clock for the moments in the tokens. */
    public static LocalTokens open(@Nullable Path dataDirectory, Clock clock) {
        return new LocalTokens(SigningKey.open(TradelineHome.dataDirectory(dataDirectory)), clock);
    }

    /** The public key as a JSON Web Key Set, for {@code TRADELINE_AUTH_JWKS}. */
    public Path jwksFile() {
        return key.jwksFile();
    }

    /**
     * A signed token.
     *
     * @param subject for whom, 1 to 128 characters
     * @param life from now, above zero and at most {@link #MAX_LIFE}
     * @param scopes what it allows: some of {@link #SCOPES}
     * @throws CommandException (wrong usage) when one of them is not as described
     */
    public String issue(String subject, Duration life, String... scopes) {
        return issue(subject, life, null, scopes);
    }

    /**
     * The same for some accounts.
     *
     * @param accounts ids of accounts, each of which stands for all below it too, at most 100; null: all accounts
     */
    public String issue(String subject, Duration life, @Nullable List<String> accounts, String... scopes) {
        check(subject, life, scopes);
        Instant now = clock.instant();
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject(subject);
        claims.setJwtId(UUID.randomUUID().toString());
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(life).getEpochSecond()));
        claims.setStringClaim("scope", String.join(" ", scopes));
        if (accounts != null) {
            if (accounts.size() > MAX_ACCOUNTS) {
                throw CommandException.usage(
                        "account: " + accounts.size() + " of them (expected: at most " + MAX_ACCOUNTS + ")");
            }
            claims.setStringListClaim("accounts", accounts);
        }
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setKeyIdHeaderValue(key.id());
        signature.setKey(key.privateKey());
        signature.setPayload(claims.toJson());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException failure) {
            throw CommandException.failed("can't sign a token: " + failure.getMessage(), failure);
        }
    }

    private static void check(String subject, Duration life, String... scopes) {
        if (subject.isBlank() || subject.length() > 128) {
            throw CommandException.usage("subject: \"" + subject + "\" (expected: 1 to 128 characters)");
        }
        if (life.toSeconds() < 1 || life.compareTo(MAX_LIFE) > 0) {
            throw CommandException.usage("ttl: " + life + " (expected: 1 second to " + MAX_LIFE.toDays() + " days)");
        }
        if (scopes.length == 0) {
            throw CommandException.usage("scope: none (expected: some of " + String.join(", ", SCOPES) + ")");
        }
        for (String scope : scopes) {
            if (!Set.copyOf(SCOPES).contains(scope)) {
                throw CommandException.usage(
                        "scope: \"" + scope + "\" (expected: some of " + String.join(", ", SCOPES) + ")");
            }
        }
    }
}
