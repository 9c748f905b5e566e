package io.tradeline.decision.exposure;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Amounts by a whole-number key (a day, an hour) in ascending order, of which only those that are not zero are kept. Mutable; not thread-safe.
 */
public final class SparseSeries {

    private int[] keys;
    private long[] amounts;
    private int size;

    public SparseSeries() {
        keys = new int[4];
        amounts = new long[4];
    }

    public int size() {
        return size;
    }

    public int key(int index) {
        return keys[index];
    }

    public long amount(int index) {
        return amounts[index];
    }

    /** Sum of all amounts with keys up to and including the given one. */
    public long sumUpTo(int key) {
        long sum = 0;
        for (int i = 0; i < size && keys[i] <= key; i++) {
            sum += amounts[i];
        }
        return sum;
    }

    public long sum() {
        return sumUpTo(Integer.MAX_VALUE);
    }

    /** Adds to the amount at a key. The amount must not be negative. */
    public void add(int key, long amount) {
        requireNotNegative(amount);
        if (amount == 0) {
            return;
        }
        int i = Arrays.binarySearch(keys, 0, size, key);
        if (i >= 0) {
            amounts[i] = Math.addExact(amounts[i], amount);
        } else {
            insert(-i - 1, key, amount);
        }
    }

    /**
     * Takes an amount away, at its key first. What was merged into a neighbour is taken from the nearest earlier keys, then from later ones.
     *
     * @throws IllegalStateException when there is less in all: the series and what it describes have parted
     */
    public void subtract(int key, long amount) {
        requireNotNegative(amount);
        long left = amount;
        int i = floorIndex(key);
        for (int at = i; at >= 0 && left > 0; at--) {
            left -= take(at, left);
        }
        for (int at = i + 1; at < size && left > 0; at++) {
            left -= take(at, left);
        }
        if (left > 0) {
            throw new IllegalStateException("series lacks " + left + " of " + amount + " at " + key);
        }
        compact();
    }

    /** Sets the amount at a key; zero is kept, as a reading of zero. */
    public void put(int key, long amount) {
        int i = Arrays.binarySearch(keys, 0, size, key);
        if (i >= 0) {
            amounts[i] = amount;
        } else {
            insert(-i - 1, key, amount);
        }
    }

    /** Drops the entries before a key. */
    public void dropBefore(int key) {
        int from = 0;
        while (from < size && keys[from] < key) {
            from++;
        }
        if (from > 0) {
            System.arraycopy(keys, from, keys, 0, size - from);
            System.arraycopy(amounts, from, amounts, 0, size - from);
            size -= from;
        }
    }

    /** Merges the earliest entries into the very first until at most so many are left. */
    public void mergeEarliest(int most) {
        while (size > most) {
            amounts[0] = Math.addExact(amounts[0], amounts[1]);
            System.arraycopy(keys, 2, keys, 1, size - 2);
            System.arraycopy(amounts, 2, amounts, 1, size - 2);
            size--;
        }
    }

    /** Moves the earliest entries to the keys that follow them until at most so many are left. */
    public void deferEarliest(int most) {
        int from = size - most;
        if (from <= 0) {
            return;
        }
        long moved = 0;
        for (int i = 0; i < from; i++) {
            moved = Math.addExact(moved, amounts[i]);
        }
        amounts[from] = Math.addExact(amounts[from], moved);
        dropBefore(keys[from]);
    }

    /** Index of the last entry with a key up to the given one; -1 when there is none. */
    public int floorIndex(int key) {
        int i = Arrays.binarySearch(keys, 0, size, key);
        return i >= 0 ? i : -i - 2;
    }

    int encodedBound() {
        return 5 + size * 15;
    }

    void encode(ByteBuffer out) {
        Varint.put(out, size);
        int before = 0;
        for (int i = 0; i < size; i++) {
            Varint.putSigned(out, (long) keys[i] - before);
            Varint.putSigned(out, amounts[i]);
            before = keys[i];
        }
    }

    static SparseSeries decode(ByteBuffer in, int most) {
        int size = Varint.count(in, most);
        SparseSeries series = new SparseSeries();
        series.keys = new int[Math.max(4, size + 1)];
        series.amounts = new long[Math.max(4, size + 1)];
        int before = 0;
        for (int i = 0; i < size; i++) {
            int key = Math.toIntExact(Math.addExact(before, Varint.getSigned(in)));
            if (i > 0 && key <= before) {
                throw new IllegalArgumentException("key: " + key + " (expected: > " + before + ", the one before)");
            }
            series.keys[i] = key;
            before = key;
            series.amounts[i] = Varint.getSigned(in);
        }
        series.size = size;
        return series;
    }

    private static void requireNotNegative(long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException("amount: " + amount + " (expected: >= 0)");
        }
    }

    private long take(int index, long most) {
        long taken = Math.min(amounts[index], most);
        amounts[index] -= taken;
        return taken;
    }

    private void insert(int at, int key, long amount) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            amounts = Arrays.copyOf(amounts, size * 2);
        }
        System.arraycopy(keys, at, keys, at + 1, size - at);
        System.arraycopy(amounts, at, amounts, at + 1, size - at);
        keys[at] = key;
        amounts[at] = amount;
        size++;
    }

    private void compact() {
        int to = 0;
        for (int i = 0; i < size; i++) {
            if (amounts[i] != 0) {
                keys[to] = keys[i];
                amounts[to++] = amounts[i];
            }
        }
        size = to;
    }
}
