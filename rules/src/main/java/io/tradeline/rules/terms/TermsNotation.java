package io.tradeline.rules.terms;

import io.tradeline.rules.terms.PaymentTerms.Basis;
import io.tradeline.rules.terms.PaymentTerms.Instalment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Terms of payment as the trade writes them.
 *
 * <pre>
 * net 30                  30 days from the invoice
 * 2/10 net 30             the same, with 2 % discount within 10 days
 * net 10 eom              10 days from the end of the month (discount days too)
 * prox 25                 on the 25th of the next month; "prox 25 +2": of the one after
 * parts 50%@0 50%@30      half at once, half after 30 days
 * net 30 rog              from the receipt of the goods
 * prepayment              before the goods are sent
 * </pre>
 */
public final class TermsNotation {

    private static final Pattern TERMS =
            Pattern.compile("(?:(?<discount>[0-9]+(?:\\.[0-9]{1,2})?)/(?<discountDays>[0-9]{1,3}) )?"
                    + "(?:net (?<net>[0-9]{1,3})(?<eom> eom)?"
                    + "|prox (?<prox>[0-9]{1,2})(?: \\+(?<months>[0-9]{1,2}))?"
                    + "|parts(?<parts>(?: [0-9]+(?:\\.[0-9]{1,2})?%@[0-9]{1,4})+)"
                    + "|(?<prepayment>prepayment))"
                    + "(?<rog> rog)?");
    private static final Pattern PART = Pattern.compile("([0-9.]+)%@([0-9]+)");
    private static final int WHOLE = 10_000;

    private TermsNotation() {}

    /**
     * The terms.
     *
     * @throws IllegalArgumentException when they are written otherwise or out of range
     */
    public static PaymentTerms parse(String text) {
        Matcher matcher = TERMS.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text
                            + "\" (expected: terms such as \"2/10 net 30\", \"net 10 eom\", \"prox 25\", \"parts 50%@0 50%@30\" or \"prepayment\")");
        }
        int discount = matcher.group("discount") == null ? 0 : basisPoints(matcher.group("discount"));
        int discountDays = discount == 0 ? 0 : Integer.parseInt(matcher.group("discountDays"));
        boolean rog = matcher.group("rog") != null;
        if (matcher.group("net") != null) {
            int days = Integer.parseInt(matcher.group("net"));
            Basis basis = matcher.group("eom") == null ? Basis.NET : Basis.END_OF_MONTH;
            return new PaymentTerms(basis, days, 0, 0, discount, discountDays, List.of(), rog);
        } else if (matcher.group("prox") != null) {
            int day = Integer.parseInt(matcher.group("prox"));
            int months = matcher.group("months") == null ? 1 : Integer.parseInt(matcher.group("months"));
            if (day < 1 || day > 31 || months > 12) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" (expected: a day from 1 to 31, and at most 12 months)");
            }
            return new PaymentTerms(Basis.PROXIMO, 0, day, months, discount, discountDays, List.of(), rog);
        } else if (matcher.group("parts") != null) {
            return new PaymentTerms(
                    Basis.INSTALMENTS, 0, 0, 0, discount, discountDays, parts(text, matcher.group("parts")), rog);
        }
        return new PaymentTerms(Basis.PREPAYMENT, 0, 0, 0, discount, discountDays, List.of(), rog);
    }

    private static List<Instalment> parts(String text, String written) {
        List<Instalment> parts = new ArrayList<>();
        int sum = 0;
        Matcher matcher = PART.matcher(written);
        while (matcher.find()) {
            int share = basisPoints(matcher.group(1));
            sum += share;
            parts.add(new Instalment(share, Integer.parseInt(matcher.group(2))));
        }
        if (sum != WHOLE) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: parts that add up to 100 %)");
        }
        return List.copyOf(parts);
    }

    private static int basisPoints(String percent) {
        return new BigDecimal(percent).movePointRight(2).intValueExact();
    }
}
