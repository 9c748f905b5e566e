package io.tradeline.tools.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.proto.decision.v1.AuthorizeRequest;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecisionFileTest {
    private static final String ORDER =
            "{\"orderId\": \"SO-1\", \"accountId\": \"ACME\", \"amount\": {\"currencyCode\": \"EUR\", \"amountMinor\": \"1250\"}}";

    @Test
    void anOrderAloneGetsARequestId() {
        AuthorizeRequest request = DecisionFile.parse("f.json", ORDER, () -> "made");

        assertThat(request.getRequestId()).isEqualTo("made");
        assertThat(request.getOrder().getOrderId()).isEqualTo("SO-1");
        assertThat(request.getOrder().getAmount().getAmountMinor()).isEqualTo(1250);
    }

    @Test
    void aRequestKeepsItsOwnId() {
        String json = "{\"request_id\": \"mine\", \"order\": " + ORDER + ", \"reserveFor\": \"3600s\"}";

        AuthorizeRequest request = DecisionFile.parse("f.json", json, () -> "made");

        assertThat(request.getRequestId()).isEqualTo("mine");
        assertThat(request.getReserveFor().getSeconds()).isEqualTo(3600);
        assertThat(request.getOrder().getAccountId()).isEqualTo("ACME");
    }

    @Test
    void readsStandardInput() {
        var in = new ByteArrayInputStream(ORDER.getBytes(StandardCharsets.UTF_8));

        assertThat(DecisionFile.read("-", in, () -> "made").getOrder().getOrderId())
                .isEqualTo("SO-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"ordre_id\": 1}", "{\"order\": {\"amount\": {\"amountMinor\": 1.5}}}"})
    void saysWhereTheJsonIsWrong(String json) {
        assertThatThrownBy(() -> DecisionFile.parse("f.json", json, () -> "made"))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        wrong -> assertThat(wrong.exitCode()).isEqualTo(ExitCodes.USAGE))
                .hasMessageStartingWith("f.json: ")
                .hasMessageContaining("(expected: ");
    }

    @Test
    void aMissingFile() {
        assertThatThrownBy(() -> DecisionFile.read("no/such.json", System.in, () -> "made"))
                .hasMessage("no/such.json: no such file");
    }
}
