package io.tradeline.rules.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.rules.terms.PaymentTerms.Basis;
import io.tradeline.rules.terms.PaymentTerms.Instalment;
import java.util.List;
import org.junit.jupiter.api.Test;

class TermsNotationTest {

    @Test
    void readsWhatTheTradeWrites() {
        assertThat(TermsNotation.parse("net 30"))
                .isEqualTo(new PaymentTerms(Basis.NET, 30, 0, 0, 0, 0, List.of(), false));
        assertThat(TermsNotation.parse("2.5/10 net 30 eom rog"))
                .isEqualTo(new PaymentTerms(Basis.END_OF_MONTH, 30, 0, 0, 250, 10, List.of(), true));
        assertThat(TermsNotation.parse("prox 25 +2"))
                .isEqualTo(new PaymentTerms(Basis.PROXIMO, 0, 25, 2, 0, 0, List.of(), false));
        assertThat(TermsNotation.parse("parts 50%@0 50%@30"))
                .isEqualTo(new PaymentTerms(
                        Basis.INSTALMENTS,
                        0,
                        0,
                        0,
                        0,
                        0,
                        List.of(new Instalment(5_000, 0), new Instalment(5_000, 30)),
                        false));
        assertThat(TermsNotation.parse("prepayment").basis()).isEqualTo(Basis.PREPAYMENT);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> TermsNotation.parse("soon"))
                .hasMessageStartingWith("\"soon\" (expected: terms such as");
        assertThatThrownBy(() -> TermsNotation.parse("parts 50%@0 40%@30"))
                .hasMessage("\"parts 50%@0 40%@30\" (expected: parts that add up to 100 %)");
        assertThatThrownBy(() -> TermsNotation.parse("prox 32"))
                .hasMessage("\"prox 32\" (expected: a day from 1 to 31, and at most 12 months)");
    }
}
