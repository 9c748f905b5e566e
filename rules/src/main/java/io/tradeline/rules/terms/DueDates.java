package io.tradeline.rules.terms;

import io.tradeline.rules.money.Money;
import io.tradeline.rules.terms.PaymentTerms.Basis;
import io.tradeline.rules.terms.PaymentTerms.Instalment;
import io.tradeline.rules.terms.TermsPlan.DuePart;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From terms of payment to dates.
 *
 * <p>Due dates move to business days; the last day of a discount stays where it falls, because the customer was promised so many days. A
 * month that is too short has its last day as the due day.
 */
public final class DueDates {

    private static final long WHOLE = 10_000;

    private final BusinessDays businessDays;

    public DueDates(BusinessDays businessDays) {
        this.businessDays = businessDays;
    }

    /**
     * What is due when.
     *
     * @param source where the terms come from, as {@link TermsPlan#source()}
     * @param receivedDate when the goods were received; null: not yet known, then the invoice date stands for it
     */
    public TermsPlan plan(
            PaymentTerms terms, String source, Money amount, LocalDate invoiceDate, @Nullable LocalDate receivedDate) {
        LocalDate start = terms.fromReceiptOfGoods() && receivedDate != null ? receivedDate : invoiceDate;
        List<DuePart> due = terms.basis() == Basis.INSTALMENTS
                ? parts(terms, amount, start)
                : List.of(new DuePart(dueDate(terms, start), amount));
        if (terms.discountBasisPoints() == 0) {
            return new TermsPlan(terms, source, start, due, null, null);
        }
        LocalDate discountUntil = discountStart(terms, start).plusDays(terms.discountDays());
        return new TermsPlan(
                terms,
                source,
                start,
                due,
                discountUntil,
                new Money(amount.currency(), share(amount.minor(), terms.discountBasisPoints())));
    }

    private LocalDate dueDate(PaymentTerms terms, LocalDate start) {
        return switch (terms.basis()) {
            case NET -> businessDays.adjust(start.plusDays(terms.netDays()));
            case END_OF_MONTH -> businessDays.adjust(endOfMonth(start).plusDays(terms.netDays()));
            case PROXIMO -> {
                YearMonth month = YearMonth.from(start).plusMonths(terms.proximoMonths());
                LocalDate day = month.atDay(Math.min(terms.proximoDay(), month.lengthOfMonth()));
                // A day that has passed in the month of the invoice itself is due at once.
                yield businessDays.adjust(day.isBefore(start) ? start : day);
            }
            case PREPAYMENT -> start;
            case INSTALMENTS -> throw new IllegalStateException("basis: INSTALMENTS (expected: one due date)");
        };
    }

    private static LocalDate discountStart(PaymentTerms terms, LocalDate start) {
        return terms.basis() == Basis.END_OF_MONTH ? endOfMonth(start) : start;
    }

    private List<DuePart> parts(PaymentTerms terms, Money amount, LocalDate start) {
        List<DuePart> due = new ArrayList<>(terms.instalments().size());
        long rest = amount.minor();
        for (int i = 0; i < terms.instalments().size(); i++) {
            Instalment part = terms.instalments().get(i);
            // The last part takes what rounding left over, so that the parts add up.
            long minor = i == terms.instalments().size() - 1 ? rest : share(amount.minor(), part.shareBasisPoints());
            rest -= minor;
            due.add(new DuePart(businessDays.adjust(start.plusDays(part.days())), new Money(amount.currency(), minor)));
        }
        return List.copyOf(due);
    }

    /** Rounded down: a customer is never asked for more than the share, and never deducts more than the discount. */
    private static long share(long minor, int basisPoints) {
        return Math.addExact(
                Math.multiplyExact(minor / WHOLE, (long) basisPoints),
                Math.floorDiv(minor % WHOLE * basisPoints, WHOLE));
    }

    private static LocalDate endOfMonth(LocalDate day) {
        return day.withDayOfMonth(day.lengthOfMonth());
    }
}
