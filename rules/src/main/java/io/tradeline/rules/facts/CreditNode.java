package io.tradeline.rules.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One account on the way from the ordering one up to the one that holds the credit, with its exposure; amounts in minor units of the group's currency.
 *
 * @param holder whether it holds the credit; the last node does, and no other
 * @param limit the account's individual limit; null: none
 * @param version version of the exposure
 * @param reservedMinor reservations that have not lapsed
 * @param receivablesMinor open items
 * @param disputedMinor disputed part of the open items
 * @param unappliedMinor payments and credits that are not applied to an item
 * @param due open items by due day, the oldest first
 * @param averageExposureMinor mean exposure at the end of each of the last 30 days
 */
public record CreditNode(
        String accountId,
        boolean holder,
        AccountStatus status,
        String segment,
        String tier,
        String currency,
        @Nullable CreditLimit limit,
        List<RiskFlag> riskFlags,
        long version,
        long reservedMinor,
        long receivablesMinor,
        long disputedMinor,
        long unappliedMinor,
        List<DueAmount> due,
        long averageExposureMinor) {

    /** reserved + receivables - unapplied. */
    public long exposureMinor() {
        return reservedMinor + receivablesMinor - unappliedMinor;
    }

    /** What is open and was due more than the grace days before the day. */
    public long overdueMinor(int today, int graceDays) {
        long sum = 0;
        for (DueAmount item : due) {
            if (item.epochDay() + graceDays >= today) {
                break;
            }
            sum += item.openMinor();
        }
        return sum;
    }

    /** Days since the oldest open item was due; 0 when none is past due. */
    public int oldestOverdueDays(int today) {
        return due.isEmpty() ? 0 : Math.max(0, today - due.get(0).epochDay());
    }
}
