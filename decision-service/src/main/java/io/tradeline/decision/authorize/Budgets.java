package io.tradeline.decision.authorize;

import io.tradeline.decision.exposure.Book;
import io.tradeline.decision.exposure.NodeState;
import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.Buyer;
import io.tradeline.rules.facts.CostCentre;
import io.tradeline.rules.facts.SpendLimit;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The budgets that an order is charged to: its cost centre's and its buyer's, each with its own period. Kept in the ordering account's book. */
record Budgets(
        String costCentreId,
        @Nullable SpendLimit costCentre,
        String buyerId,
        @Nullable SpendLimit buyer) {

    static Budgets of(Account account, String buyerId, String costCentreId) {
        CostCentre centre = account.costCentres().get(costCentreId);
        Buyer buyer = account.buyers().get(buyerId);
        return new Budgets(
                costCentreId,
                centre == null ? null : centre.budget(),
                buyerId,
                buyer == null ? null : buyer.spendLimit());
    }

    long costCentreSpent(Book book, LocalDate today, Deliberation.Held held) {
        return spent(book, costCentreKey(), costCentre, today, held);
    }

    long buyerSpent(Book book, LocalDate today, Deliberation.Held held) {
        return spent(book, buyerKey(), buyer, today, held);
    }

    /** Charges what was decided on the day, or (negative) gives it back. */
    void charge(NodeState node, LocalDate decidedOn, long deltaMinor) {
        charge(node, costCentreKey(), costCentre, decidedOn, deltaMinor);
        charge(node, buyerKey(), buyer, decidedOn, deltaMinor);
    }

    private static void charge(
            NodeState node, String key, @Nullable SpendLimit limit, LocalDate decidedOn, long deltaMinor) {
        if (limit != null && deltaMinor != 0) {
            node.book().spend(key, periodStart(limit, decidedOn), deltaMinor);
            node.bookChanged();
        }
    }

    private static long spent(
            Book book, String key, @Nullable SpendLimit limit, LocalDate today, Deliberation.Held held) {
        if (limit == null) {
            return 0;
        }
        int start = periodStart(limit, today);
        long own = held.decidedOn() >= start ? held.creditMinor() : 0;
        return Math.max(0, book.spent(key, start) - own);
    }

    private static int periodStart(SpendLimit limit, LocalDate day) {
        return Math.toIntExact(limit.period().startOf(day).toEpochDay());
    }

    private String costCentreKey() {
        return "c:" + costCentreId;
    }

    private String buyerKey() {
        return "b:" + buyerId;
    }
}
