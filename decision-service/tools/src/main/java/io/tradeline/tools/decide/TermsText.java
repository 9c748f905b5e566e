package io.tradeline.tools.decide;

import com.google.type.Date;
import io.tradeline.proto.accounts.v1.PaymentTerms;
import io.tradeline.proto.decision.v1.DuePart;
import io.tradeline.proto.decision.v1.Terms;
import io.tradeline.tools.text.Amounts;
import io.tradeline.tools.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Payment terms for people. */
final class TermsText {
    private TermsText() {}

    /** A heading line, then what is due when. */
    static List<String> lines(Terms terms) {
        List<String> lines = new ArrayList<>();
        lines.add(name(terms.getTerms())
                + source(terms.getSource())
                + (terms.hasStartDate() ? ", from " + date(terms.getStartDate()) : ""));
        TextTable due = TextTable.of("", "", ">");
        for (DuePart part : terms.getDueList()) {
            due.row("due", date(part.getDueDate()), Amounts.money(part.getAmount()));
        }
        lines.addAll(due.lines("  "));
        if (terms.hasDiscountUntil()) {
            lines.add("  discount of " + Amounts.money(terms.getDiscount()) + " when paid by "
                    + date(terms.getDiscountUntil()));
        }
        return lines;
    }

    /** "net 30 days", "instalments 50 % at 30 days, 50 % at 60 days". */
    static String name(PaymentTerms terms) {
        String basis = switch (terms.getBasis()) {
            case BASIS_NET -> "net " + days(terms.getNetDays());
            case BASIS_END_OF_MONTH ->
                terms.getNetDays() == 0 ? "end of month" : days(terms.getNetDays()) + " after the end of the month";
            case BASIS_PROXIMO ->
                "day " + terms.getProximoDay() + " of "
                        + (terms.getProximoMonths() == 1
                                ? "the next month"
                                : "month " + terms.getProximoMonths() + " after the invoice");
            case BASIS_INSTALMENTS -> "instalments " + instalments(terms);
            case BASIS_PREPAYMENT -> "prepayment";
            case BASIS_UNSPECIFIED, UNRECOGNIZED -> "terms " + terms.getBasisValue();
        };
        String discount = terms.getDiscountBasisPoints() == 0
                ? ""
                : String.format(Locale.ROOT, ", %s discount within ", percent(terms.getDiscountBasisPoints()))
                        + days(terms.getDiscountDays());
        return basis + discount + (terms.getFromReceiptOfGoods() ? ", from receipt of the goods" : "");
    }

    /** ISO 8601. */
    static String date(Date date) {
        return String.format(Locale.ROOT, "%04d-%02d-%02d", date.getYear(), date.getMonth(), date.getDay());
    }

    private static String instalments(PaymentTerms terms) {
        List<String> parts = new ArrayList<>();
        for (PaymentTerms.Instalment part : terms.getInstalmentsList()) {
            parts.add(percent(part.getShareBasisPoints()) + " at " + days(part.getDays()));
        }
        return String.join(", ", parts);
    }

    private static String percent(int basisPoints) {
        return basisPoints % 100 == 0
                ? basisPoints / 100 + " %"
                : String.format(Locale.ROOT, "%.2f %%", basisPoints / 100.0);
    }

    private static String days(int days) {
        return days == 1 ? "1 day" : days + " days";
    }

    private static String source(String source) {
        return switch (source) {
            case "" -> "";
            case "default" -> " (the policy's default)";
            case "prepayment" -> " (offered because credit is refused)";
            default -> " (by " + source + ")";
        };
    }
}
