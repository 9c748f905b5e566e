package io.tradeline.decision.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tradeline.decision.refusal.Refusals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/**
 * Verifies bearer tokens: JSON Web Tokens signed with ES256 or RS256 by a key of the key set, of our issuer, for the audience "tradeline", not expired.
 * A token that was verified is remembered until it expires, as callers send the same one with every call.
 */
public final class TokenVerifier {

    private static final String AUDIENCE = "tradeline";
    private static final int LONGEST_TOKEN = 8192;

    private final JwksVerificationKeyResolver keys;
    private final String issuer;
    private final Cache<String, Caller> verified =
            Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run).build();
    private final Clock clock;

    /**
     * @param keySet file with a JSON Web Key Set
     * @throws IllegalArgumentException when the file can't be read or holds no key set
     */
    public TokenVerifier(Path keySet, String issuer, Clock clock) {
        this.clock = clock;
        this.issuer = issuer;
        this.keys = new JwksVerificationKeyResolver(read(keySet).getJsonWebKeys());
    }

    /**
     * The caller that a token stands for.
     *
     * @throws io.grpc.StatusRuntimeException UNAUTHENTICATED
     */
    Caller verify(String token) {
        if (token.length() > LONGEST_TOKEN) {
            throw Refusals.unauthenticated("the bearer token is longer than " + LONGEST_TOKEN + " characters");
        }
        Caller known = verified.getIfPresent(token);
        if (known == null) {
            known = check(token);
            verified.put(token, known);
        }
        if (known.expiresAtMilli() <= clock.millis()) {
            verified.invalidate(token);
            throw Refusals.unauthenticated("the bearer token has expired");
        }
        return known;
    }

    /** Made anew for each token that is not known yet: it holds the moment for which it verifies. */
    private JwtConsumer consumer() {
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(keys)
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                        AlgorithmIdentifiers.RSA_USING_SHA256)
                .setExpectedIssuer(issuer)
                .setExpectedAudience(AUDIENCE)
                .setRequireExpirationTime()
                .setRequireSubject()
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .build();
    }

    private Caller check(String token) {
        try {
            JwtClaims claims = consumer().processToClaims(token);
            String scope = claims.hasClaim("scope") ? claims.getStringClaimValue("scope") : "";
            return new Caller(
                    claims.getSubject(),
                    scopes(scope),
                    claims.getExpirationTime().getValueInMillis());
        } catch (InvalidJwtException invalid) {
            // The library's message may quote the token: it stays out of the answer and out of the log.
            throw Refusals.unauthenticated(
                    invalid.hasExpired()
                            ? "the bearer token has expired"
                            : "the bearer token is not valid: wrong signature, issuer or audience, or not a token");
        } catch (MalformedClaimException malformed) {
            throw Refusals.unauthenticated("the bearer token has a claim of the wrong type");
        }
    }

    /** Words that are not scopes of ours are left alone: a token may be for several systems. */
    private static Set<Scope> scopes(String claim) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : claim.split(" ")) {
            Arrays.stream(Scope.values())
                    .filter(scope -> scope.word().equals(word.toLowerCase(Locale.ROOT)))
                    .forEach(scopes::add);
        }
        return Collections.unmodifiableSet(scopes);
    }

    private static JsonWebKeySet read(Path keySet) {
        try {
            return new JsonWebKeySet(Files.readString(keySet));
        } catch (IOException | JoseException unusable) {
            throw new IllegalArgumentException(
                    "key set: " + keySet + " (expected: a readable file with a JSON Web Key Set)", unusable);
        }
    }
}
