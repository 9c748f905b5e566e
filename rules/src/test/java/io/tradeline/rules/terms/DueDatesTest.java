package io.tradeline.rules.terms;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.rules.money.Money;
import io.tradeline.rules.properties.Seeds;
import io.tradeline.rules.properties.ShippedRelease;
import io.tradeline.rules.terms.BusinessDays.Adjustment;
import io.tradeline.rules.terms.TermsPlan.DuePart;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DueDatesTest {

    private static final Money AMOUNT = new Money("GBP", 100_001);
    private static final LocalDate INVOICE = LocalDate.of(2007, 3, 14);
    private static final LocalDate RECEIVED = LocalDate.of(2007, 3, 28);
    private static final DueDates PLAIN = new DueDates(new BusinessDays(Set.of(), Adjustment.NONE));

    @Test
    void ordinaryDiscountDaysCountFromTheInvoice() {
        assertThat(plan("2/10 net 30", INVOICE, RECEIVED).discountUntil()).isEqualTo("2007-03-24");
    }

    @Test
    void endOfMonthDiscountDaysCountFromTheEndOfTheMonth() {
        assertThat(plan("2/10 net 30 eom", INVOICE, RECEIVED).discountUntil()).isEqualTo("2007-04-10");
        assertThat(plan("2/10 net 30 eom", INVOICE, RECEIVED).due().get(0).dueDate())
                .isEqualTo("2007-04-30");
    }

    @Test
    void receiptOfGoodsTermsCountFromTheReceipt() {
        TermsPlan plan = plan("2/10 net 30 rog", INVOICE, RECEIVED);
        assertThat(plan.startDate()).isEqualTo(RECEIVED);
        assertThat(plan.discountUntil()).isEqualTo("2007-04-07");
        assertThat(plan.due().get(0).dueDate()).isEqualTo("2007-04-27");
        assertThat(plan("2/10 net 30 rog", INVOICE, null).startDate()).isEqualTo(INVOICE);
    }

    @Test
    void theGoldenInvoiceHoldsUnderTheShippedCalendar() {
        TermsPlan ordinary =
                ShippedRelease.get().plan(TermsNotation.parse("2/10 net 30"), "account", AMOUNT, INVOICE, RECEIVED);
        TermsPlan endOfMonth =
                ShippedRelease.get().plan(TermsNotation.parse("2/10 net 10 eom"), "account", AMOUNT, INVOICE, RECEIVED);
        assertThat(ordinary.discountUntil()).isEqualTo("2007-03-24");
        assertThat(ordinary.discount()).isEqualTo(new Money("GBP", 2_000));
        assertThat(endOfMonth.discountUntil()).isEqualTo("2007-04-10");
        assertThat(endOfMonth.due().get(0).dueDate()).isEqualTo("2007-04-10");
        // 8 April 2007 was Easter Sunday.
        assertThat(ShippedRelease.get()
                        .plan(TermsNotation.parse("net 25"), "account", AMOUNT, INVOICE, null)
                        .due()
                        .get(0)
                        .dueDate())
                .isEqualTo("2007-04-10");
    }

    @Test
    void monthEndsAndLeapYears() {
        assertThat(due("net 30", "2024-01-31")).isEqualTo("2024-03-01");
        assertThat(due("net 30", "2023-01-31")).isEqualTo("2023-03-02");
        assertThat(due("net 10 eom", "2024-02-29")).isEqualTo("2024-03-10");
        assertThat(due("net 10 eom", "2024-03-01")).isEqualTo("2024-04-10");
        assertThat(due("net 0 eom", "2024-02-01")).isEqualTo("2024-02-29");
        assertThat(due("net 0 eom", "2023-02-28")).isEqualTo("2023-02-28");
        assertThat(due("prox 31", "2024-01-15")).isEqualTo("2024-02-29");
        assertThat(due("prox 31", "2023-01-31")).isEqualTo("2023-02-28");
        assertThat(due("prox 30 +2", "2023-12-31")).isEqualTo("2024-02-29");
        assertThat(due("prox 10", "2024-12-05")).isEqualTo("2025-01-10");
        assertThat(due("prox 10 +0", "2024-12-05")).isEqualTo("2024-12-10");
        assertThat(due("prox 10 +0", "2024-12-15")).isEqualTo("2024-12-15");
        assertThat(due("prepayment", "2024-12-15")).isEqualTo("2024-12-15");
    }

    @Test
    void dueDatesMoveToBusinessDays() {
        Set<LocalDate> holidays = Set.of(LocalDate.of(2024, 4, 1), LocalDate.of(2024, 3, 29));
        LocalDate saturday = LocalDate.of(2024, 3, 30);
        assertThat(new BusinessDays(holidays, Adjustment.NONE).adjust(saturday)).isEqualTo(saturday);
        assertThat(new BusinessDays(holidays, Adjustment.FOLLOWING).adjust(saturday))
                .isEqualTo("2024-04-02");
        assertThat(new BusinessDays(holidays, Adjustment.MODIFIED_FOLLOWING).adjust(saturday))
                .isEqualTo("2024-03-28");
        assertThat(new BusinessDays(holidays, Adjustment.MODIFIED_FOLLOWING).adjust(LocalDate.of(2024, 4, 6)))
                .isEqualTo("2024-04-08");
    }

    @Test
    void instalmentsAddUp() {
        TermsPlan plan = plan("parts 33.33%@0 33.33%@30 33.34%@60", INVOICE, null);
        assertThat(plan.due().stream().map(part -> part.amount().minor()).toList())
                .containsExactly(33_330L, 33_330L, 33_341L);
        assertThat(plan.due().stream().map(DuePart::dueDate).toList())
                .containsExactly(INVOICE, INVOICE.plusDays(30), INVOICE.plusDays(60));
    }

    @Test
    void whateverTheTermsPartsAddUpAndNothingIsDueBeforeItStarts() {
        List<String> kinds = List.of(
                "net 0",
                "net 30",
                "2/10 net 45 rog",
                "net 10 eom",
                "prox 25",
                "1.5/14 prox 31 +0",
                "parts 10%@0 45%@31 45%@400",
                "prepayment");
        for (Adjustment adjustment : Adjustment.values()) {
            BusinessDays days =
                    new BusinessDays(Set.of(LocalDate.of(2024, 12, 25), LocalDate.of(2024, 12, 26)), adjustment);
            Seeds.forAll(2_000, random -> {
                PaymentTerms terms = TermsNotation.parse(kinds.get(random.nextInt(kinds.size())));
                LocalDate invoice = LocalDate.of(2020, 1, 1).plusDays(random.nextInt(4_000));
                Money amount = new Money("EUR", random.nextInt(1_000_000_000));
                TermsPlan plan = new DueDates(days).plan(terms, "account", amount, invoice, null);
                long sum = plan.due().stream()
                        .mapToLong(part -> part.amount().minor())
                        .sum();
                assertThat(sum).isEqualTo(amount.minor());
                for (DuePart part : plan.due()) {
                    assertThat(part.amount().minor()).isBetween(0L, amount.minor());
                    if (adjustment == Adjustment.FOLLOWING) {
                        assertThat(part.dueDate()).isAfterOrEqualTo(invoice);
                    }
                    if (adjustment != Adjustment.NONE && terms.basis() != PaymentTerms.Basis.PREPAYMENT) {
                        assertThat(days.isBusinessDay(part.dueDate())).isTrue();
                    }
                }
                assertThat(plan.discount() == null).isEqualTo(terms.discountBasisPoints() == 0);
            });
        }
    }

    private static String due(String terms, String invoice) {
        return plan(terms, LocalDate.parse(invoice), null)
                .due()
                .get(0)
                .dueDate()
                .toString();
    }

    private static TermsPlan plan(String terms, LocalDate invoice, @Nullable LocalDate received) {
        return PLAIN.plan(TermsNotation.parse(terms), "account", AMOUNT, invoice, received);
    }
}
