package io.tradeline.decision.feed;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest events, as many as fit: what all who follow the feed closely read from. */
final class Ring {

    private final @Nullable FeedItem[] items;
    private long first = 1;
    private long end;

    /** @param capacity events at most */
    Ring(int capacity) {
        items = new FeedItem[capacity];
    }

    /** Begins anew, empty, after a sequence. */
    synchronized void restart(long after) {
        java.util.Arrays.fill(items, null);
        first = after + 1;
        end = after;
    }

    /** Adds what comes next, in the place of the oldest when it is full. */
    synchronized void add(List<FeedItem> next) {
        for (FeedItem item : next) {
            if (item.sequence() != end + 1) {
                throw new IllegalStateException("event " + item.sequence() + " (expected: " + (end + 1) + ")");
            }
            end++;
            items[slot(end)] = item;
        }
        first = Math.max(first, end - items.length + 1);
    }

    private int slot(long sequence) {
        return (int) (sequence % items.length);
    }

    int capacity() {
        return items.length;
    }

    /** The last sequence in it, or where it begins. */
    synchronized long end() {
        return end;
    }

    /** Events that it holds. */
    synchronized long size() {
        return end - first + 1;
    }

    /**
     * What comes after a sequence; null when that is to be read from the store: as it is too old, or as its paths were not asked for when it came.
     *
     * @param most events
     */
    synchronized @Nullable List<FeedItem> after(long sequence, int most, boolean withPaths) {
        if (sequence + 1 < first) {
            return null;
        }
        List<FeedItem> found = new ArrayList<>();
        for (long next = sequence + 1; next <= end && found.size() < most; next++) {
            FeedItem item = items[slot(next)];
            if (item == null) {
                throw new IllegalStateException("event " + next + " is missing between " + first + " and " + end);
            }
            if (withPaths && item.path() == null) {
                return found.isEmpty() ? null : found;
            }
            found.add(item);
        }
        return found;
    }
}
