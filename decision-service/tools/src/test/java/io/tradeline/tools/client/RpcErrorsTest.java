package io.tradeline.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

final class RpcErrorsTest {
    private static final Target TARGET = new Target("127.0.0.1", 7400);

    @Test
    void nobodyThere() {
        CommandException failure = RpcErrors.explain(
                io.grpc.Status.UNAVAILABLE
                        .withDescription("io exception")
                        .withCause(new ConnectException("refused"))
                        .asRuntimeException(),
                TARGET);

        assertThat(failure).hasMessage("no decision service at 127.0.0.1:7400; start one with ./tradeline start");
        assertThat(failure.exitCode()).isEqualTo(ExitCodes.ENVIRONMENT);
    }

    @Test
    void aServiceThatCannotAnswerNow() {
        StatusRuntimeException refusal = status(
                Code.UNAVAILABLE,
                "PostgreSQL is gone",
                RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setSeconds(3))
                        .build());

        assertThat(RpcErrors.explain(refusal, TARGET))
                .hasMessage("the decision service at 127.0.0.1:7400 can't answer now: PostgreSQL is gone\n"
                        + "Nothing has happened; repeat with the same request id after 3 s");
        assertThat(RpcFailure.of(refusal).isTransient()).isTrue();
        assertThat(RpcFailure.of(refusal).retryAfter()).contains(java.time.Duration.ofSeconds(3));
    }

    @Test
    void eachWrongFieldOnItsLine() {
        StatusRuntimeException refusal = status(
                Code.INVALID_ARGUMENT,
                "2 fields",
                BadRequest.newBuilder()
                        .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                .setField("order.account_id")
                                .setDescription("\"\" (expected: 1 to 64 characters)"))
                        .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                                .setField("order.amount")
                                .setDescription("order.amount: 0 (expected: > 0)"))
                        .build());

        CommandException failure = RpcErrors.explain(refusal, TARGET);

        assertThat(failure).hasMessage("""
                        the request is not valid
                          order.account_id: "" (expected: 1 to 64 characters)
                          order.amount: 0 (expected: > 0)""");
        assertThat(failure.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(RpcFailure.of(refusal).isTransient()).isFalse();
    }

    @Test
    void theFirstDecisionUnderARequestId() {
        StatusRuntimeException refusal = status(
                Code.ALREADY_EXISTS,
                "request_id: r1 was used for another order",
                ErrorInfo.newBuilder().putMetadata("decision_id", "0199").build());

        assertThat(RpcErrors.explain(refusal, TARGET))
                .hasMessage("request_id: r1 was used for another order\n  decision_id: 0199");
    }

    @Test
    void aDefectOfTheService() {
        assertThat(RpcErrors.explain(status(Code.INTERNAL, "oops"), TARGET))
                .hasMessage("the decision service at 127.0.0.1:7400 failed: oops; its log says more");
    }

    @Test
    void aStrangeToken() {
        assertThat(RpcErrors.explain(status(Code.UNAUTHENTICATED, "kid: k2 is not known"), TARGET))
                .hasMessageStartingWith(
                        "the decision service at 127.0.0.1:7400 does not accept the token: kid: k2 is not known")
                .hasMessageContaining("--token-file");
    }

    private static StatusRuntimeException status(Code code, String message, com.google.protobuf.Message... details) {
        Status.Builder status = Status.newBuilder().setCode(code.getNumber()).setMessage(message);
        for (com.google.protobuf.Message detail : details) {
            status.addDetails(Any.pack(detail));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }
}
