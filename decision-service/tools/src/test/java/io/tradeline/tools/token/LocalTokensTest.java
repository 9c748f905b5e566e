package io.tradeline.tools.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    private Path temp;

    private static JwtClaims verify(Path jwks, String token) throws IOException, JoseException, InvalidJwtException {
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(
                        new JwksVerificationKeyResolver(new JsonWebKeySet(Files.readString(jwks)).getJsonWebKeys()))
                .setExpectedIssuer("tradeline-local")
                .setExpectedAudience("tradeline")
                .setRequireExpirationTime()
                .setRequireSubject()
                .setEvaluationTime(NumericDate.fromSeconds(NOW.getEpochSecond() + 60))
                .build()
                .processToClaims(token);
    }

    @Test
    void aTokenIsForAllAccountsUnlessItNamesSome() throws Exception {
        LocalTokens tokens = LocalTokens.open(temp, CLOCK);
        Duration hour = Duration.ofHours(1);

        assertThat(verify(tokens.jwksFile(), tokens.issue("till", hour, "read")).hasClaim("accounts"))
                .isFalse();
        assertThat(verify(tokens.jwksFile(), tokens.issue("till", hour, List.of("a", "b"), "read"))
                        .getStringListClaimValue("accounts"))
                .containsExactly("a", "b");
        assertThat(verify(tokens.jwksFile(), tokens.issue("till", hour, List.of(), "read"))
                        .getClaimValue("accounts"))
                .isEqualTo(List.of());
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> tokens.issue("till", hour, java.util.Collections.nCopies(101, "a"), "read"))
                .withMessageContaining("101");
    }

    @Test
    void theServiceCanCheckWhatItIssues()
            throws IOException, JoseException, InvalidJwtException, MalformedClaimException {
        LocalTokens tokens = LocalTokens.open(temp, CLOCK);
        JwtClaims claims = verify(tokens.jwksFile(), tokens.issue("till-7", Duration.ofHours(1), "decide", "read"));
        assertThat(claims.getSubject()).isEqualTo("till-7");
        assertThat(claims.getStringClaimValue("scope")).isEqualTo("decide read");
        assertThat(claims.getExpirationTime().getValue()).isEqualTo(NOW.getEpochSecond() + 3600);
        assertThat(claims.getIssuedAt().getValue()).isEqualTo(NOW.getEpochSecond());
    }

    @Test
    void theKeyStaysAndOnlyItsOwnerReadsIt() throws IOException {
        LocalTokens.open(temp, CLOCK);
        Path key = temp.resolve("signing-key.json");
        String first = Files.readString(key);
        LocalTokens again = LocalTokens.open(temp, CLOCK);
        assertThat(Files.readString(key)).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(again.jwksFile())).contains("\"kid\"").doesNotContain("\"d\"");
    }

    @Test
    void manyAtOnceUseOneKey() throws IOException {
        List<String> sets = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> read(LocalTokens.open(temp, CLOCK).jwksFile()))
                .distinct()
                .toList();
        assertThat(sets).hasSize(1);
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("signing-key.json", "jwks.json");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void aDamagedKeyIsAnErrorAndStays() throws IOException {
        Path key = Files.writeString(temp.resolve("signing-key.json"), "{\"kty\":\"EC\"");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> LocalTokens.open(temp, CLOCK))
                .withMessageContaining("the signing key " + key + " is damaged")
                .satisfies(thrown -> assertThat(thrown.exitCode()).isEqualTo(ExitCodes.ENVIRONMENT));
        assertThat(key).hasContent("{\"kty\":\"EC\"");
    }

    @Test
    void refusesWhatNoServiceWouldAccept() {
        LocalTokens tokens = LocalTokens.open(temp, CLOCK);
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> tokens.issue("a", Duration.ofHours(1), "everything"))
                .withMessage("scope: \"everything\" (expected: some of decide, resolve, read, accounts, receivables,"
                        + " feed, releases, operate, simulate)");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> tokens.issue("a", Duration.ofHours(1)))
                .withMessageStartingWith("scope: none");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> tokens.issue(" ", Duration.ofHours(1), "read"))
                .withMessage("subject: \" \" (expected: 1 to 128 characters)");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> tokens.issue("a", Duration.ZERO, "read"))
                .withMessage("ttl: PT0S (expected: 1 second to 366 days)");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> tokens.issue("a", Duration.ofDays(367), "read"))
                .withMessageStartingWith("ttl:");
    }
}
