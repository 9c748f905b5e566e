package io.tradeline.decision.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.server.StepClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenVerifierTest {

    private static final Instant NOW = Instant.parse("2025-03-01T12:00:00Z");

    @TempDir
    Path directory;

    private final StepClock clock = new StepClock(NOW);
    private EllipticCurveJsonWebKey key;
    private SigningKeys keys;
    private TokenVerifier verifier;

    @BeforeEach
    void start() throws JoseException, IOException {
        key = key("one");
        keys = keys(keySet(key));
        verifier = new TokenVerifier(keys, "tradeline-local", clock, 100);
    }

    @AfterEach
    void end() {
        keys.close();
    }

    @Test
    void aTokenIsForAllAccountsUnlessItNamesSome() throws JoseException {
        assertThat(verifier.verify(token(claims -> {})).accounts().isEverything())
                .isTrue();
        AccountReach some = verifier.verify(token(claims -> claims.setClaim("accounts", List.of("a-1", "b", "b"))))
                .accounts();
        assertThat(some.isEverything()).isFalse();
        assertThat(some.heads()).containsExactlyInAnyOrder("a-1", "b");
        assertThat(verifier.verify(token(claims -> claims.setClaim("accounts", List.of())))
                        .accounts()
                        .heads())
                .isEmpty();
        assertThat(verifier.verify(token(claims -> claims.setClaim("accounts", Collections.nCopies(100, "a"))))
                        .accounts()
                        .heads())
                .containsExactly("a");
    }

    /** What is there and is no list of accounts never means all of them. */
    @Test
    void refusesAccountsThatAreNoAccounts() throws JoseException {
        List<Object> wrong = new ArrayList<>(List.of(
                "a",
                "",
                7,
                true,
                Map.of("a", "b"),
                List.of("a", 7),
                List.of(""),
                List.of("a b"),
                List.of("a".repeat(65)),
                List.of(List.of("a")),
                Collections.nCopies(101, "a")));
        wrong.add(Collections.singletonList(null));
        for (Object claim : wrong) {
            refused(token(claims -> claims.setClaim("accounts", claim)), "claim accounts");
        }
        JsonWebSignature absent = signature();
        absent.setPayload(claims().toJson().replaceFirst("^\\{", "{\"accounts\":null,"));
        refused(absent.getCompactSerialization(), "claim accounts");
    }

    @Test
    void knowsTheCallerAndTheScopes() throws JoseException {
        Caller caller = verifier.verify(token(claims -> claims.setStringClaim("scope", "decide openid read decide")));

        assertThat(caller.subject()).isEqualTo("order-system");
        assertThat(caller.scopes()).containsExactlyInAnyOrder(Scope.DECIDE, Scope.READ);
    }

    @Test
    void aTokenWithoutScopesMayNothing() throws JoseException {
        assertThat(verifier.verify(token(claims -> {})).scopes()).isEmpty();
        assertThat(verifier.verify(token(claims -> claims.setStringClaim("scope", "")))
                        .scopes())
                .isEmpty();
    }

    @Test
    void aRememberedTokenStillExpires() throws JoseException {
        String token = token(claims -> {});
        verifier.verify(token);
        clock.step(Duration.ofMinutes(9));
        assertThat(verifier.verify(token).subject()).isEqualTo("order-system");
        clock.step(Duration.ofMinutes(1));

        refused(token, "the bearer token has expired");
    }

    @Test
    void anExpiredTokenIsRefusedByTheServicesClock() throws JoseException {
        String token = token(claims -> {});
        clock.step(Duration.ofHours(1));

        refused(token, "the bearer token has expired");
    }

    @Test
    void refusesOtherIssuersAudiencesKeysAndAlgorithms() throws JoseException {
        refused(token(claims -> claims.setIssuer("someone")), "not valid");
        refused(token(claims -> claims.setAudience("other")), "not valid");
        refused(token(claims -> claims.unsetClaim("sub")), "not valid");
        refused(token(claims -> claims.unsetClaim("aud")), "not valid");
        refused(token(claims -> claims.unsetClaim("exp")), "not valid");
        refused(token(claims -> claims.setNotBefore(NumericDate.fromSeconds(NOW.getEpochSecond() + 300))), "not valid");
        refused(token(claims -> claims.setClaim("scope", List.of("decide"))), "claim of the wrong type");
        refused(signed(key("one"), "one", AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256), "not valid");
        refused(signed(key("two"), "two", AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256), "not valid");
    }

    /** The classic confusions: no signature at all, and the public key used as the secret of a MAC. */
    @Test
    void refusesUnsignedTokensAndMacs() throws JoseException {
        JsonWebSignature none = new JsonWebSignature();
        none.setPayload(claims().toJson());
        none.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
        none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        refused(none.getCompactSerialization(), "not valid");

        JsonWebSignature mac = signature();
        mac.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        mac.setKey(new HmacKey(key.getPublicKey().getEncoded()));
        refused(mac.getCompactSerialization(), "not valid");
    }

    @Test
    void refusesWhatIsNoToken() throws JoseException {
        String good = token(claims -> {});
        String body = good.split("\\.", -1)[1];

        refused("", "not valid");
        refused("..", "not valid");
        refused("a.b.c", "not valid");
        refused(good.substring(0, good.length() - 4), "not valid");
        refused(good.replace(body, body.substring(2)), "not valid");
        refused("x".repeat(8193), "longer than 8192 characters");
    }

    @Test
    void saysWhichFileHoldsNoKeys() throws IOException {
        Path missing = directory.resolve("missing.json");
        assertThatIllegalArgumentException().isThrownBy(() -> keys(missing)).withMessageContaining(missing.toString());
        Path broken = Files.writeString(directory.resolve("broken.json"), "{");
        assertThatIllegalArgumentException().isThrownBy(() -> keys(broken)).withMessageContaining("JSON Web Key Set");
    }

    private void refused(String token, String message) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOfSatisfying(StatusRuntimeException.class, refusal -> {
                    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
                    assertThat(refusal.getStatus().getDescription()).contains(message);
                    if (token.length() > 20) {
                        assertThat(refusal.getStatus().getDescription()).doesNotContain(token);
                    }
                });
    }

    private String token(Consumer<JwtClaims> change) throws JoseException {
        JwtClaims claims = claims();
        change.accept(claims);
        JsonWebSignature signature = signature();
        signature.setPayload(claims.toJson());
        return signature.getCompactSerialization();
    }

    private String signed(EllipticCurveJsonWebKey by, String keyId, String algorithm) throws JoseException {
        JsonWebSignature signature = signature();
        signature.setKey(by.getPrivateKey());
        signature.setKeyIdHeaderValue(keyId);
        signature.setAlgorithmHeaderValue(algorithm);
        return signature.getCompactSerialization();
    }

    private JsonWebSignature signature() {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims().toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue("one");
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        return signature;
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("tradeline-local");
        claims.setAudience("tradeline");
        claims.setSubject("order-system");
        claims.setIssuedAt(NumericDate.fromSeconds(NOW.getEpochSecond()));
        claims.setExpirationTime(
                NumericDate.fromSeconds(NOW.plus(Duration.ofMinutes(10)).getEpochSecond()));
        return claims;
    }

    private static SigningKeys keys(Path file) {
        return new SigningKeys(
                KeySource.of(file.toString(), false), Duration.ofHours(1), Duration.ZERO, new AccessMeters());
    }

    private Path keySet(EllipticCurveJsonWebKey key) throws IOException {
        return Files.writeString(
                directory.resolve("jwks.json"),
                "{\"keys\":[" + key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY) + "]}");
    }

    private static EllipticCurveJsonWebKey key(String id) throws JoseException {
        EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId(id);
        return key;
    }
}
