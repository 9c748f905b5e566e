package io.tradeline.rules.situation;

import io.tradeline.rules.facts.Account;
import io.tradeline.rules.facts.ApprovalLevel;
import io.tradeline.rules.facts.Buyer;
import io.tradeline.rules.facts.Signals;
import java.time.DayOfWeek;
import java.util.OptionalLong;

/** How this order fits to what the account usually does. */
public final class Behaviour extends Subject {

    private static final long WHOLE = 10_000;

    private final Account account;
    private final Signals signals;

    Behaviour(Situation situation) {
        super(situation, situation.facts().account().id());
        this.account = situation.facts().account();
        this.signals = situation.facts().signals();
    }

    /** Whether the account's signals could all be read. */
    public boolean complete() {
        return signals.complete();
    }

    public String segment() {
        return account.segment();
    }

    /** Whether the account never ordered before. */
    public boolean firstOrder() {
        return signals.ordersTotal() == 0;
    }

    /** Whether the goods go where they went before. */
    public boolean shipToKnown() {
        return signals.shipToKnown() && !situation.facts().order().shipToId().isEmpty();
    }

    public String shipToId() {
        return situation.facts().order().shipToId();
    }

    /** Whether it is before or after working hours (whole hours of the account's day), or a weekend. */
    public boolean outsideHours(long fromHour, long untilHour) {
        DayOfWeek weekday = situation.now().getDayOfWeek();
        int hour = situation.now().getHour();
        return weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY || hour < fromHour || hour >= untilHour;
    }

    /** Orders of the last minutes, this one included. */
    public long ordersWithin(long minutes) {
        long since = Math.floorDiv(situation.now().toEpochSecond(), 60L) - minutes;
        long count = 1;
        for (Signals.RecentOrder recent : signals.recentOrders()) {
            if (recent.epochMinute() >= since) {
                count++;
            }
        }
        return count;
    }

    /**
     * The lowest amount that this order stays just under, of those above which someone would have to approve; 0: none.
     *
     * @param margin how near is just under, as a share of the amount in basis points
     */
    public long nearestThreshold(long margin) {
        long nearest = Long.MAX_VALUE;
        Buyer buyer = account.buyers().get(situation.facts().order().buyerId());
        if (buyer != null) {
            nearest = nearer(nearest, buyer.orderLimitMinor(), margin);
            nearest = nearer(nearest, account.purchasing().roleOrderLimitMinor(buyer.roles()), margin);
        }
        nearest = nearer(nearest, account.purchasing().orderLimitMinor(), margin);
        for (ApprovalLevel level : account.purchasing().approvalLevels()) {
            nearest = nearer(nearest, level.aboveMinor(), margin);
        }
        return nearest == Long.MAX_VALUE ? 0 : nearest;
    }

    /** Orders of the last 14 days that stayed just under that amount, this one included; 0 when this one doesn't. */
    public long ordersJustUnder(long margin) {
        long threshold = nearestThreshold(margin);
        if (threshold == 0) {
            return 0;
        }
        long count = 1;
        for (Signals.RecentOrder recent : signals.recentOrders()) {
            if (justUnder(recent.amountMinor(), threshold, margin)) {
                count++;
            }
        }
        return count;
    }

    /** So many thousandths of the usual amount. */
    public long farAbove(long usual, long thousandths) {
        return Math.multiplyExact(usual, thousandths) / 1_000;
    }

    /** The largest amount that is not yet just under the threshold. */
    private static long clearOf(long threshold, long margin) {
        return threshold - threshold / WHOLE * margin - threshold % WHOLE * margin / WHOLE;
    }

    private long nearer(long nearest, OptionalLong threshold, long margin) {
        return threshold.isPresent() ? nearer(nearest, threshold.getAsLong(), margin) : nearest;
    }

    private long nearer(long nearest, long threshold, long margin) {
        return threshold < nearest && justUnder(creditAmountMinor(), threshold, margin) ? threshold : nearest;
    }

    private static boolean justUnder(long amount, long threshold, long margin) {
        return amount <= threshold && amount > clearOf(threshold, margin);
    }
}
