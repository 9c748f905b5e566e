package io.tradeline.decision.exposure;

import io.tradeline.rules.facts.DueAmount;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The calendar behind an account's figures: what of the receivables falls due when, what of the reservations lapses when, how high the exposure
 * stood at the end of the last days, and what was spent in budget periods. Its parts are bounded, so that an account's row stays small however
 * long it trades. Amounts in minor units of the account's currency. Mutable; not thread-safe.
 */
public final class Book {

    /** Most due days kept apart; with more, the earliest are counted as due on the very first of them. */
    public static final int MAX_DUE_DAYS = 400;

    private static final int FORMAT = 1;
    private static final int MAX_LAPSES = 1024;
    private static final int AVERAGE_DAYS = 30;
    private static final int MAX_CLOSINGS = AVERAGE_DAYS + 400;
    private static final int MAX_SPENDS = 1000;

    private final SparseSeries due;
    private final SparseSeries lapses;
    private final SparseSeries closings;
    private final List<Spend> spends;

    /** What was spent in the period that starts on a day. */
    private record Spend(String key, int periodStart, long amountMinor) {}

    public Book() {
        this(new SparseSeries(), new SparseSeries(), new SparseSeries(), new ArrayList<>());
    }

    private Book(SparseSeries due, SparseSeries lapses, SparseSeries closings, List<Spend> spends) {
        this.due = due;
        this.lapses = lapses;
        this.closings = closings;
        this.spends = spends;
    }

    public void addDue(int epochDay, long minor) {
        due.add(epochDay, minor);
        due.mergeEarliest(MAX_DUE_DAYS);
    }

    public void removeDue(int epochDay, long minor) {
        due.subtract(epochDay, minor);
    }

    /** Open items by due day, the oldest first. */
    public List<DueAmount> due() {
        if (due.size() == 0) {
            return List.of();
        }
        DueAmount[] list = new DueAmount[due.size()];
        for (int i = 0; i < list.length; i++) {
            list[i] = new DueAmount(due.key(i), due.amount(i));
        }
        return List.of(list);
    }

    public long dueTotal() {
        return due.sum();
    }

    /** Notes when a reservation lapses. With too many such hours, the earliest are counted longer than need be: never more credit than there is. */
    public void addReservation(int lapseHour, long minor) {
        lapses.add(lapseHour, minor);
        lapses.deferEarliest(MAX_LAPSES);
    }

    public void removeReservation(int lapseHour, long minor) {
        lapses.subtract(lapseHour, minor);
    }

    /** Each hour at which reservations lapse, with their sum. */
    public void forEachReservation(ReservationVisitor visitor) {
        for (int i = 0; i < lapses.size(); i++) {
            visitor.visit(lapses.key(i), lapses.amount(i));
        }
    }

    /** Sees what lapses at an hour of the epoch. */
    public interface ReservationVisitor {
        void visit(int lapseHour, long minor);
    }

    /** What of the reservations has lapsed by the hour, although no one has taken it out of the figures yet. */
    public long lapsed(int epochHour) {
        return lapses.sumUpTo(epochHour);
    }

    /** The first hour at which a reservation lapses, or has lapsed; {@link Integer#MAX_VALUE} when nothing is reserved. */
    public int firstLapseHour() {
        return lapses.size() == 0 ? Integer.MAX_VALUE : lapses.key(0);
    }

    public long reservationTotal() {
        return lapses.sum();
    }

    /** Notes how high the exposure stands after a change on the day. */
    public void close(int epochDay, long exposureMinor) {
        closings.put(epochDay, exposureMinor);
        // One entry from before the window is kept: it says how the window began.
        int carry = closings.floorIndex(epochDay - AVERAGE_DAYS);
        if (carry > 0) {
            closings.dropBefore(closings.key(carry));
        }
        // Only a clock that keeps stepping back gets this far.
        if (closings.size() > MAX_CLOSINGS) {
            closings.dropBefore(closings.key(closings.size() - MAX_CLOSINGS));
        }
    }

    /** Mean of the exposure at the end of each of the 30 days before the day, or of as many as are known; 0 when none is. */
    public long averageExposure(int epochDay) {
        int first = epochDay - AVERAGE_DAYS;
        int at = closings.floorIndex(first);
        if (at < 0) {
            if (closings.size() == 0 || closings.key(0) >= epochDay) {
                return 0;
            }
            at = 0;
            first = closings.key(0);
        }
        long sum = 0;
        for (int day = first; day < epochDay; ) {
            int until = at + 1 < closings.size() ? Math.min(closings.key(at + 1), epochDay) : epochDay;
            sum = Math.addExact(sum, Math.multiplyExact(closings.amount(at), (long) (until - day)));
            day = until;
            at++;
        }
        return sum / (epochDay - first);
    }

