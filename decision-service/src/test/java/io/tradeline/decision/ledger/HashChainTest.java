package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashChainTest {

    private static final UUID ID = UUID.fromString("018bcfe5-6800-7abc-8def-0123456789ab");

    @Test
    void hashesAsTheStandardSays() {
        assertThat(HexFormat.of().formatHex(HashChain.hash(bytes("abc"))))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    /** The form of the chain, written down a second time: who checks a log without this program needs no more. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void isSha256OverHashIdLengthsFactsAndBody(long seed) throws IOException, NoSuchAlgorithmException {
        Random random = new Random(seed);
        byte[] previous = HashChain.START;
        for (int i = 0; i < 50; i++) {
            byte[] facts = new byte[random.nextInt(300)];
            byte[] body = new byte[random.nextInt(300)];
            random.nextBytes(facts);
            random.nextBytes(body);
            UUID id = new UUID(random.nextLong(), random.nextLong());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.write(previous);
                out.writeLong(id.getMostSignificantBits());
                out.writeLong(id.getLeastSignificantBits());
                out.writeInt(facts.length);
                out.writeInt(body.length);
                out.write(facts);
                out.write(body);
            }

            byte[] next = HashChain.next(previous, id, facts, body);

            assertThat(next).isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
            assertThat(new StoredDecision(id, "a", facts, body, i, previous, next).isIntact())
                    .isTrue();
            previous = next;
        }
    }

    @Test
    void everythingCounts() {
        byte[] hash = HashChain.next(bytes("p"), ID, bytes("facts"), bytes("body"));

        assertThat(HashChain.next(bytes("p"), ID, bytes("facts"), bytes("body")))
                .isEqualTo(hash);
        assertThat(HashChain.next(bytes("q"), ID, bytes("facts"), bytes("body")))
                .isNotEqualTo(hash);
        assertThat(HashChain.next(bytes("p"), new UUID(1, 2), bytes("facts"), bytes("body")))
                .isNotEqualTo(hash);
        assertThat(HashChain.next(bytes("p"), ID, bytes("Facts"), bytes("body")))
                .isNotEqualTo(hash);
        assertThat(HashChain.next(bytes("p"), ID, bytes("facts"), bytes("Body")))
                .isNotEqualTo(hash);
        assertThat(HashChain.next(bytes("p"), ID, bytes("factsb"), bytes("ody")))
                .as("bytes that move from one part to the other")
                .isNotEqualTo(hash);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
