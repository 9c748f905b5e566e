package io.tradeline.decision.access;

import java.security.Key;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/** The public keys by which tokens are verified, as they were at one read. */
final class KeySet implements VerificationKeyResolver {

    private static final int MOST_KEYS = 100;

    private final VerificationKeyResolver resolver;
    private final Set<Key> keys;

    private KeySet(List<JsonWebKey> found) {
        this.resolver = new JwksVerificationKeyResolver(found);
        this.keys = found.stream().map(JsonWebKey::getKey).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads a set.
     *
     * @throws IllegalArgumentException when it is none, or has no public key in it
     */
    static KeySet parse(String text) {
        List<JsonWebKey> found;
        try {
            found = new JsonWebKeySet(text)
                    .getJsonWebKeys().stream()
                            .filter(key -> key instanceof PublicJsonWebKey)
                            .toList();
        } catch (JoseException | RuntimeException broken) {
            // What was read may be anything; it is not quoted.
            throw new IllegalArgumentException("no JSON Web Key Set");
        }
        if (found.isEmpty() || found.size() > MOST_KEYS) {
            throw new IllegalArgumentException(found.size() + " public keys (expected: 1 to " + MOST_KEYS + ")");
        }
        return new KeySet(found);
    }

    boolean has(Key key) {
        return keys.contains(key);
    }

    int size() {
        return keys.size();
    }

    @Override
    public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        return resolver.resolveKey(signature, nesting);
    }
}