    public long spent(String key, int periodStart) {
        for (Spend spend : spends) {
            if (spend.key.equals(key)) {
                return spend.periodStart == periodStart ? spend.amountMinor : 0;
            }
        }
        return 0;
    }

    /** Adds to (or, given back, takes from) what was spent in a period; what belongs to another period than the present one is left alone. */
    public void spend(String key, int periodStart, long deltaMinor) {
        for (int i = 0; i < spends.size(); i++) {
            Spend spend = spends.get(i);
            if (spend.key.equals(key)) {
                if (spend.periodStart == periodStart) {
                    spends.set(i, new Spend(key, periodStart, Math.max(0, spend.amountMinor + deltaMinor)));
                } else if (spend.periodStart < periodStart && deltaMinor > 0) {
                    spends.set(i, new Spend(key, periodStart, deltaMinor));
                }
                return;
            }
        }
        if (deltaMinor > 0) {
            if (spends.size() == MAX_SPENDS) {
                // Of buyers and cost centres that are no more: an account has fewer at a time.
                spends.remove(spends.stream()
                        .min(java.util.Comparator.comparingInt(Spend::periodStart))
                        .orElseThrow());
            }
            spends.add(new Spend(key, periodStart, deltaMinor));
        }
    }

    public byte[] encode() {
        List<byte[]> keys = new ArrayList<>(spends.size());
        int bound = 1 + due.encodedBound() + lapses.encodedBound() + closings.encodedBound() + 5;
        for (Spend spend : spends) {
            byte[] key = spend.key.getBytes(StandardCharsets.UTF_8);
            keys.add(key);
            bound += key.length + 20;
        }
        ByteBuffer out = ByteBuffer.allocate(bound);
        out.put((byte) FORMAT);
        due.encode(out);
        lapses.encode(out);
        closings.encode(out);
        Varint.put(out, spends.size());
        for (int i = 0; i < spends.size(); i++) {
            Varint.put(out, keys.get(i).length);
            out.put(keys.get(i));
            Varint.putSigned(out, spends.get(i).periodStart);
            Varint.putSigned(out, spends.get(i).amountMinor);
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    /** Whether the bytes are a book that comes to what is reserved and receivable. */
    public static boolean addsUp(byte[] bytes, Figures figures) {
        try {
            Book book = decode(bytes);
            return book.reservationTotal() == figures.reservedMinor() && book.dueTotal() == figures.receivablesMinor();
        } catch (IllegalArgumentException garbled) {
            return false;
        }
    }

    /** The same past exposures and budgets, without anything that falls due or lapses. */
    public Book withoutCalendar() {
        return new Book(new SparseSeries(), new SparseSeries(), closings, spends);
    }

    /**
     * The book of an account's row; no bytes are the book of an account without any history.
     *
     * @throws IllegalArgumentException when the bytes are of a form that this version doesn't know, or no book
     */
    public static Book decode(byte[] bytes) {
        if (bytes.length == 0) {
            return new Book();
        }
        try {
            return decodeStrictly(bytes);
        } catch (BufferUnderflowException | ArithmeticException garbled) {
            throw new IllegalArgumentException("book of " + bytes.length + " bytes is garbled", garbled);
        }
    }

    private static Book decodeStrictly(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte format = in.get();
        if (format != FORMAT) {
            throw new IllegalArgumentException("book format: " + format + " (expected: " + FORMAT + ")");
        }
        SparseSeries due = SparseSeries.decode(in, MAX_DUE_DAYS);
        SparseSeries lapses = SparseSeries.decode(in, MAX_LAPSES);
        SparseSeries closings = SparseSeries.decode(in, MAX_CLOSINGS);
        int count = Varint.count(in, MAX_SPENDS);
        List<Spend> spends = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[Varint.count(in, 1000)];
            in.get(key);
            spends.add(new Spend(
                    new String(key, StandardCharsets.UTF_8),
                    Math.toIntExact(Varint.getSigned(in)),
                    Varint.getSigned(in)));
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("book: " + in.remaining() + " bytes too many");
        }
        return new Book(due, lapses, closings, spends);
    }
}
