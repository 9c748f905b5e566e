package io.tradeline.decision.ledger;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The chain of an account's decisions: each hash is SHA-256 over the hash before, the decision's id, what it rested on and what was answered. The head
 * stands in the account's row; a decision that is changed, dropped, added or moved afterwards breaks the chain.
 */
public final class HashChain {

    /** Before an account's first decision. */
    public static final byte[] START = new byte[0];

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(HashChain::sha256);

    private HashChain() {}

    public static byte[] next(byte[] previous, UUID decisionId, byte[] facts, byte[] body) {
        MessageDigest digest = SHA_256.get();
        digest.update(previous);
        // The lengths keep bytes from moving between the parts unnoticed.
        digest.update(ByteBuffer.allocate(24)
                .putLong(decisionId.getMostSignificantBits())
                .putLong(decisionId.getLeastSignificantBits())
                .putInt(facts.length)
                .putInt(body.length)
                .array());
        digest.update(facts);
        return digest.digest(body);
    }

    /** SHA-256 of some bytes, one part after the other. */
    public static byte[] hash(byte[]... parts) {
        MessageDigest digest = SHA_256.get();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
