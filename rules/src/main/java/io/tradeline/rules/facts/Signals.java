package io.tradeline.rules.facts;

import java.util.List;

/**
 * What the ordering account usually does, and what it did lately, this order left out; amounts in minor units of the account's currency.
 *
 * @param complete whether all of it could be read
 * @param ordersTotal orders ever placed
 * @param recentOrders orders of the last 14 days, the newest last, at most 16
 * @param shipToKnown whether the order's ship-to address was used before
 * @param costCentreSpentMinor spent on the order's cost centre in its present budget period
 * @param buyerSpentMinor spent by the buyer in the present period of the buyer's limit
 */
public record Signals(
        boolean complete,
        Window hour,
        Window day,
        Window week,
        long ordersTotal,
        List<RecentOrder> recentOrders,
        boolean shipToKnown,
        long costCentreSpentMinor,
        long buyerSpentMinor,
        long paidOnTimeCount,
        long paidLateCount) {

    /**
     * Activity in a window of time that ends now, and how such windows were in the past.
     *
     * @param samples closed windows with at least one order that mean and deviation rest on
     * @param meanCountMilli mean orders in thousandths
     * @param deviationCountMilli standard deviation of the orders in thousandths
     */
    public record Window(
            long orderCount,
            long amountMinor,
            long samples,
            long meanCountMilli,
            long deviationCountMilli,
            long meanAmountMinor,
            long deviationAmountMinor) {

        /** Nothing known. */
        public static final Window NONE = new Window(0, 0, 0, 0, 0, 0, 0);
    }

    /** An order of the last days. */
    public record RecentOrder(long epochMinute, long amountMinor) {}

    /** Of an account that never ordered. */
    public static final Signals NONE =
            new Signals(true, Window.NONE, Window.NONE, Window.NONE, 0, List.of(), false, 0, 0, 0, 0);
}
