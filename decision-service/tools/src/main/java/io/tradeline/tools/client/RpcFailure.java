package io.tradeline.tools.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Why the decision service did not do something, taken apart.
 *
 * @param message what the service says; may be empty
 * @param violations one for each wrong field, "field: what is wrong"
 * @param facts machine-readable details by name, for example the first decision under a request id
 * @param retryAfter set when nothing has happened and the same call may be repeated after this time
 * @param answered whether a service answered at all; false when none could be reached
 */
public record RpcFailure(
        Status.Code code,
        String message,
        List<String> violations,
        Map<String, String> facts,
        Optional<Duration> retryAfter,
        boolean answered) {

    public RpcFailure {
        violations = List.copyOf(violations);
        facts = Map.copyOf(facts);
    }

    /** Of a failed call. Anything that is not a gRPC status counts as UNKNOWN. */
    public static RpcFailure of(Throwable failure) {
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        Status grpc = Status.fromThrowable(failure);
        if (status == null) {
            String message = grpc.getDescription() == null ? "" : grpc.getDescription();
            return new RpcFailure(grpc.getCode(), message, List.of(), Map.of(), Optional.empty(), true);
        }
        // The transport's own failures have a cause; what a service answers arrives without one.
        return of(status, grpc.getCause() == null);
    }

    /** Of one item of a batch that was refused. */
    public static RpcFailure of(com.google.rpc.Status status) {
        return of(status, true);
    }

    private static RpcFailure of(com.google.rpc.Status status, boolean answered) {
        List<String> violations = new ArrayList<>();
        Map<String, String> facts = new TreeMap<>();
        Optional<Duration> retryAfter = Optional.empty();
        for (Any detail : status.getDetailsList()) {
            try {
                if (detail.is(BadRequest.class)) {
                    for (BadRequest.FieldViolation violation :
                            detail.unpack(BadRequest.class).getFieldViolationsList()) {
                        violations.add(describe(violation));
                    }
                } else if (detail.is(ErrorInfo.class)) {
                    ErrorInfo info = detail.unpack(ErrorInfo.class);
                    facts.putAll(info.getMetadataMap());
                } else if (detail.is(RetryInfo.class)) {
                    com.google.protobuf.Duration delay =
                            detail.unpack(RetryInfo.class).getRetryDelay();
                    retryAfter = Optional.of(Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
                }
            } catch (InvalidProtocolBufferException broken) {
                violations.add("an unreadable detail of type " + detail.getTypeUrl() + ": " + broken.getMessage());
            }
        }
        Status.Code code = Status.fromCodeValue(status.getCode()).getCode();
        return new RpcFailure(code, status.getMessage(), violations, facts, retryAfter, answered);
    }

    private static String describe(BadRequest.FieldViolation violation) {
        String field = violation.getField();
        String description = violation.getDescription();
        return field.isEmpty() || description.startsWith(field + ":") ? description : field + ": " + description;
    }

    /** Whether nothing has happened, and the same call with the same request id may do better. */
    public boolean isTransient() {
        return code == Status.Code.UNAVAILABLE
                || code == Status.Code.RESOURCE_EXHAUSTED
                || (code == Status.Code.ABORTED && retryAfter.isPresent());
    }

    /** One line: code, message and violations. */
    public String summary() {
        String text = message.isEmpty() ? code.name() : code + ": " + message;
        return violations.isEmpty() ? text : text + " (" + String.join("; ", violations) + ")";
    }
}
