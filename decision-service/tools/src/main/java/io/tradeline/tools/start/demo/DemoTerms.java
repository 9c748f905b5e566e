package io.tradeline.tools.start.demo;

import io.tradeline.proto.accounts.v1.PaymentTerms;
import io.tradeline.proto.accounts.v1.PaymentTerms.Basis;
import io.tradeline.proto.accounts.v1.PaymentTerms.Instalment;
import java.util.Optional;

/** Terms of payment of each kind, spread over the companies. */
final class DemoTerms {
    private DemoTerms() {}

    /** What was agreed with a company; empty where the policy's terms apply. */
    static Optional<PaymentTerms> of(DemoCompany company) {
        return switch (company.number() % 8) {
            case 0 -> Optional.of(discounted(Basis.BASIS_END_OF_MONTH, 30));
            case 1 -> Optional.of(net(30).build());
            case 2 -> Optional.of(discounted(Basis.BASIS_NET, 30));
            case 3 ->
                Optional.of(PaymentTerms.newBuilder()
                        .setBasis(Basis.BASIS_PROXIMO)
                        .setProximoDay(10)
                        .setProximoMonths(1)
                        .build());
            case 4 -> Optional.of(net(45).setFromReceiptOfGoods(true).build());
            case 5 -> Optional.of(instalments());
            case 6 -> Optional.of(net(14).build());
            default -> Optional.empty();
        };
    }

    private static PaymentTerms.Builder net(int days) {
        return PaymentTerms.newBuilder().setBasis(Basis.BASIS_NET).setNetDays(days);
    }

    private static PaymentTerms discounted(Basis basis, int days) {
        return PaymentTerms.newBuilder()
                .setBasis(basis)
                .setNetDays(days)
                .setDiscountBasisPoints(200)
                .setDiscountDays(10)
                .build();
    }

    private static PaymentTerms instalments() {
        return PaymentTerms.newBuilder()
                .setBasis(Basis.BASIS_INSTALMENTS)
                .addInstalments(
                        Instalment.newBuilder().setShareBasisPoints(4_000).setDays(30))
                .addInstalments(
                        Instalment.newBuilder().setShareBasisPoints(3_000).setDays(60))
                .addInstalments(
                        Instalment.newBuilder().setShareBasisPoints(3_000).setDays(90))
                .build();
    }
}
