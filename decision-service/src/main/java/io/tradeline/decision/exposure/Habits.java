package io.tradeline.decision.exposure;

import io.tradeline.rules.facts.Signals;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How an account usually orders and pays, and how it did lately, in a few hundred bytes: what the fraud and lifecycle rules look at.
 * Amounts in minor units of the account's currency; hours, days and weeks in UTC. Mutable; not thread-safe.
 */
public final class Habits {

    private static final int FORMAT = 1;
    private static final int RECENT_ORDERS = 16;
    private static final int RECENT_MINUTES = 14 * 24 * 60;
    private static final int SHIP_TOS = 32;

    private final Activity hour;
    private final Activity day;
    private final Activity week;
    private final List<Signals.RecentOrder> recent;
    private long ordersTotal;
    private long paidOnTime;
    private long paidLate;
    private long[] shipTos;
    /** Until when the past is not known well enough, as minutes of the epoch: it was lost. 0: it is known. */
    private long incompleteUntilMinute;

    public Habits() {
        this(new Activity(), new Activity(), new Activity(), new ArrayList<>(), new long[0]);
    }

    private Habits(Activity hour, Activity day, Activity week, List<Signals.RecentOrder> recent, long[] shipTos) {
        this.hour = hour;
        this.day = day;
        this.week = week;
        this.recent = recent;
        this.shipTos = shipTos;
    }

    /** Habits in the place of ones that can't be read: empty, and known to be for two weeks. */
    static Habits lost(long epochMinute) {
        Habits habits = new Habits();
        habits.incompleteUntilMinute = epochMinute + RECENT_MINUTES;
        return habits;
    }

    /** What rules may know before an order at the moment. */
    public Signals signals(long epochMilli, String shipToId, long costCentreSpentMinor, long buyerSpentMinor) {
        long minute = epochMilli / 60_000;
        rollTo(epochMilli);
        return new Signals(
                minute >= incompleteUntilMinute,
                hour.window(epochMilli, Activity.HOUR),
                day.window(epochMilli, Activity.DAY),
                week.window(epochMilli, Activity.WEEK),
                ordersTotal,
                List.copyOf(recent),
                knowsShipTo(shipToId),
                costCentreSpentMinor,
                buyerSpentMinor,
                paidOnTime,
                paidLate);
    }

    /** Notes an order that was asked for, whatever became of it. */
    public void ordered(long epochMilli, long amountMinor) {
        rollTo(epochMilli);
        hour.add(amountMinor);
        day.add(amountMinor);
        week.add(amountMinor);
        ordersTotal++;
        if (recent.size() == RECENT_ORDERS) {
            recent.remove(0);
        }
        recent.add(new Signals.RecentOrder(epochMilli / 60_000, amountMinor));
    }

    /** Notes where an approved order goes. The address seen longest ago is forgotten beyond 32. */
    public void shipped(String shipToId) {
        if (shipToId.isEmpty() || knowsShipTo(shipToId)) {
            return;
        }
        int from = shipTos.length == SHIP_TOS ? 1 : 0;
        long[] next = Arrays.copyOfRange(shipTos, from, shipTos.length + 1);
        next[next.length - 1] = fingerprint(shipToId);
        shipTos = next;
    }

    public void paid(boolean onTime) {
        if (onTime) {
            paidOnTime++;
        } else {
            paidLate++;
        }
    }

    private void rollTo(long epochMilli) {
        hour.rollTo(Math.floorDiv(epochMilli, Activity.HOUR));
        day.rollTo(Math.floorDiv(epochMilli, Activity.DAY));
        week.rollTo(Math.floorDiv(epochMilli, Activity.WEEK));
        long oldest = epochMilli / 60_000 - RECENT_MINUTES;
        while (!recent.isEmpty() && recent.get(0).epochMinute() < oldest) {
            recent.remove(0);
        }
    }

    private boolean knowsShipTo(String shipToId) {
        if (shipToId.isEmpty()) {
            return false;
        }
        long sought = fingerprint(shipToId);
        for (long known : shipTos) {
            if (known == sought) {
                return true;
            }
        }
        return false;
    }

    /** 64 bits of FNV-1a: enough to tell 32 addresses apart. */
    private static long fingerprint(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(64 + 3 * Activity.ENCODED_BOUND + recent.size() * 20 + shipTos.length * 8);
        out.put((byte) FORMAT);
        Varint.put(out, ordersTotal);
        Varint.put(out, paidOnTime);
        Varint.put(out, paidLate);
        Varint.put(out, incompleteUntilMinute);
        hour.encode(out);
        day.encode(out);
        week.encode(out);
        Varint.put(out, recent.size());
        for (Signals.RecentOrder order : recent) {
            Varint.put(out, order.epochMinute());
            Varint.put(out, order.amountMinor());
        }
        Varint.put(out, shipTos.length);
        for (long shipTo : shipTos) {
            out.putLong(shipTo);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * The habits of an account's row. Ones that can't be read are lost, not fatal: no money depends on them, and rules are told.
     *
     * @param nowMilli the moment at which they are read
     */
    public static Habits decode(byte[] bytes, long nowMilli) {
        if (bytes.length == 0) {
            return new Habits();
        }
        try {
            return decodeStrictly(bytes);
        } catch (java.nio.BufferUnderflowException | IllegalArgumentException unreadable) {
            return lost(nowMilli / 60_000);
        }
    }

    private static Habits decodeStrictly(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte format = in.get();
        if (format != FORMAT) {
            throw new IllegalArgumentException("habits format: " + format + " (expected: " + FORMAT + ")");
        }
        long ordersTotal = Varint.get(in);
        long paidOnTime = Varint.get(in);
        long paidLate = Varint.get(in);
        long incompleteUntil = Varint.get(in);
        Activity hour = Activity.decode(in);
        Activity day = Activity.decode(in);
        Activity week = Activity.decode(in);
        int count = Varint.count(in, RECENT_ORDERS);
        List<Signals.RecentOrder> recent = new ArrayList<>(RECENT_ORDERS);
        for (int i = 0; i < count; i++) {
            recent.add(new Signals.RecentOrder(Varint.get(in), Varint.get(in)));
        }
        long[] shipTos = new long[Varint.count(in, SHIP_TOS)];
        for (int i = 0; i < shipTos.length; i++) {
            shipTos[i] = in.getLong();
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("habits: " + in.remaining() + " bytes too many");
        }
        Habits habits = new Habits(hour, day, week, recent, shipTos);
        habits.ordersTotal = ordersTotal;
        habits.paidOnTime = paidOnTime;
        habits.paidLate = paidLate;
        habits.incompleteUntilMinute = incompleteUntil;
        return habits;
    }
}
