package io.tradeline.decision.ledger;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.DecisionFacts;
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

    /** What it rested on. */
    public DecisionFacts decisionFacts() throws InvalidProtocolBufferException {
        return DecisionFacts.parseFrom(facts);
    }

    /** Whether its content is what was chained. */
    public boolean isIntact() {
        return java.util.Arrays.equals(logHash, HashChain.next(previousHash, id, facts, body));
    }
}
