package io.tradeline.decision.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A refusal as a caller's program reads it.
 *
 * @param fields of the BadRequest, empty without one
 * @param retry whether it says when to try again
 */
public record Refusal(
        Code code, String message, String reason, Map<String, String> metadata, List<String> fields, boolean retry) {

    /** The refusal that a call must meet with. */
    public static Refusal of(ThrowingCallable call) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused).as("the call was not refused").isNotNull();
        return of(Objects.requireNonNull(StatusProto.fromThrowable(refused)));
    }

    /** The same of a refusal inside an answer. */
    public static Refusal of(Status status) {
        String reason = "";
        Map<String, String> metadata = Map.of();
        List<String> fields = new ArrayList<>();
        boolean retry = false;
        try {
            for (Any detail : status.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    ErrorInfo info = detail.unpack(ErrorInfo.class);
                    assertThat(info.getDomain()).isEqualTo("tradeline");
                    reason = info.getReason();
                    metadata = info.getMetadataMap();
                } else if (detail.is(BadRequest.class)) {
                    detail.unpack(BadRequest.class)
                            .getFieldViolationsList()
                            .forEach(violation -> fields.add(violation.getField()));
                } else if (detail.is(RetryInfo.class)) {
                    retry = Durations.toMillis(detail.unpack(RetryInfo.class).getRetryDelay()) > 0;
                }
            }
        } catch (InvalidProtocolBufferException unreadable) {
            throw new IllegalStateException(unreadable);
        }
        return new Refusal(
                Objects.requireNonNull(Code.forNumber(status.getCode())),
                status.getMessage(),
                reason,
                metadata,
                fields,
                retry);
    }

    /** Checks the two that every refusal has. */
    public Refusal is(Code expectedCode, String expectedReason) {
        assertThat(code).as(toString()).isEqualTo(expectedCode);
        assertThat(reason).as(toString()).isEqualTo(expectedReason);
        return this;
    }

    /** Checks that exactly these fields are at fault. */
    public Refusal isInvalid(String... expectedFields) {
        is(Code.INVALID_ARGUMENT, "INVALID_FIELDS");
        assertThat(fields).as(toString()).containsExactlyInAnyOrder(expectedFields);
        return this;
    }

    /** Checks that the request id, or posting id, was used before, for this. */
    public Refusal isTaken(String firstDecisionId) {
        is(Code.ALREADY_EXISTS, "REQUEST_ID_TAKEN");
        assertThat(metadata).as(toString()).containsEntry("decision_id", firstDecisionId);
        return this;
    }
}
