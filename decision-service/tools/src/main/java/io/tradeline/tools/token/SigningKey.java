package io.tradeline.tools.token;

import io.tradeline.tools.CommandException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.Optional;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** The key of one data directory: {@code signing-key.json}, readable for its owner only, and its public half {@code jwks.json}. */
final class SigningKey {
    private static final String PRIVATE_FILE = "signing-key.json";
    private static final String PUBLIC_FILE = "jwks.json";

    private final Path directory;
    private final PublicJsonWebKey key;

    private SigningKey(Path directory, PublicJsonWebKey key) {
        this.directory = directory;
        this.key = key;
    }

    static SigningKey open(Path directory) {
        Path file = directory.resolve(PRIVATE_FILE);
        try {
            Optional<PublicJsonWebKey> known = read(file);
            if (known.isEmpty()) {
                Files.createDirectories(directory);
                create(file);
                known = read(file);
            }
            SigningKey key = new SigningKey(directory, known.orElseThrow());
            key.publish();
            return key;
        } catch (IOException failure) {
            throw CommandException.environment("can't use the signing key " + file + ": " + failure, failure);
        }
    }

    private static Optional<PublicJsonWebKey> read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        try {
            PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(text);
            if (key.getPrivateKey() == null || key.getKeyId() == null || !(key instanceof EllipticCurveJsonWebKey)) {
                throw damaged(file, "it holds no private EC key with an id", null);
            }
            return Optional.of(key);
        } catch (JoseException malformed) {
            throw damaged(file, malformed.getMessage(), malformed);
        }
    }

    private static CommandException damaged(Path file, @Nullable String why, @Nullable Throwable cause) {
        String message = "the signing key " + file + " is damaged (" + why
                + "); nothing was changed. Restore it, or move it away: a new one is made then, and tokens of the old one end";
        return cause == null ? CommandException.environment(message) : CommandException.environment(message, cause);
    }

    /** Two programs may do this at once: the first link wins, and both use its key. */
    private static void create(Path file) throws IOException {
        Path apart = Files.createTempFile(file.getParent(), ".signing-key", ".new", ownerOnly(file));
        try {
            Files.writeString(apart, generate().toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE) + "\n");
            Files.createLink(file, apart);
        } catch (FileAlreadyExistsException otherWasFaster) {
            // Its key is read next.
            return;
        } finally {
            Files.deleteIfExists(apart);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) throws IOException {
        FileStore store = Files.getFileStore(file.getParent());
        return store.supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static PublicJsonWebKey generate() {
        try {
            EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(key.calculateBase64urlEncodedThumbprint("SHA-256"));
            key.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            key.setUse("sig");
            return key;
        } catch (JoseException failure) {
            throw CommandException.environment("this Java can't make a P-256 key: " + failure.getMessage(), failure);
        }
    }

    /** Written anew from the private key whenever it differs, whole or not at all. */
    private void publish() throws IOException {
        String set = new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY) + "\n";
        if (Files.exists(jwksFile()) && Files.readString(jwksFile()).equals(set)) {
            return;
        }
        Path apart = Files.createTempFile(directory, ".jwks", ".new");
        Files.writeString(apart, set);
        Files.move(apart, jwksFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    Path jwksFile() {
        return directory.resolve(PUBLIC_FILE);
    }

    String id() {
        return key.getKeyId();
    }

    PrivateKey privateKey() {
        return key.getPrivateKey();
    }
}
