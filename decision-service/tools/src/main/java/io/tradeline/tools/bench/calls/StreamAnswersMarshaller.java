package io.tradeline.tools.bench.calls;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import com.google.rpc.Status;
import io.grpc.MethodDescriptor;
import io.tradeline.proto.decision.v1.AuthorizeAnswer;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.AuthorizeStreamResponse;
import io.tradeline.proto.decision.v1.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of AuthorizeStream, of which only the request ids, the outcomes and the refusals are read. */
final class StreamAnswersMarshaller implements MethodDescriptor.Marshaller<List<StreamAnswersMarshaller.Answer>> {
    private static final int ANSWER = tag(AuthorizeStreamResponse.ANSWERS_FIELD_NUMBER);
    private static final int REQUEST_ID = tag(AuthorizeAnswer.REQUEST_ID_FIELD_NUMBER);
    private static final int RESPONSE = tag(AuthorizeAnswer.RESPONSE_FIELD_NUMBER);
    private static final int ERROR = tag(AuthorizeAnswer.ERROR_FIELD_NUMBER);

    private final OutcomeMarshaller decided = new OutcomeMarshaller(AuthorizeResponse.DECISION_FIELD_NUMBER);

    /**
     * What became of one order.
     *
     * @param outcome null when it was refused
     * @param refusal null when it was decided
     */
    record Answer(
            String requestId,
            @Nullable Outcome outcome,
            @Nullable Status refusal) {}

    private static int tag(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    @Override
    public InputStream stream(List<Answer> value) {
        throw new UnsupportedOperationException("outcomes alone are no answers");
    }

    /** @throws io.grpc.StatusRuntimeException when the message is malformed */
    @Override
    public List<Answer> parse(InputStream message) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(message);
            List<Answer> answers = new ArrayList<>();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag != ANSWER) {
                    throw new InvalidProtocolBufferException("a field that is no answer");
                }
                int outer = in.pushLimit(in.readRawVarint32());
                answers.add(answer(in));
                in.popLimit(outer);
            }
            return answers;
        } catch (IOException malformed) {
            throw io.grpc.Status.INTERNAL
                    .withDescription("the answers can't be read: " + malformed.getMessage())
                    .withCause(malformed)
                    .asRuntimeException();
        }
    }

    private Answer answer(CodedInputStream in) throws IOException {
        String requestId = "";
        Outcome outcome = null;
        Status refusal = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == REQUEST_ID) {
                requestId = in.readString();
            } else if (tag == RESPONSE) {
                int outer = in.pushLimit(in.readRawVarint32());
                outcome = decided.outcome(in);
                in.popLimit(outer);
            } else if (tag == ERROR) {
                refusal = in.readMessage(Status.parser(), ExtensionRegistryLite.getEmptyRegistry());
            } else {
                throw new InvalidProtocolBufferException("a field that no answer has");
            }
        }
        if (outcome == null && refusal == null) {
            throw new InvalidProtocolBufferException("an answer without a result");
        }
        return new Answer(requestId, outcome, refusal);
    }
}
