package io.tradeline.decision.exposure;

import io.tradeline.rules.facts.Signals;
import java.nio.ByteBuffer;

/**
 * Orders in windows of one length: the present window, the one before it, and mean and deviation of all that closed with at least one order.
 *
 * <p>The activity of the last hour (day, week) is estimated as the sliding window counter does: the present window, and of the one before it the share that
 * the length still covers. Mean and deviation follow Welford's recurrence; beyond 100 windows the newest weighs a hundredth, so that old habits fade.
 * Deviations are statistics of the past, not money: doubles are used for them, and rules get them rounded to whole units. Mutable; not thread-safe.
 */
final class Activity {

    static final long HOUR = 3_600_000L;
    static final long DAY = 24 * HOUR;
    static final long WEEK = 7 * DAY;
    static final int ENCODED_BOUND = 6 * 10 + 4 * 8;

    private static final int MEMORY = 100;

    private long window;
    private long count;
    private long amount;
    private long countBefore;
    private long amountBefore;
    private long samples;
    private double countMean;
    private double countSquares;
    private double amountMean;
    private double amountSquares;

    /** Closes the windows before the given one. A clock that steps back stays in the present window. */
    void rollTo(long present) {
        if (present <= window) {
            return;
        }
        if (count > 0) {
            samples = Math.min(MEMORY, samples + 1);
            double fade = samples == MEMORY ? 1.0 - 1.0 / MEMORY : 1.0;
            double countDelta = count - countMean;
            countMean += countDelta / samples;
            countSquares = countSquares * fade + countDelta * (count - countMean);
            double amountDelta = amount - amountMean;
            amountMean += amountDelta / samples;
            amountSquares = amountSquares * fade + amountDelta * (amount - amountMean);
        }
        boolean next = present == window + 1;
        countBefore = next ? count : 0;
        amountBefore = next ? amount : 0;
        window = present;
        count = 0;
        amount = 0;
    }

    void add(long minor) {
        count++;
        amount = Math.addExact(amount, minor);
    }

    Signals.Window window(long epochMilli, long length) {
        long covered = length - Math.floorMod(epochMilli, length);
        return new Signals.Window(
                count + scale(countBefore, covered, length),
                amount + scale(amountBefore, covered, length),
                samples,
                Math.round(countMean * 1000),
                Math.round(deviation(countSquares) * 1000),
                Math.round(amountMean),
                Math.round(deviation(amountSquares)));
    }

    /** value * part / whole, rounded down, without overflow on the way. */
    private static long scale(long value, long part, long whole) {
        return value / whole * part + value % whole * part / whole;
    }

    private double deviation(double squares) {
        return samples < 2 ? 0 : Math.sqrt(Math.max(0, squares) / (samples - 1));
    }

    void encode(ByteBuffer out) {
        Varint.put(out, window);
        Varint.put(out, count);
        Varint.put(out, amount);
        Varint.put(out, countBefore);
        Varint.put(out, amountBefore);
        Varint.put(out, samples);
        out.putDouble(countMean).putDouble(countSquares).putDouble(amountMean).putDouble(amountSquares);
    }

    static Activity decode(ByteBuffer in) {
        Activity activity = new Activity();
        activity.window = Varint.get(in);
        activity.count = Varint.get(in);
        activity.amount = Varint.get(in);
        activity.countBefore = Varint.get(in);
        activity.amountBefore = Varint.get(in);
        activity.samples = Varint.get(in);
        activity.countMean = in.getDouble();
        activity.countSquares = in.getDouble();
        activity.amountMean = in.getDouble();
        activity.amountSquares = in.getDouble();
        return activity;
    }
}
