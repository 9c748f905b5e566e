package io.tradeline.tools.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.proto.accounts.v1.PaymentTerms;
import io.tradeline.proto.accounts.v1.PaymentTerms.Basis;
import io.tradeline.proto.accounts.v1.PaymentTerms.Instalment;
import org.junit.jupiter.api.Test;

final class TermsTextTest {
    @Test
    void names() {
        assertThat(name(terms(Basis.BASIS_NET).setNetDays(1))).isEqualTo("net 1 day");
        assertThat(name(terms(Basis.BASIS_END_OF_MONTH))).isEqualTo("end of month");
        assertThat(name(terms(Basis.BASIS_END_OF_MONTH).setNetDays(10)))
                .isEqualTo("10 days after the end of the month");
        assertThat(name(terms(Basis.BASIS_PROXIMO).setProximoDay(15).setProximoMonths(1)))
                .isEqualTo("day 15 of the next month");
        assertThat(name(terms(Basis.BASIS_PREPAYMENT))).isEqualTo("prepayment");
        assertThat(name(terms(Basis.BASIS_INSTALMENTS)
                        .addInstalments(Instalment.newBuilder()
                                .setShareBasisPoints(3_333)
                                .setDays(30))
                        .addInstalments(Instalment.newBuilder()
                                .setShareBasisPoints(6_667)
                                .setDays(60))))
                .isEqualTo("instalments 33.33 % at 30 days, 66.67 % at 60 days");
        assertThat(name(terms(Basis.BASIS_NET).setNetDays(30).setFromReceiptOfGoods(true)))
                .isEqualTo("net 30 days, from receipt of the goods");
    }

    private static PaymentTerms.Builder terms(Basis basis) {
        return PaymentTerms.newBuilder().setBasis(basis);
    }

    private static String name(PaymentTerms.Builder terms) {
        return TermsText.name(terms.build());
    }
}
