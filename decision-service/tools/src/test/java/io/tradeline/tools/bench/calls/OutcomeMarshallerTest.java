package io.tradeline.tools.bench.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.StatusRuntimeException;
import io.tradeline.proto.decision.v1.Authorization;
import io.tradeline.proto.decision.v1.AuthorizeResponse;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.Evidence;
import io.tradeline.proto.decision.v1.Finding;
import io.tradeline.proto.decision.v1.Outcome;
import io.tradeline.proto.decision.v1.ResolveResponse;
import io.tradeline.proto.type.v1.Money;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OutcomeMarshallerTest {
    private static final OutcomeMarshaller MARSHALLER = new OutcomeMarshaller(AuthorizeResponse.DECISION_FIELD_NUMBER);

    @ParameterizedTest
    @EnumSource(value = Outcome.class, mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
    void itIsWhatFullParsingYields(Outcome outcome) throws InvalidProtocolBufferException {
        byte[] answer = answer(outcome).toByteArray();

        assertThat(parse(answer))
                .isEqualTo(AuthorizeResponse.parseFrom(answer).getDecision().getOutcome())
                .isEqualTo(outcome);
    }

    @Test
    void fieldsBesideTheDecisionArePassedOver() {
        byte[] answer = ResolveResponse.newBuilder()
                .setDecision(answer(Outcome.OUTCOME_DECLINED).getDecision())
                .setAuthorization(Authorization.newBuilder().setAuthorizationId("a"))
                .build()
                .toByteArray();

        assertThat(parse(answer)).isEqualTo(Outcome.OUTCOME_DECLINED);
    }

    @Test
    void anOutcomeOfALaterVersion() {
        byte[] answer = AuthorizeResponse.newBuilder()
                .setDecision(Decision.newBuilder().setOutcomeValue(99))
                .build()
                .toByteArray();

        assertThat(parse(answer)).isEqualTo(Outcome.UNRECOGNIZED);
    }

    @Test
    void aDecisionInParts() throws InvalidProtocolBufferException {
        byte[] first = answer(Outcome.OUTCOME_APPROVED).toByteArray();
        byte[] second = AuthorizeResponse.newBuilder()
                .setDecision(Decision.newBuilder().setDecisionId("later"))
                .build()
                .toByteArray();
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        assertThat(parse(both))
                .isEqualTo(AuthorizeResponse.parseFrom(both).getDecision().getOutcome())
                .isEqualTo(Outcome.OUTCOME_APPROVED);
    }

    @Test
    void anAnswerThatIsCutOffIsAFailure() {
        byte[] answer = answer(Outcome.OUTCOME_APPROVED).toByteArray();

        for (int length = 0; length < answer.length; length++) {
            byte[] cut = Arrays.copyOf(answer, length);
            assertThatThrownBy(() -> parse(cut)).as("%d bytes", length).isInstanceOf(StatusRuntimeException.class);
        }
    }

    @Test
    void malformedBytesAreAFailure() {
        // A field of number 0, the end of a group that did not begin, and an outcome of eleven bytes.
        assertUnreadable(0x02, 0x00);
        assertUnreadable(0x0C);
        assertUnreadable(0x0A, 0x0C, 0x40, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0x01);
    }

    @Test
    void anAnswerWithoutADecisionIsAFailure() {
        assertThatThrownBy(() -> parse(new byte[0])).hasMessageContaining("it has no decision");
    }

    private static void assertUnreadable(int... bytes) {
        byte[] answer = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            answer[i] = (byte) bytes[i];
        }
        assertThatThrownBy(() -> AuthorizeResponse.parseFrom(answer))
                .isInstanceOf(InvalidProtocolBufferException.class);
        assertThatThrownBy(() -> parse(answer)).hasMessageStartingWith("INTERNAL: the answer can't be read: ");
    }

    private static Outcome parse(byte[] answer) {
        return MARSHALLER.parse(new ByteArrayInputStream(answer));
    }

    private static AuthorizeResponse answer(Outcome outcome) {
        return AuthorizeResponse.newBuilder()
                .setDecision(Decision.newBuilder()
                        .setDecisionId("0198c0de-0000-7000-8000-000000000000")
                        .setKind(Decision.Kind.KIND_AUTHORIZE)
                        .setOutcome(outcome)
                        .setAmount(Money.newBuilder().setCurrencyCode("EUR").setAmountMinor(12_345))
                        .addFindings(Finding.newBuilder()
                                .setRuleId("approvals/buyer-limit")
                                .addEvidence(
                                        Evidence.newBuilder().setName("limit").setNumber(100_000)))
                        .addPositions(CreditPosition.newBuilder()
                                .setAccountId("bench-000001")
                                .setAvailableMinor(-1))
                        .setLogSequence(7))
                .build();
    }
}
