package io.tradeline.tools.bench.calls;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Outcome;
import java.io.IOException;
import java.io.InputStream;

/** Answers of which only the decision's outcome is read. All other fields are passed over, which costs far less than to make messages of them. */
final class OutcomeMarshaller implements MethodDescriptor.Marshaller<Outcome> {
    private static final int OUTCOME = tag(Decision.OUTCOME_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);

    private final int decision;

    /** @param decisionField number of the decision's field in the answer */
    OutcomeMarshaller(int decisionField) {
        decision = tag(decisionField, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    }

    private static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }

    @Override
    public InputStream stream(Outcome value) {
        throw new UnsupportedOperationException("an outcome alone is no answer");
    }

    /** @throws io.grpc.StatusRuntimeException when the answer is malformed, or has no decision */
    @Override
    public Outcome parse(InputStream answer) {
        try {
            return outcome(CodedInputStream.newInstance(answer));
        } catch (IOException malformed) {
            throw Status.INTERNAL
                    .withDescription("the answer can't be read: " + malformed.getMessage())
                    .withCause(malformed)
                    .asRuntimeException();
        }
    }

    /** Of an answer that the input holds, up to its end or limit. */
    Outcome outcome(CodedInputStream in) throws IOException {
        boolean decided = false;
        int outcome = Outcome.OUTCOME_UNSPECIFIED_VALUE;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == decision) {
                decided = true;
                outcome = outcomeOfDecision(in, outcome);
            } else {
                skip(in, tag);
            }
        }
        if (!decided) {
            throw new InvalidProtocolBufferException("it has no decision");
        }
        Outcome known = Outcome.forNumber(outcome);
        return known == null ? Outcome.UNRECOGNIZED : known;
    }

    /** @param before of an earlier part of the same decision: the format allows a message to come in parts */
    private static int outcomeOfDecision(CodedInputStream in, int before) throws IOException {
        int outcome = before;
        int outer = in.pushLimit(in.readRawVarint32());
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == OUTCOME) {
                outcome = in.readEnum();
            } else {
                skip(in, tag);
            }
        }
        // A stream that ends too early looks like the end of the decision otherwise.
        if (in.getBytesUntilLimit() != 0) {
            throw new InvalidProtocolBufferException("it ends within the decision");
        }
        in.popLimit(outer);
        return outcome;
    }

    private static void skip(CodedInputStream in, int tag) throws IOException {
        if (!in.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that did not begin");
        }
    }
}
