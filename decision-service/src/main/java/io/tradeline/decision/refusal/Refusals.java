package io.tradeline.decision.refusal;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;

/** The refusals of Tradeline. Each has an ErrorInfo of the domain "tradeline" whose reason a program can rely on. */
public final class Refusals {

    private static final String DOMAIN = "tradeline";
    private static final int RETRY_MILLI = 200;
    private static final Duration RETRY_SOON =
            Duration.newBuilder().setNanos(RETRY_MILLI * 1_000_000).build();

    /** By it a gRPC client that repeats calls by itself knows when; RetryInfo says the same to programs. */
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private Refusals() {}

    /** A position that a stream can't begin at; says where it could. */
    public static StatusRuntimeException outOfRange(String reason, String message, Map<String, String> metadata) {
        return of(Code.OUT_OF_RANGE, reason, message, metadata);
    }

    /** Fields of a request break the limits that its contract declares, or contradict each other. */
    public static StatusRuntimeException invalid(List<BadRequest.FieldViolation> violations) {
        BadRequest.FieldViolation first = violations.get(0);
        String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
        return of(
                Code.INVALID_ARGUMENT,
                "INVALID_FIELDS",
                first.getField() + ": " + first.getDescription() + more,
                Map.of(),
                BadRequest.newBuilder().addAllFieldViolations(violations).build());
    }

    public static StatusRuntimeException invalid(String field, String description) {
        return invalid(List.of(violation(field, description)));
    }

    public static BadRequest.FieldViolation violation(String field, String description) {
        return BadRequest.FieldViolation.newBuilder()
                .setField(field)
                .setDescription(description)
                .build();
    }

    public static StatusRuntimeException unknown(String what, String id) {
        return of(Code.NOT_FOUND, "NOT_FOUND", what + " " + id + " is not known", Map.of("resource", what, "id", id));
    }

    public static StatusRuntimeException unknownParent(String accountId) {
        return precondition("UNKNOWN_PARENT", "parent account " + accountId + " is not known");
    }

    /** The request id was used for something else; names what it was used for. */
    public static StatusRuntimeException requestIdTaken(String requestId, String firstDecisionId) {
        return of(
                Code.ALREADY_EXISTS,
                "REQUEST_ID_TAKEN",
                "request id " + requestId + " was used for another request, see decision " + firstDecisionId,
                Map.of("request_id", requestId, "decision_id", firstDecisionId));
    }

    /** The request id was used for something that the caller does not see. */
    public static StatusRuntimeException requestIdTaken(String requestId) {
        return of(
                Code.ALREADY_EXISTS,
                "REQUEST_ID_TAKEN",
                "request id " + requestId + " was used for another request",
                Map.of("request_id", requestId));
    }

    public static StatusRuntimeException exists(String what, String id) {
        return of(
                Code.ALREADY_EXISTS,
                "ALREADY_EXISTS",
                what + " " + id + " exists already",
                Map.of("resource", what, "id", id));
    }

    public static StatusRuntimeException precondition(String reason, String message) {
        return of(Code.FAILED_PRECONDITION, reason, message, Map.of());
    }

    public static StatusRuntimeException aborted(String reason, String message) {
        return of(Code.ABORTED, reason, message, Map.of());
    }

    public static StatusRuntimeException unauthenticated(String message) {
        return of(Code.UNAUTHENTICATED, "UNAUTHENTICATED", message, Map.of());
    }

    public static StatusRuntimeException denied(String message) {
        return of(Code.PERMISSION_DENIED, "PERMISSION_DENIED", message, Map.of());
    }

    /** What it came to is not known, most often to nothing; the same request may be repeated shortly, here or at another instance. */
    public static StatusRuntimeException unavailable(String message) {
        return soon(Code.UNAVAILABLE, "UNAVAILABLE", message);
    }

    /** Too much at once; nothing has happened; the same request may be repeated shortly. */
    public static StatusRuntimeException overloaded(String message) {
        return soon(Code.RESOURCE_EXHAUSTED, "OVERLOADED", message);
    }

    /** The caller calls more often than it may; nothing has happened; the same request may be repeated after the wait. */
    public static StatusRuntimeException tooOften(long waitNanos) {
        Duration wait = Duration.newBuilder()
                .setSeconds(waitNanos / 1_000_000_000L)
                .setNanos((int) (waitNanos % 1_000_000_000L))
                .build();
        return of(
                Code.RESOURCE_EXHAUSTED,
                "RATE_LIMITED",
                "the caller calls more often than it may",
                Map.of(),
                RetryInfo.newBuilder().setRetryDelay(wait).build());
    }

    /** What came is no message of this method; repeating won't help. */
    public static StatusRuntimeException malformed(String message) {
        return of(Code.INVALID_ARGUMENT, "MALFORMED", message, Map.of());
    }

    /** What is stored contradicts itself: someone must look, and repeating won't help. */
    public static StatusRuntimeException dataLoss(String reason, String message) {
        return of(Code.DATA_LOSS, reason, message, Map.of());
    }

    public static StatusRuntimeException deadline() {
        return of(
                Code.DEADLINE_EXCEEDED,
                "DEADLINE_EXCEEDED",
                "the deadline passed before the commit began; nothing has happened",
                Map.of());
    }

    /** A fault of ours; the log tells more under the given reference. */
    public static StatusRuntimeException internal(String reference) {
        return of(
                Code.INTERNAL,
                "INTERNAL",
                "Tradeline could not carry this out; its log has more under " + reference,
                Map.of("reference", reference));
    }

    /** A refusal as a part of an answer, for one of many. */
    public static Status status(StatusRuntimeException refusal) {
        Status status = StatusProto.fromThrowable(refusal);
        return status == null ? Status.newBuilder().setCode(Code.UNKNOWN_VALUE).build() : status;
    }

    private static StatusRuntimeException soon(Code code, String reason, String message) {
        Metadata trailers = new Metadata();
        trailers.put(PUSHBACK, String.valueOf(RETRY_MILLI));
        RetryInfo retry = RetryInfo.newBuilder().setRetryDelay(RETRY_SOON).build();
        return StatusProto.toStatusRuntimeException(status(code, reason, message, Map.of(), retry), trailers);
    }

    private static StatusRuntimeException of(
            Code code, String reason, String message, Map<String, String> metadata, Message... details) {
        return StatusProto.toStatusRuntimeException(status(code, reason, message, metadata, details));
    }

    private static Status status(
            Code code, String reason, String message, Map<String, String> metadata, Message... details) {
        Status.Builder status = Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(reason)
                        .setDomain(DOMAIN)
                        .putAllMetadata(metadata)
                        .build()));
        for (Message detail : details) {
            status.addDetails(Any.pack(detail));
        }
        return status.build();
    }
}
