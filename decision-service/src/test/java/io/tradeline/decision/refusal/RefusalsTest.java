package io.tradeline.decision.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.tradeline.decision.server.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a caller's program can read from each kind of refusal. */
class RefusalsTest {

    @Test
    void whatPassesSaysWhenToTryAgain() {
        Refusal unavailable = read(Refusals.unavailable("the ledger can't be reached"));
        Refusal overloaded = read(Refusals.overloaded("too many commands are waiting"));

        assertThat(unavailable.is(Code.UNAVAILABLE, "UNAVAILABLE").retry()).isTrue();
        assertThat(overloaded.is(Code.RESOURCE_EXHAUSTED, "OVERLOADED").retry()).isTrue();
        assertThat(unavailable.message()).isEqualTo("the ledger can't be reached");
    }

    @Test
    void whatPassesTellsGrpcClientsWhenToTryAgain() {
        Metadata trailers = Refusals.overloaded("too many commands are waiting").getTrailers();

        assertThat(trailers).isNotNull();
        assertThat(trailers.get(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo("200");
    }

    @Test
    void whatDoesNotPassSaysNothingOfTryingAgain() {
        assertThat(List.of(
                        read(Refusals.deadline()).is(Code.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED"),
                        read(Refusals.unknown("account", "a")).is(Code.NOT_FOUND, "NOT_FOUND"),
                        read(Refusals.exists("document", "d")).is(Code.ALREADY_EXISTS, "ALREADY_EXISTS"),
                        read(Refusals.precondition("LAPSED", "too late")).is(Code.FAILED_PRECONDITION, "LAPSED"),
                        read(Refusals.aborted("OLDER_VERSION", "older")).is(Code.ABORTED, "OLDER_VERSION"),
                        read(Refusals.denied("no")).is(Code.PERMISSION_DENIED, "PERMISSION_DENIED"),
                        read(Refusals.unauthenticated("who")).is(Code.UNAUTHENTICATED, "UNAUTHENTICATED"),
                        read(Refusals.internal("r-1")).is(Code.INTERNAL, "INTERNAL")))
                .noneMatch(Refusal::retry);
    }

    @Test
    void namesFieldsResourcesAndFirstDecisions() {
        Refusal invalid = read(Refusals.invalid(
                List.of(Refusals.violation("a.b", "1 (expected: 2)"), Refusals.violation("c", "3 (expected: 4)"))));

        invalid.isInvalid("a.b", "c");
        assertThat(invalid.message()).isEqualTo("a.b: 1 (expected: 2) (and 1 more)");
        assertThat(read(Refusals.unknown("account", "a-1")).metadata())
                .containsEntry("resource", "account")
                .containsEntry("id", "a-1");
        read(Refusals.requestIdTaken("r-1", "d-1")).isTaken("d-1");
        assertThat(read(Refusals.internal("r-2")).metadata()).containsEntry("reference", "r-2");
    }

    private static Refusal read(StatusRuntimeException refusal) {
        return Refusal.of(Refusals.status(refusal));
    }
}
