package io.tradeline.rules.situation;

import io.tradeline.rules.facts.Signals;
import java.util.Locale;

/** Orders in one span of time up to now, this one included, against what the account did in such spans before. */
public final class Velocity extends Subject {

    /** How far back it looks. */
    public enum Span {
        HOUR,
        DAY,
        WEEK;

        private final String word = name().toLowerCase(Locale.ROOT);

        /** "hour", "day" or "week". */
        public String word() {
            return word;
        }
    }

    private static final long THOUSAND = 1_000;

    private final Span span;
    private final Signals.Window window;

    Velocity(Situation situation, Span span, Signals.Window window) {
        super(situation, situation.facts().account().id());
        this.span = span;
        this.window = window;
    }

    /** "hour", "day" or "week". */
    public String span() {
        return span.word();
    }

    /** Whether the account's history could be read and holds enough spans to judge by. */
    public boolean judgeable() {
        return situation.facts().signals().complete() && window.samples() >= policy().number("velocity-samples");
    }

    public long orders() {
        return window.orderCount() + 1;
    }

    /** In minor units of the account's currency. */
    public long amountMinor() {
        return Math.addExact(window.amountMinor(), creditAmountMinor());
    }

    /** Orders before this one in the span, in minor units of the account's currency. */
    public long earlierAmountMinor() {
        return window.amountMinor();
    }

    /** Mean and so many deviations (thousandths) of the orders in a span, rounded down, but at least the floor. */
    public long usualOrders(long deviations, long floor) {
        return Math.max(
                floor, (window.meanCountMilli() + deviations * window.deviationCountMilli() / THOUSAND) / THOUSAND);
    }

    /** Mean and so many deviations (thousandths) of the amount in a span, but at least the floor. */
    public long usualAmount(long deviations, long floor) {
        return Math.max(
                floor,
                Math.addExact(
                        window.meanAmountMinor(),
                        Math.multiplyExact(deviations, window.deviationAmountMinor()) / THOUSAND));
    }

    /** Closed spans with orders that mean and deviation rest on. */
    public long samples() {
        return window.samples();
    }
}
