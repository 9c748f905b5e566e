package io.tradeline.decision.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys come and go, at the issuer's URL or in a file, while the service runs. */
@Timeout(30)
class SigningKeysTest {

    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    Path directory;

    private final AccessMeters meters = new AccessMeters();
    private final AtomicInteger requests = new AtomicInteger();
    private final EllipticCurveJsonWebKey one = key("one");
    private final EllipticCurveJsonWebKey two = key("two");
    private volatile Answer answer = new Answer(200, set(one));
    private HttpServer issuer;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/jwks", this::serve);
        issuer.start();
    }

    @AfterEach
    void end() {
        issuer.stop(0);
    }

    @Test
    void anUnknownKeyIsFetchedAndTheNextCallPasses() {
        try (SigningKeys keys = keys(LONG, Duration.ZERO)) {
            TokenVerifier verifier = verifier(keys);
            assertThat(verifier.verify(token(one)).subject()).isEqualTo("order-system");
            answer = new Answer(200, set(one, two));

            refused(verifier, token(two));
            await(() -> meters.keyReads() == 2);

            assertThat(verifier.verify(token(two)).subject()).isEqualTo("order-system");
            assertThat(meters.keys()).isEqualTo(2);
        }
    }

    /** Whoever makes tokens up can't make the service hammer the issuer. */
    @Test
    void madeUpKeysCauseFewFetches() {
        try (SigningKeys keys = keys(LONG, LONG)) {
            TokenVerifier verifier = verifier(keys);
            for (int i = 0; i < 50; i++) {
                refused(verifier, token(key("made-up-" + i)));
            }
            assertThat(requests).hasValue(1);
        }
    }

    @Test
    void aWithdrawnKeyEndsRememberedTokensToo() {
        String token = token(one);
        try (SigningKeys keys = keys(Duration.ofMillis(50), LONG)) {
            TokenVerifier verifier = verifier(keys);
            verifier.verify(token);
            answer = new Answer(200, set(one, two));
            await(() -> meters.keys() == 2);
            assertThat(verifier.verify(token).subject())
                    .as("other keys beside it change nothing")
                    .isEqualTo("order-system");
            answer = new Answer(200, set(two));
            await(() -> meters.keys() == 1);

            refused(verifier, token);
        }
    }

    /** The same name for another key: what the first one signed is not good any more. */
    @Test
    void aReplacedKeyEndsWhatTheFirstOneSigned() {
        String token = token(one);
        try (SigningKeys keys = keys(Duration.ofMillis(50), LONG)) {
            TokenVerifier verifier = verifier(keys);
            verifier.verify(token);
            EllipticCurveJsonWebKey other = key("one");
            answer = new Answer(200, set(other));
            long reads = meters.keyReads();
            await(() -> meters.keyReads() > reads + 1);

            refused(verifier, token);
            assertThat(verifier.verify(token(other)).subject()).isEqualTo("order-system");
        }
    }

    @Test
    void theLastGoodSetStaysWhileTheIssuerIsBroken() {
        try (SigningKeys keys = keys(Duration.ofMillis(20), LONG)) {
            TokenVerifier verifier = verifier(keys);
            for (Answer broken : new Answer[] {
                new Answer(500, "{}"),
                new Answer(302, ""),
                new Answer(200, "<html>"),
                new Answer(200, "{\"keys\":[]}"),
                new Answer(200, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}"),
                new Answer(200, set(one) + " ".repeat(KeySource.LARGEST_BYTES))
            }) {
                answer = broken;
                long failures = meters.keyReadFailures();
                await(() -> meters.keyReadFailures() > failures + 1);
                assertThat(verifier.verify(token(one)).subject())
                        .as(broken.toString()
                                .substring(0, 40 > broken.toString().length() ? 20 : 40))
                        .isEqualTo("order-system");
            }
            answer = new Answer(200, set(two));
            await(() -> keys.current().has(two.getPublicKey()));
        }
    }

    @Test
    void aFileIsReadAgain() throws IOException {
        Path file = Files.writeString(directory.resolve("jwks.json"), set(one));
        try (SigningKeys keys =
                new SigningKeys(KeySource.of(file.toString(), false), Duration.ofMillis(20), LONG, meters)) {
            Files.writeString(file, set(two));
            await(() -> keys.current().has(two.getPublicKey()));
            Files.delete(file);
            await(() -> meters.keyReadFailures() > 0);
            assertThat(keys.current().has(two.getPublicKey())).isTrue();
        }
    }

    @Test
    void theFirstSetMustBeHad() {
        answer = new Answer(404, "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys(LONG, LONG))
                .withMessage(
                        "tradeline.auth.jwks: " + url()
                                + ": HTTP status 404 (expected: 200) (expected: a readable file or URL with a JSON Web Key Set)");
        issuer.stop(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys(LONG, LONG))
                .withMessageStartingWith("tradeline.auth.jwks: " + url());
    }

    @Test
    void plainHttpStaysOnThisMachine() {
        for (String far : new String[] {
            "http://issuer.example/jwks",
            "http://10.0.0.1/jwks",
            "http://127.evil.example/",
            "http://localhost.example/"
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeySource.of(far, false))
                    .withMessageContaining("expected: https");
            assertThat(KeySource.of(far, true)).isInstanceOf(KeyUrl.class);
        }
        for (String near : new String[] {"http://localhost:1/", "http://127.0.0.1/", "http://[::1]:8080/jwks"}) {
            assertThat(KeySource.of(near, false)).isInstanceOf(KeyUrl.class);
        }
        assertThat(KeySource.of("https://issuer.example/jwks", false)).isInstanceOf(KeyUrl.class);
        assertThat(KeySource.of("/etc/jwks.json", false)).isInstanceOf(KeyFile.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeySource.of("https://user:secret@issuer.example/", false))
                .withMessageNotContaining("secret");
    }

    private void serve(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        Answer now = answer;
        byte[] body = now.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        exchange.sendResponseHeaders(now.status(), body.length == 0 ? -1 : body.length);
        try {
            exchange.getResponseBody().write(body);
        } finally {
            exchange.close();
        }
    }

    private String url() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks";
    }

    private SigningKeys keys(Duration refresh, Duration apart) {
        return new SigningKeys(KeySource.of(url(), false), refresh, apart, meters);
    }

    private static TokenVerifier verifier(SigningKeys keys) {
        return new TokenVerifier(keys, "tradeline-local", Clock.systemUTC(), 100);
    }

    private static void refused(TokenVerifier verifier, String token) {
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> verifier.verify(token));
        assertThat(Objects.requireNonNull(refused).getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    private static void await(BooleanSupplier condition) {
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            try {
                if (never.await(5, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("nothing counts it down");
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new AssertionError(stopped);
            }
        }
    }

    private static String set(EllipticCurveJsonWebKey... keys) {
        return "{\"keys\":["
                + Arrays.stream(keys)
                        .map(key -> key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    private static String token(EllipticCurveJsonWebKey by) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("tradeline-local");
        claims.setAudience("tradeline");
        claims.setSubject("order-system");
        claims.setExpirationTimeMinutesInTheFuture(10);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(by.getPrivateKey());
        signature.setKeyIdHeaderValue(by.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static EllipticCurveJsonWebKey key(String id) {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(id);
            return key;
        } catch (JoseException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
