package io.tradeline.rules.terms;

import java.util.List;

/**
 * When a customer pays.
 *
 * @param netDays days from the start of the term; not used by PROXIMO, INSTALMENTS and PREPAYMENT
 * @param proximoDay for PROXIMO, the day of the month, 1 to 31, else 0
 * @param proximoMonths for PROXIMO, months after the month of the invoice, 0 to 12
 * @param discountBasisPoints 200 is 2 %; 0: no discount
 * @param instalments for INSTALMENTS, the parts; their shares add up to 10,000
 * @param fromReceiptOfGoods whether the term starts when the goods are received
 */
public record PaymentTerms(
        Basis basis,
        int netDays,
        int proximoDay,
        int proximoMonths,
        int discountBasisPoints,
        int discountDays,
        List<Instalment> instalments,
        boolean fromReceiptOfGoods) {

    /** How a due date is found. */
    public enum Basis {
        /** Net days from the start of the term. */
        NET,
        /** Net days from the end of the month in which the term starts. */
        END_OF_MONTH,
        /** A fixed day of a following month. */
        PROXIMO,
        /** In parts. */
        INSTALMENTS,
        /** Before the goods are sent. */
        PREPAYMENT
    }

    /** One part: its share in basis points, and days from the start of the term. */
    public record Instalment(int shareBasisPoints, int days) {}
}
