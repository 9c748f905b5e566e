package io.tradeline.decision.ledger;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.UUID;

/** A row of the decision log. */
public record StoredDecision(
        UUID id, String accountId, byte[] facts, byte[] body, long logSequence, byte[] previousHash, byte[] logHash) {

    /** As it was answered. */
    public Decision decision() throws InvalidProtocolBufferException {
        return Decision.newBuilder()
                .mergeFrom(body)
                .setLogSequence(logSequence)
                .setLogHash(ByteString.copyFrom(logHash))
                .build();
    }

    /** A decision's body with its place in the log behind it: the encoded form of {@link #decision}, without taking the body apart. */
    static ByteString answered(byte[] body, long logSequence, byte[] logHash) {
        int place = CodedOutputStream.computeInt64Size(Decision.LOG_SEQUENCE_FIELD_NUMBER, logSequence)
                + CodedOutputStream.computeByteArraySize(Decision.LOG_HASH_FIELD_NUMBER, logHash);
        byte[] answered = Arrays.copyOf(body, body.length + place);
        CodedOutputStream out = CodedOutputStream.newInstance(answered, body.length, place);
        try {
            out.writeInt64(Decision.LOG_SEQUENCE_FIELD_NUMBER, logSequence);
            out.writeByteArray(Decision.LOG_HASH_FIELD_NUMBER, logHash);
        } catch (IOException impossible) {
            throw new UncheckedIOException("the array is as long as what is written", impossible);
        }
        out.checkNoSpaceLeft();
        return UnsafeByteOperations.unsafeWrap(answered);
    }

    /** What it rested on. */
    public DecisionFacts decisionFacts() throws InvalidProtocolBufferException {
        return DecisionFacts.parseFrom(facts);
    }

    /** Whether its content is what was chained. */
    public boolean isIntact() {
        return Arrays.equals(logHash, HashChain.next(previousHash, id, facts, body));
    }
}
