package io.tradeline.decision.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tradeline.decision.refusal.Refusals;
import java.security.Key;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Verifies bearer tokens: JSON Web Tokens signed with ES256 or RS256 by a key of the key set, of our issuer, for the audience "tradeline", not expired.
 * A token that was verified is remembered until it expires or its key is withdrawn, as callers send the same one with every call.
 */
public final class TokenVerifier {

    private static final String AUDIENCE = "tradeline";
    private static final int LONGEST_TOKEN = 8192;

    private final SigningKeys keys;
    private final String issuer;
    private final Cache<String, Verified> verified;
    private final Clock clock;

    /**
     * A token that was found good.
     *
     * @param key that it is signed with
     * @param under the set that is known to have this key
     */
    private record Verified(Caller caller, Key key, KeySet under) {}

    /** @param remembered tokens that need not be verified again, at most */
    public TokenVerifier(SigningKeys keys, String issuer, Clock clock, int remembered) {
        this.verified = Caffeine.newBuilder()
                .maximumSize(remembered)
                .executor(Runnable::run)
                .build();
        this.clock = clock;
        this.issuer = issuer;
        this.keys = keys;
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
        KeySet present = keys.current();
        Verified known = verified.getIfPresent(token);
        if (known == null || known.under != present) {
            // With other keys than before, a token stands as long as its own is among them.
            known = known != null && present.has(known.key)
                    ? new Verified(known.caller, known.key, present)
                    : check(token, present);
            verified.put(token, known);
        }
        if (known.caller.expiresAtMilli() <= clock.millis()) {
            verified.invalidate(token);
            throw Refusals.unauthenticated("the bearer token has expired");
        }
        return known.caller;
    }

    /** Tokens that are remembered, about. */
    public long remembered() {
        return verified.estimatedSize();
    }

    /** Made anew for each token that is not known yet: it holds the moment for which it verifies. */
    private JwtConsumer consumer(KeySet present) {
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver((signature, nesting) -> resolve(present, signature, nesting))
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

    private Key resolve(KeySet present, JsonWebSignature signature, List<JsonWebStructure> nesting)
            throws UnresolvableKeyException {
        try {
            return present.resolveKey(signature, nesting);
        } catch (UnresolvableKeyException unknown) {
            keys.missed();
            throw unknown;
        }
    }

    private Verified check(String token, KeySet present) {
        try {
            JwtContext context = consumer(present).process(token);
            JwtClaims claims = context.getJwtClaims();
            String scope = claims.hasClaim("scope") ? claims.getStringClaimValue("scope") : "";
            return new Verified(
                    new Caller(
                            claims.getSubject(),
                            scopes(scope),
                            claims.getExpirationTime().getValueInMillis(),
                            AccountsClaim.of(claims)),
                    context.getJoseObjects().get(0).getKey(),
                    present);
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
}
